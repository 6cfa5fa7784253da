// SPDX-License-Identifier: MIT
// Every condition variable under real threads: no wake-up is lost, broadcast reaches all, signal
// keeps the order that it promises, sleepers sleep, and a cancelled thread leaves others able to go
// on.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/cond/subjects.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { THREADS = 4, TURNS = 10000, ROUNDS = 3000, GIVE_UP_S = 280 };

/* A condition variable on lines of its own that were full of rubbish. */
static void *new_cond(const struct cond_subject *s)
{
    void *c = rubbish(s->size);
    assert_int_equal(s->init(c), 0);
    return c;
}

static void free_cond(const struct cond_subject *s, void *c)
{
    s->destroy(c);
    free(c);
}

/* Waits at many different moments of the other threads. */
static void dawdle(unsigned id, unsigned round)
{
    unsigned spins = (id * 7919 + round * 104729) % 700;
    for (volatile unsigned i = 0; i < spins; i++)
        ;
}

/* ---- one turn that goes round: a lost wake-up stops it ---- */

struct game {
    const struct cond_subject *subject;
    void *cond; /* its mutex guards turn and turns */
    unsigned turn, threads;
    uint64_t turns; /* plain on purpose: counted by whoever has the turn */
    _Atomic unsigned returned;
    bool signals_inside; /* signal while the mutex is held */
};

struct player {
    struct game *game;
    unsigned id;
    pthread_t thread;
};

static void *take_turns(void *argument)
{
    struct player *me = argument;
    struct game *g = me->game;
    const struct cond_subject *s = g->subject;
    void *c = g->cond;
    for (uint64_t round = 0, rounds = stress_count(TURNS); round < rounds; round++) {
        dawdle(me->id, (unsigned)round);
        s->acquire(c);
        while (g->turn != me->id)
            s->wait(c);
        g->turns++;
        g->turn = (me->id + 1) % g->threads;
        if (g->signals_inside)
            s->signal(c);
        s->release(c);
        if (!g->signals_inside)
            s->signal(c);
    }
    return NULL;
}

/* Two threads: each signal is for the only thread that can be waiting. */
static void pass_the_turn(const struct cond_subject *s, bool inside)
{
    struct game g = {.subject = s, .threads = 2, .signals_inside = inside};
    struct player player[2];
    g.cond = new_cond(s);
    for (unsigned i = 0; i < 2; i++) {
        player[i] = (struct player){.game = &g, .id = i};
        assert_int_equal(pthread_create(&player[i].thread, NULL, take_turns, &player[i]), 0);
    }
    for (unsigned i = 0; i < 2; i++)
        pthread_join(player[i].thread, NULL);
    assert_int_equal(g.turns, 2 * stress_count(TURNS));
    stress_did(2 * stress_count(TURNS));
    free_cond(s, g.cond);
}

static void loses_no_signal(void **state)
{
    pass_the_turn(*state, false);
    pass_the_turn(*state, true);
}

/* ---- rounds that a broadcast opens ---- */

static void *follow_rounds(void *argument)
{
    struct player *me = argument;
    struct game *g = me->game;
    const struct cond_subject *s = g->subject;
    for (uint64_t round = 1, rounds = stress_count(ROUNDS); round <= rounds; round++) {
        dawdle(me->id, (unsigned)round);
        s->acquire(g->cond);
        while (g->turn != round)
            s->wait(g->cond);
        g->turns++;
        s->release(g->cond);
        atomic_fetch_add(&g->returned, 1);
    }
    return NULL;
}

