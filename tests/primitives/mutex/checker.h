// SPDX-License-Identifier: MIT
// Threads that record what a lock lets through.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "primitives/mutex/subjects.h"
#include "primitives/relax.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/test.h"

enum { MOST_THREADS = 64 };

static unsigned cpus(void)
{
    cpu_set_t mask;
    return sched_getaffinity(0, sizeof mask, &mask) == 0 ? (unsigned)CPU_COUNT(&mask) : 1;
}

/* ---- the checker: threads that record what they see under the lock; no test fails here ---- */

struct arena;

struct worker {
    struct arena *arena;
    void *node;
    unsigned id;      /* from 1 */
    uint64_t ops;     /* critical sections done */
    uint64_t overlap; /* times another owner was seen in the own critical section */
    uint64_t stale;   /* times the last owner's writes were not all seen */
    /* written outside the lock; the one the last critical section named is stable */
    uint64_t note[2];
    pthread_t thread;
};

struct arena {
    const struct mutex_subject *subject;
    void *lock;
    struct worker *workers[MOST_THREADS];
    unsigned threads;
    uint64_t ops_each;  /* 0: until stop */
    bool yield_between; /* one CPU and a spin-only lock: a waiter would burn whole time slices */
    bool yield_inside;  /* one CPU and no lock: else an intruder comes once in a time slice */
    _Atomic unsigned ready;
    atomic_bool stop;
    /* guarded by the lock, plain on purpose: ThreadSanitizer reports whatever the lock does not
     * order */
    uint64_t counter;
    unsigned owner; /* id of who is inside, 0 for nobody */
    uint64_t message[6];
    unsigned last; /* id of the last owner, 0 before the first */
    uint64_t last_op;
};

/* Makes room for an intruder, for a time that varies. */
static void linger(const struct arena *a, const struct worker *w)
{
    for (uint64_t i = 0; i < w->ops % 8; i++)
        cpu_relax();
    if (a->yield_inside && w->ops % 8 == 0)
        sched_yield();
}

/* volatile: the accesses must stay apart, also with a lock that orders nothing. */
static void critical_section(struct arena *a, struct worker *w)
{
    volatile uint64_t *counter = &a->counter;
    volatile unsigned *owner = &a->owner;
    uint64_t seen = *counter;
    w->overlap += *owner != 0;
    *owner = w->id;
    linger(a, w);
    w->overlap += *owner != w->id;
    *owner = 0;
    *counter = seen + 1;
}

/* What the last owner wrote in its critical section and, to its note, before it: all of it must be
 * here. */
static void read_message(struct arena *a, struct worker *w)
{
    if (!a->last)
        return;
    bool good = a->workers[a->last - 1]->note[a->last_op % 2] == a->last_op;
    for (size_t i = 0; i < sizeof a->message / sizeof *a->message; i++)
        good &= a->message[i] == a->last_op * 31 + i;
    w->stale += !good;
}

static void write_message(struct arena *a, struct worker *w)
{
    for (size_t i = 0; i < sizeof a->message / sizeof *a->message; i++)
        a->message[i] = w->ops * 31 + i;
    linger(a, w);
    a->last = w->id;
    a->last_op = w->ops;
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct arena *a = w->arena;
    const struct mutex_subject *s = a->subject;
    struct stress_random random = {w->id};
    atomic_fetch_add(&a->ready, 1);
    while (atomic_load(&a->ready) < a->threads)
        sched_yield();
    while (a->ops_each ? w->ops < a->ops_each
                       : w->ops == 0 || !atomic_load_explicit(&a->stop, memory_order_relaxed)) {
        w->note[w->ops % 2] = w->ops;
        s->acquire(a->lock, w->node);
        read_message(a, w);
        critical_section(a, w);
        write_message(a, w);
        s->release(a->lock, w->node);
        w->ops++;
        stress_delay(&random);
        if (a->yield_between)
            sched_yield();
    }
    return NULL;
}

struct tally {
    uint64_t ops, counted, overlap, stale;
};

/* Runs threads workers for ops_each operations each, or for ms milliseconds where that is 0. */
static struct tally run(const struct mutex_subject *s, unsigned threads, uint64_t ops_each,
                        unsigned ms)
{
    struct arena *a = calloc(1, sizeof *a);
    assert_non_null(a);
    assert_true(threads <= MOST_THREADS);
    a->subject = s;
    a->threads = threads;
    a->ops_each = ops_each;
    a->yield_between = s->traits.spin_only && cpus() == 1;
    a->yield_inside = s->traits.null && cpus() == 1;
    a->lock = rubbish(s->size);
    s->init(a->lock);
    for (unsigned i = 0; i < threads; i++) {
        struct worker *w = a->workers[i] = rubbish(sizeof *w);
        *w = (struct worker){.arena = a, .id = i + 1, .node = rubbish(s->node_size)};
        s->node_init(w->node);
        assert_int_equal(pthread_create(&w->thread, NULL, work, w), 0);
    }
    if (!ops_each) {
        stress_sleep_us(ms * 1000L);
        atomic_store(&a->stop, true);
    }
    struct tally t = {0};
    for (unsigned i = 0; i < threads; i++)
        pthread_join(a->workers[i]->thread, NULL);
    for (unsigned i = 0; i < threads; i++) {
        struct worker *w = a->workers[i];
        t.ops += w->ops;
        t.overlap += w->overlap;
        t.stale += w->stale;
    }
    t.counted = a->counter;
    stress_did(t.ops);
    s->destroy(a->lock);
    for (unsigned i = 0; i < threads; i++) {
        free(a->workers[i]->node);
        free(a->workers[i]);
    }
    free(a->lock);
    free(a);
    return t;
}

static void assert_sound(struct tally t)
{
    assert_int_equal(t.overlap, 0);
    assert_int_equal(t.stale, 0);
    assert_int_equal(t.counted, t.ops);
    assert_true(t.ops > 0);
}
