// SPDX-License-Identifier: MIT
// Threads that record what a read-write lock lets through, and threads that visit it once.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/rwmutex/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { MOST_THREADS = 16 };

static unsigned cpus(void)
{
    cpu_set_t mask;
    return sched_getaffinity(0, sizeof mask, &mask) == 0 ? (unsigned)CPU_COUNT(&mask) : 1;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A lock on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_lock(const struct rwmutex_subject *s)
{
    void *rw = rubbish(s->size);
    s->init(rw);
    return rw;
}

static void free_lock(const struct rwmutex_subject *s, void *rw)
{
    s->destroy(rw);
    free(rw);
}

/* ---- the checker: readers and writers that record what they see; no test fails here ---- */

struct arena;

struct worker {
    struct arena *arena;
    bool writes;
    uint64_t ops;
    uint64_t overlap; /* times someone was inside who must not be */
    uint64_t stale;   /* times the last owner's writes were not all seen */
    uint64_t note[2]; /* a reader's: written under the read lock, looked at under the write lock */
    pthread_t thread;
};

struct arena {
    const struct rwmutex_subject *subject;
    void *lock;
    unsigned threads;
    struct worker worker[MOST_THREADS];
    _Atomic unsigned ready;
    atomic_bool stop;
    _Atomic int readers, writers; /* relaxed: they must not add the order that is under test */
    /* written under the write lock, plain on purpose: ThreadSanitizer reports whatever the lock
     * does not order */
    uint64_t counter;
    uint64_t message[6];
};

static bool message_is_whole(const struct arena *a)
{
    const volatile uint64_t *message = a->message;
    bool whole = true;
    for (size_t i = 0; i < sizeof a->message / sizeof *a->message; i++)
        whole &= message[i] == a->counter + i;
    return whole;
}

static void read_section(struct arena *a, struct worker *w)
{
    atomic_fetch_add_explicit(&a->readers, 1, memory_order_relaxed);
    w->overlap += atomic_load_explicit(&a->writers, memory_order_relaxed) != 0;
    w->stale += !message_is_whole(a);
    w->note[0]++;
    if (w->ops % 16 == 0)
        sched_yield();
    w->note[1]++;
    w->overlap += atomic_load_explicit(&a->writers, memory_order_relaxed) != 0;
    atomic_fetch_sub_explicit(&a->readers, 1, memory_order_relaxed);
}

static void write_section(struct arena *a, struct worker *w)
{
    w->overlap += atomic_fetch_add_explicit(&a->writers, 1, memory_order_relaxed) != 0;
    w->overlap += atomic_load_explicit(&a->readers, memory_order_relaxed) != 0;
    w->stale += !message_is_whole(a);
    for (unsigned i = 0; i < a->threads; i++)
        w->stale += a->worker[i].note[0] != a->worker[i].note[1];
    volatile uint64_t *counter = &a->counter, *message = a->message;
    uint64_t next = *counter + 1;
    if (w->ops % 16 == 0)
        sched_yield();
    *counter = next;
    if (w->ops % 16 == 8)
        sched_yield();
    for (size_t i = 0; i < sizeof a->message / sizeof *a->message; i++)
        message[i] = next + i;
    w->overlap += atomic_load_explicit(&a->readers, memory_order_relaxed) != 0;
    atomic_fetch_sub_explicit(&a->writers, 1, memory_order_relaxed);
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct arena *a = w->arena;
    const struct rwmutex_subject *s = a->subject;
    atomic_fetch_add(&a->ready, 1);
    while (atomic_load(&a->ready) < a->threads)
        sched_yield();
    /* Once in any case: on a busy machine a thread may come to run after the stop. */
    do {
        if (w->writes) {
            s->write_acquire(a->lock);
            write_section(a, w);
            s->write_release(a->lock);
        } else {
            s->read_acquire(a->lock);
            read_section(a, w);
            s->read_release(a->lock);
        }
        /* A lock that prefers readers would keep the writers out for ever. */
        if (!w->writes && !s->traits.prefer_writer && !s->traits.bounded)
            stress_sleep_us(50);
        if (s->traits.spin_only && cpus() == 1)
            sched_yield();
        w->ops++;
    } while (!atomic_load_explicit(&a->stop, memory_order_relaxed));
    return NULL;
}

struct tally {
    uint64_t reads, writes, counted, overlap, stale;
};

static struct tally run(const struct rwmutex_subject *s, unsigned readers, unsigned writers,
                        unsigned ms)
{
    struct arena *a = calloc(1, sizeof *a);
    assert_non_null(a);
    a->subject = s;
    a->threads = readers + writers;
    a->lock = new_lock(s);
    assert_true(a->threads <= MOST_THREADS);
    for (size_t i = 0; i < sizeof a->message / sizeof *a->message; i++)
        a->message[i] = i;
    for (unsigned i = 0; i < a->threads; i++) {
        a->worker[i].arena = a;
        a->worker[i].writes = i >= readers;
        assert_int_equal(pthread_create(&a->worker[i].thread, NULL, work, &a->worker[i]), 0);
    }
    stress_sleep_us(ms * 1000L);
    atomic_store(&a->stop, true);
    struct tally t = {0};
    for (unsigned i = 0; i < a->threads; i++) {
        struct worker *w = &a->worker[i];
        pthread_join(w->thread, NULL);
        *(w->writes ? &t.writes : &t.reads) += w->ops;
        t.overlap += w->overlap;
        t.stale += w->stale;
    }
    t.counted = a->counter;
    stress_did(t.reads + t.writes);
    free_lock(s, a->lock);
    free(a);
    return t;
}

/* ---- threads that take the lock once, in an order that the test decides ---- */

struct visitor {
    const struct rwmutex_subject *subject;
    void *lock;
    bool writes;
    _Atomic unsigned *turns;
    unsigned turn; /* how many were inside before this one; written inside */
    atomic_bool inside, leave;
    struct wait_place place;
    _Atomic pid_t tid; /* 0 until it runs */
    pthread_t thread;
};

static void *visit(void *argument)
{
    struct visitor *v = argument;
    const struct rwmutex_subject *s = v->subject;
    v->place.frame = __builtin_frame_address(0);
    atomic_store(&v->tid, gettid());
    if (v->writes)
        s->write_acquire(v->lock);
    else
        s->read_acquire(v->lock);
    v->turn = atomic_fetch_add(v->turns, 1);
    atomic_store(&v->inside, true);
    /* Spins: who is inside must not be taken for one that sleeps. */
    while (!atomic_load(&v->leave))
        sched_yield();
    if (v->writes)
        s->write_release(v->lock);
    else
        s->read_release(v->lock);
    return NULL;
}

/* Starts v and returns when it is inside or waits for the lock; else the alarm ends the program. */
static void start(struct visitor *v)
{
    v->place = (struct wait_place){
        .object = v->lock, .size = v->subject->size, .spins = v->subject->traits.spin_only};
    assert_int_equal(pthread_create(&v->thread, NULL, visit, v), 0);
    await_wait_in(v->thread, &v->tid, &v->inside, &v->place);
}

static void let_go(struct visitor *v)
{
    atomic_store(&v->leave, true);
}

static void await_inside(struct visitor *v)
{
    while (!atomic_load(&v->inside))
        stress_sleep_us(500);
}