static void broadcast_reaches_all(void **state)
{
    const struct cond_subject *s = *state;
    struct game g = {.subject = s};
    struct player player[THREADS];
    g.cond = new_cond(s);
    for (unsigned i = 0; i < THREADS; i++) {
        player[i] = (struct player){.game = &g, .id = i};
        assert_int_equal(pthread_create(&player[i].thread, NULL, follow_rounds, &player[i]), 0);
    }
    for (uint64_t round = 1, rounds = stress_count(ROUNDS); round <= rounds; round++) {
        dawdle(THREADS, (unsigned)round);
        s->acquire(g.cond);
        g.turn = round;
        s->release(g.cond);
        s->broadcast(g.cond);
        while (atomic_load(&g.returned) != round * THREADS)
            sched_yield();
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(player[i].thread, NULL);
    assert_int_equal(g.turns, stress_count(ROUNDS) * THREADS);
    stress_did(stress_count(ROUNDS) * (THREADS + 1));
    free_cond(s, g.cond);
}

/* ---- threads that wait once ---- */

struct waiter {
    const struct cond_subject *subject;
    void *cond;
    const bool *awaited; /* guarded by the mutex; NULL: one wait, whatever ends it */
    struct wait_place place;
    atomic_bool returned;
    _Atomic pid_t tid; /* 0 until it is about to wait */
    pthread_t thread;
};

static void release(void *argument)
{
    struct waiter *me = argument;
    me->subject->release(me->cond);
}

/* A function of its own: a frame with a cleanup handler is left before the thread may end. */
static __attribute__((noinline)) void wait_and_release(struct waiter *me)
{
    pthread_cleanup_push(release, me);
    do
        me->subject->wait(me->cond);
    while (me->awaited && !*me->awaited);
    pthread_cleanup_pop(1);
}

static void *wait_once(void *argument)
{
    struct waiter *me = argument;
    me->subject->acquire(me->cond);
    me->place.frame = __builtin_frame_address(0);
    atomic_store(&me->tid, gettid());
    wait_and_release(me);
    atomic_store(&me->returned, true);
    pthread_testcancel();
    return NULL;
}

static void start_and_await(struct waiter *me, const struct cond_subject *s, void *cond,
                            const bool *awaited)
{
    *me = (struct waiter){
        .subject = s, .cond = cond, .awaited = awaited, .place = {.object = cond, .size = s->size}};
    assert_int_equal(pthread_create(&me->thread, NULL, wait_once, me), 0);
    await_wait_in(me->thread, &me->tid, &me->returned, &me->place);
    assert_false(atomic_load(&me->returned));
}

static unsigned count_returned(struct waiter *waiter)
{
    unsigned n = 0;
    for (int i = 0; i < THREADS; i++)
        n += atomic_load(&waiter[i].returned);
    return n;
}

/* Time for a thread that was woken by mistake to return. */
static void leave_time(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
}

/* Each signal wakes one, and the one that has waited longest. */
static void signal_wakes_the_longest_waiting(void **state)
{
    const struct cond_subject *s = *state;
    void *c = new_cond(s);
    struct waiter waiter[THREADS];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < THREADS; i++)
            start_and_await(&waiter[i], s, c, NULL);
        for (int i = 0; i < THREADS; i++) {
            assert_int_equal(count_returned(waiter), i);
            s->signal(c);
            pthread_join(waiter[i].thread, NULL);
            leave_time();
        }
    }
    free_cond(s, c);
}

/* Neither a signal for another, nor one that came before, nor EINTR ends a wait. */
static void returns_only_when_notified(void **state)
{
    const struct cond_subject *s = *state;
    void *c = new_cond(s);
    struct waiter waiter[THREADS];
    s->signal(c);
    s->broadcast(c);
    for (int i = 0; i < THREADS; i++)
        start_and_await(&waiter[i], s, c, NULL);
    for (int i = 0; i < THREADS; i++)
        disturb(waiter[i].thread, 10);
    leave_time();
    assert_int_equal(count_returned(waiter), 0);
    s->signal(c);
    s->signal(c);
    for (int i = 0; i < 2; i++)
        pthread_join(waiter[i].thread, NULL);
    leave_time();
    assert_int_equal(count_returned(waiter), 2);
    s->broadcast(c);
    for (int i = 2; i < THREADS; i++)
        pthread_join(waiter[i].thread, NULL);
    free_cond(s, c);
}

