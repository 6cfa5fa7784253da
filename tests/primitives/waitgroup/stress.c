// SPDX-License-Identifier: MIT
// Every waitgroup under real threads: nobody returns early, all is visible, rounds follow each
// other, sleepers sleep, and a wait may free the group.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/tsan.h"
#include "primitives/waitgroup/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { WORKERS = 3, WAITERS = 2, ROUNDS = 4000, GIVE_UP_S = 280 };

/* A waitgroup on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_group(const struct waitgroup_subject *s, unsigned parties)
{
    void *w = rubbish(s->size);
    assert_int_equal(s->init(w, parties), 0);
    return w;
}

/* Nothing is left over: the count is 0. */
static void free_group(const struct waitgroup_subject *s, void *w)
{
    assert_int_equal(s->pending(w), 0);
    s->destroy(w);
    free(w);
}

/* ---- rounds of workers and waiters over one group ---- */

struct game {
    const struct waitgroup_subject *subject;
    void *group;
    pthread_barrier_t *gate;
    uint64_t product[WORKERS]; /* plain on purpose: written before done, read after wait */
};

struct player {
    struct game *game;
    unsigned id;
    unsigned wrong; /* products that were not there after wait */
    pthread_t thread;
};

/* Some dones come before the wait, some while it sleeps. */
static void dawdle(unsigned id, unsigned round)
{
    unsigned spins = (id * 7919 + round * 104729) % 3000;
    for (volatile unsigned i = 0; i < spins; i++)
        ;
    if (round % 16 == id)
        sched_yield();
}

static void *work_rounds(void *argument)
{
    struct player *me = argument;
    struct game *g = me->game;
    struct stress_random random = {me->id};
    for (uint64_t round = 1, rounds = stress_count(ROUNDS); round <= rounds; round++) {
        pthread_barrier_wait(g->gate);
        stress_delay(&random);
        dawdle(me->id, round);
        g->product[me->id] = round;
        g->subject->done(g->group);
        pthread_barrier_wait(g->gate);
    }
    return NULL;
}

static void *wait_rounds(void *argument)
{
    struct player *me = argument;
    struct game *g = me->game;
    for (uint64_t round = 1, rounds = stress_count(ROUNDS); round <= rounds; round++) {
        if (me->id == WORKERS)
            g->subject->add(g->group, WORKERS);
        pthread_barrier_wait(g->gate);
        g->subject->wait(g->group);
        for (unsigned i = 0; i < WORKERS; i++)
            me->wrong += g->product[i] != round;
        pthread_barrier_wait(g->gate);
    }
    return NULL;
}

/* Round after round, two waiters return together when three workers are done, and see their
 * products. */
static void waits_for_all_and_publishes(void **state)
{
    pthread_barrier_t gate;
    struct game g = {.subject = *state, .gate = &gate};
    struct player player[WORKERS + WAITERS];
    g.group = new_group(g.subject, WORKERS + WAITERS);
    pthread_barrier_init(&gate, NULL, WORKERS + WAITERS);
    for (unsigned i = 0; i < WORKERS + WAITERS; i++) {
        player[i] = (struct player){.game = &g, .id = i};
        void *(*body)(void *) = i < WORKERS ? work_rounds : wait_rounds;
        assert_int_equal(pthread_create(&player[i].thread, NULL, body, &player[i]), 0);
    }
    for (unsigned i = 0; i < WORKERS + WAITERS; i++) {
        pthread_join(player[i].thread, NULL);
        assert_int_equal(player[i].wrong, 0);
    }
    stress_did(stress_count(ROUNDS) * (WORKERS + WAITERS));
    pthread_barrier_destroy(&gate);
    free_group(g.subject, g.group);
}

/* ---- many counters, no waiter ---- */

static void *count(void *argument)
{
    struct game *g = argument;
    for (int i = 0; i < 50000; i++) {
        g->subject->add(g->group, 2);
        g->subject->done(g->group);
        g->subject->done(g->group);
    }
    return NULL;
}

static void loses_no_count(void **state)
{
    struct game g = {.subject = *state, .group = new_group(*state, 1)};
    pthread_t thread[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, count, &g), 0);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(g.subject->pending(g.group), 0);
    g.subject->add(g.group, 7);
    assert_int_equal(g.subject->pending(g.group), 7);
    for (int i = 0; i < 7; i++)
        g.subject->done(g.group);
    g.subject->wait(g.group); /* returns at once */
    free_group(g.subject, g.group);
}

static void wait_for_nothing_returns(void **state)
{
    const struct waitgroup_subject *s = *state;
    void *w = new_group(s, 1);
    s->wait(w);
    s->wait(w);
    free_group(s, w);
}

/* ---- one thread that waits ---- */

struct waiter {
    const struct waitgroup_subject *subject;
    void *group;
    _Atomic pid_t tid; /* 0 until it is about to wait */
    atomic_bool returned;
    pthread_t thread;
};

