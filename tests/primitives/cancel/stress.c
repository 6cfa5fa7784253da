// SPDX-License-Identifier: MIT
// Every cancellation under real threads: all who wait go on, and see what came before it.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/cancel/subjects.h"
#include "tests/primitives/asleep.h"
#include "tests/primitives/checks.h"
#include "tests/test.h"

enum { THREADS = 4, ROUNDS = 400, GIVE_UP_S = 280 };

/* A cancellation on lines of its own that were full of rubbish: init must not count on zeros. */
static void *new_cancel(const struct cancel_subject *s)
{
    void *c = rubbish(s->size);
    assert_int_equal(s->init(c), 0);
    return c;
}

static void free_cancel(const struct cancel_subject *s, void *c)
{
    s->destroy(c);
    free(c);
}

/* Waits, or looks again and again. */
struct waiter {
    const struct cancel_subject *subject;
    void *cancel;
    bool looks;
    const uint64_t *news; /* plain on purpose; written before the cancel */
    uint64_t saw;
    _Atomic bool back;
    _Atomic pid_t tid;
    pthread_t thread;
};

static void *await_cancel(void *argument)
{
    struct waiter *me = argument;
    atomic_store(&me->tid, gettid());
    if (me->looks)
        while (!me->subject->canceled(me->cancel))
            sched_yield();
    else
        me->subject->wait(me->cancel);
    me->saw = *me->news;
    atomic_store(&me->back, true);
    return NULL;
}

static void all_go_on_and_see(void **state)
{
    const struct cancel_subject *s = *state;
    for (int round = 0; round < ROUNDS; round++) {
        struct waiter w[THREADS];
        uint64_t news = 0;
        void *c = new_cancel(s);
        assert_false(s->canceled(c));
        for (int i = 0; i < THREADS; i++) {
            w[i] = (struct waiter){.subject = s, .cancel = c, .looks = i % 2, .news = &news};
            assert_int_equal(pthread_create(&w[i].thread, NULL, await_cancel, &w[i]), 0);
        }
        if (round % 4 == 0)
            sched_yield();
        for (int i = 0; i < THREADS; i++)
            assert_false(atomic_load(&w[i].back));
        news = 7;
        s->cancel(c);
        for (int i = 0; i < THREADS; i++) {
            pthread_join(w[i].thread, NULL);
            assert_int_equal(w[i].saw, 7);
        }
        free_cancel(s, c);
    }
}

static void stays_and_bears_a_second_one(void **state)
{
    const struct cancel_subject *s = *state;
    void *c = new_cancel(s);
    for (int i = 0; i < 3; i++) {
        s->cancel(c);
        for (int k = 0; k < 3; k++) {
            assert_true(s->canceled(c));
            s->wait(c);
        }
    }
    free_cancel(s, c);
}

struct canceler {
    const struct cancel_subject *subject;
    void *cancel;
    pthread_barrier_t *gate;
    pthread_t thread;
};

static void *cancel_it(void *argument)
{
    struct canceler *me = argument;
    pthread_barrier_wait(me->gate);
    me->subject->cancel(me->cancel);
    me->subject->wait(me->cancel);
    return me->subject->canceled(me->cancel) ? me : NULL;
}

static void many_may_cancel_at_once(void **state)
{
    const struct cancel_subject *s = *state;
    for (int round = 0; round < ROUNDS / 4; round++) {
        struct canceler by[THREADS];
        pthread_barrier_t gate;
        void *c = new_cancel(s), *result;
        pthread_barrier_init(&gate, NULL, THREADS);
        for (int i = 0; i < THREADS; i++) {
            by[i] = (struct canceler){.subject = s, .cancel = c, .gate = &gate};
            assert_int_equal(pthread_create(&by[i].thread, NULL, cancel_it, &by[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(by[i].thread, &result);
            assert_ptr_equal(result, &by[i]);
        }
        pthread_barrier_destroy(&gate);
        free_cancel(s, c);
    }
}

static void interrupted(int signal)
{
    (void)signal;
}

/* Signals do not end a wait. */
static void a_wait_lasts(void **state)
{
    const struct cancel_subject *s = *state;
    struct sigaction no_restart = {.sa_handler = interrupted};
    uint64_t news = 0;
    struct waiter w = {.subject = s, .cancel = new_cancel(s), .news = &news};
    assert_int_equal(sigaction(SIGUSR1, &no_restart, NULL), 0);
    assert_int_equal(pthread_create(&w.thread, NULL, await_cancel, &w), 0);
    if (s->traits.sleeps)
        await_sleep(&w.tid);
    for (int i = 0; i < 10; i++) {
        pthread_kill(w.thread, SIGUSR1);
        sleep_ms(5);
    }
    assert_false(atomic_load(&w.back));
    if (s->traits.sleeps)
        await_sleep(&w.tid);
    else
        while (thread_asleep(atomic_load(&w.tid))) /* for ever: the alarm ends the program */
            sleep_ms(1);
    s->cancel(w.cancel);
    pthread_join(w.thread, NULL);
    free_cancel(s, w.cancel);
}

int main(void)
{
    static const struct check checks[] = {
        {"lets all go on and see", NULL, all_go_on_and_see},
        {"stays and bears a second one", NULL, stays_and_bears_a_second_one},
        {"lets many cancel at once", NULL, many_may_cancel_at_once},
        {"waits for as long as it takes", NULL, a_wait_lasts},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, cancel_subjects,
                      sizeof *cancel_subjects, CANCEL_SUBJECTS, GIVE_UP_S);
}