/* Where a wait may end without cause, too, a signal is no broadcast. EINTR is such a cause, so that
 * nobody sends signals to the waiters. */
static void signal_mostly_wakes_one(void **state)
{
    enum { TRIALS = 9 };
    const struct cond_subject *s = *state;
    void *c = new_cond(s);
    struct waiter waiter[THREADS];
    unsigned alone = 0;
    stress_stop_signals();
    for (int trial = 0; trial < TRIALS; trial++) {
        for (int i = 0; i < THREADS; i++)
            start_and_await(&waiter[i], s, c, NULL);
        s->signal(c);
        while (count_returned(waiter) == 0)
            leave_time();
        leave_time();
        alone += count_returned(waiter) == 1;
        s->broadcast(c);
        for (int i = 0; i < THREADS; i++)
            pthread_join(waiter[i].thread, NULL);
    }
    assert_true(stress_start_signals());
    assert_true(alone > TRIALS / 2);
    free_cond(s, c);
}

static void set(const struct cond_subject *s, void *c, bool *flag)
{
    s->acquire(c);
    *flag = true;
    s->release(c);
}

/* What is waited for does not come: the thread uses no CPU time to speak of, whatever signals it
 * gets. */
static void sleeps_through_signals(void **state)
{
    const struct cond_subject *s = *state;
    void *c = new_cond(s);
    struct waiter waiter;
    bool come = false;
    start_and_await(&waiter, s, c, &come);
    await_sleep(&waiter.tid);
    uint64_t before = thread_cpu_ns(waiter.thread);
    disturb(waiter.thread, 50);
    assert_false(atomic_load(&waiter.returned));
    assert_true(thread_cpu_ns(waiter.thread) - before < WAITING_SPINS_NS * 4);
    set(s, c, &come);
    s->signal(c);
    pthread_join(waiter.thread, NULL);
    free_cond(s, c);
}

/* Where wait is a cancellation point the thread is gone, and the next signal is for another. Where
 * it is none, the thread returns when it is woken, and ends then. */
static void others_go_on_after_a_cancellation(void **state)
{
    const struct cond_subject *s = *state;
    void *c = new_cond(s), *result;
    struct waiter victim, other;
    for (int round = 0; round < 2; round++) {
        bool come = false;
        start_and_await(&victim, s, c, &come);
        start_and_await(&other, s, c, &come);
        pthread_cancel(victim.thread);
        if (s->traits.cancellable) {
            pthread_join(victim.thread, &result);
            assert_ptr_equal(result, PTHREAD_CANCELED);
            assert_false(atomic_load(&other.returned));
            set(s, c, &come);
            s->signal(c);
        } else {
            set(s, c, &come);
            s->broadcast(c);
            pthread_join(victim.thread, &result);
            assert_ptr_equal(result, PTHREAD_CANCELED);
            assert_true(atomic_load(&victim.returned));
        }
        pthread_join(other.thread, NULL);
        assert_true(atomic_load(&other.returned));
    }
    free_cond(s, c);
}

static bool in_order(const void *subject)
{
    return ((const struct cond_subject *)subject)->traits.fifo;
}

static bool exact(const void *subject)
{
    return !((const struct cond_subject *)subject)->traits.spurious;
}

int main(void)
{
    static const struct check checks[] = {
        {"loses no signal", NULL, loses_no_signal},
        {"broadcast reaches all", NULL, broadcast_reaches_all},
        {"signal wakes the longest waiting", in_order, signal_wakes_the_longest_waiting},
        {"returns only when notified", exact, returns_only_when_notified},
        {"wakes one by a signal", NULL, signal_mostly_wakes_one},
        {"sleeps through signals", NULL, sleeps_through_signals},
        {"goes on after a cancellation", NULL, others_go_on_after_a_cancellation},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, cond_subjects, sizeof *cond_subjects,
                      COND_SUBJECTS, GIVE_UP_S);
}