static void *wait_once(void *argument)
{
    struct waiter *me = argument;
    atomic_store(&me->tid, gettid());
    me->subject->wait(me->group);
    atomic_store(&me->returned, true);
    pthread_testcancel();
    return NULL;
}

static void start_and_await(struct waiter *me, const struct waitgroup_subject *s, void *group)
{
    *me = (struct waiter){.subject = s, .group = group};
    assert_int_equal(pthread_create(&me->thread, NULL, wait_once, me), 0);
    await_wait(me->thread, &me->tid, &me->returned);
    assert_false(atomic_load(&me->returned));
}

/* A sleeper uses no CPU time to speak of, and no signal makes it return. */
static void sleeps_through_signals(void **state)
{
    const struct waitgroup_subject *s = *state;
    void *w = new_group(s, 2);
    struct waiter waiter;
    s->add(w, 1);
    start_and_await(&waiter, s, w);
    await_sleep(&waiter.tid);
    uint64_t before = thread_cpu_ns(waiter.thread);
    disturb(waiter.thread, 50);
    assert_false(atomic_load(&waiter.returned));
    assert_true(thread_cpu_ns(waiter.thread) - before < WAITING_SPINS_NS * 4);
    s->done(w);
    pthread_join(waiter.thread, NULL);
    assert_true(atomic_load(&waiter.returned));
    free_group(s, w);
}

/* A thread that is cancelled in wait ends there or after it. The others go on in either case, and
 * the group serves another round. */
static void others_go_on_after_a_cancellation(void **state)
{
    const struct waitgroup_subject *s = *state;
    void *w = new_group(s, 3), *result;
    struct waiter victim, other;
    for (int round = 0; round < 2; round++) {
        s->add(w, 1);
        start_and_await(&victim, s, w);
        start_and_await(&other, s, w);
        pthread_cancel(victim.thread);
        if (s->traits.cancellable) {
            pthread_join(victim.thread, &result);
            assert_ptr_equal(result, PTHREAD_CANCELED);
            assert_false(atomic_load(&other.returned));
        }
        s->done(w);
        pthread_join(other.thread, NULL);
        assert_true(atomic_load(&other.returned));
        if (!s->traits.cancellable) {
            pthread_join(victim.thread, &result);
            assert_true(atomic_load(&victim.returned));
            assert_ptr_equal(result, PTHREAD_CANCELED);
        }
    }
    free_group(s, w);
}

/* ---- a wait that frees the group while the last done has not returned ---- */

struct releaser {
    const struct waitgroup_subject *subject;
    void *_Atomic group; /* to be done with; NULL: none yet */
    _Atomic unsigned done;
};

static void *done_each(void *argument)
{
    struct releaser *me = argument;
    for (unsigned i = 0; i < ROUNDS; i++) {
        void *w;
        while (!(w = atomic_exchange(&me->group, NULL)))
            sched_yield();
        me->subject->done(w);
        atomic_fetch_add(&me->done, 1);
    }
    return NULL;
}

static void may_be_freed_after_the_wait(void **state)
{
    const struct waitgroup_subject *s = *state;
    struct releaser other = {.subject = s};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, done_each, &other), 0);
    size_t written = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned char *w = new_group(s, 2);
        s->add(w, 1);
        atomic_store(&other.group, w);
        for (volatile unsigned spin = 0; spin < i % 64 * 16; spin++)
            ;
        s->wait(w);
        s->destroy(w);
        memset(w, 0x5a, s->size);
        while (atomic_load(&other.done) != i + 1)
            sched_yield();
        for (size_t k = 0; k < s->size; k++)
            written += w[k] != 0x5a;
        free(w);
    }
    pthread_join(thread, NULL);
    assert_int_equal(written, 0);
}

static bool counts(const void *subject)
{
    return !((const struct waitgroup_subject *)subject)->traits.barrier;
}

/* ThreadSanitizer takes the last steps out of a barrier for a use of it, and knows no wait of
 * pthread_barrier_destroy for them. */
static bool says_who_is_out(const void *subject)
{
#ifdef SC_TSAN
    return counts(subject);
#else
    (void)subject;
    return true;
#endif
}

int main(void)
{
    static const struct check checks[] = {
        {"waits for all and publishes", NULL, waits_for_all_and_publishes},
        {"loses no count", counts, loses_no_count},
        {"does not wait for nothing", NULL, wait_for_nothing_returns},
        {"sleeps through signals", NULL, sleeps_through_signals},
        {"goes on after a cancellation", NULL, others_go_on_after_a_cancellation},
        {"may be freed after the wait", says_who_is_out, may_be_freed_after_the_wait},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, waitgroup_subjects,
                      sizeof *waitgroup_subjects, WAITGROUP_SUBJECTS, GIVE_UP_S);
}
