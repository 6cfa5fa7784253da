// SPDX-License-Identifier: MIT
// Every semaphore under real threads: never more inside than permits, none lost, the edge, order,
// attempts, deadlines, signals and cancelled waiters.
#include <unistd.h>

#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/primitives/semaphore/crowd.h"
#include "tests/primitives/semaphore/late.h"

enum { GIVE_UP_S = 280, WAITERS = 4 };

static void lets_in_as_many_as_permits(void **state)
{
    const struct semaphore_subject *s = *state;
    static const unsigned mix[][2] = {{1, 2}, {1, 4}, {2, 3}, {2, 8}, {3, 4}, {4, 4}};
    for (size_t i = 0; i < sizeof mix / sizeof *mix; i++) {
        const unsigned permits = mix[i][0], threads = mix[i][1];
        const uint64_t each = stress_count(8000 / threads);
        struct tally t = run(s, permits, threads, each);
        assert_in_range(t.most_inside, 1, permits);
        assert_int_equal(t.visits, each * threads);
        assert_int_equal(t.torn, 0);
        assert_int_equal(t.counted, permits == 1 ? t.visits : 0);
        assert_int_equal(t.left, permits + !s->try_acquire);
    }
}

/* All wait; each release lets in one and only one, and in order where the trait says so. */
static void a_release_lets_in_one(void **state)
{
    const struct semaphore_subject *s = *state;
    for (int round = 0; round < 5; round++) {
        const unsigned permits = 1 + (unsigned)round % 2;
        void *semaphore = new_semaphore(s, permits);
        _Atomic unsigned turns = 0;
        struct late l[WAITERS];
        take_all(s, semaphore, permits);
        for (int i = 0; i < WAITERS; i++) {
            l[i] = (struct late){.subject = s, .semaphore = semaphore, .turns = &turns};
            start(&l[i], come);
        }
        assert_int_equal(atomic_load(&turns), 0);
        for (unsigned i = 1; i <= WAITERS; i++) {
            s->release(semaphore);
            while (atomic_load(&turns) < i)
                sched_yield();
            nanosleep(&(struct timespec){0, 1000000}, NULL);
            assert_int_equal(atomic_load(&turns), i);
        }
        for (unsigned i = 0; i < WAITERS; i++) {
            pthread_join(l[i].thread, NULL);
            assert_true(!s->traits.fifo || l[i].turn == i);
        }
        give_all(s, semaphore, permits);
        assert_int_equal(permits_left(s, semaphore, permits + 1), permits + !s->try_acquire);
        free_semaphore(s, semaphore);
    }
}

static void tries_as_many_as_permits(void **state)
{
    const struct semaphore_subject *s = *state;
    for (unsigned permits = 1; permits <= 3; permits++) {
        void *semaphore = new_semaphore(s, permits);
        _Atomic unsigned turns = 0;
        struct late l = {.subject = s, .semaphore = semaphore, .turns = &turns};
        for (unsigned i = 0; i < permits; i++)
            assert_true(s->try_acquire(semaphore));
        assert_false(s->try_acquire(semaphore));
        start(&l, come);
        assert_false(s->try_acquire(semaphore));
        assert_false(atomic_load(&l.done));
        s->release(semaphore);
        pthread_join(l.thread, NULL);
        assert_false(s->try_acquire(semaphore));
        give_all(s, semaphore, permits);
        assert_int_equal(permits_left(s, semaphore, permits + 1), permits);
        free_semaphore(s, semaphore);
    }
}

/* Not before its time and without a trace; a permit that comes in time is taken. */
static void waits_until_its_deadline(void **state)
{
    const struct semaphore_subject *s = *state;
    void *semaphore = new_semaphore(s, 1);
    _Atomic unsigned turns = 0;
    struct timespec deadline = in_ms(0), later = in_ms(60000);
    assert_true(s->acquire_until(semaphore, &deadline)); /* has passed, but the permit is there */
    assert_false(s->acquire_until(semaphore, &deadline));
    deadline = in_ms(30);
    assert_false(s->acquire_until(semaphore, &deadline));
    assert_true(has_passed(&deadline));
    struct late l[2] = {{.subject = s, .semaphore = semaphore, .turns = &turns}};
    l[1] = l[0];
    deadline = in_ms(30);
    l[0].deadline = &deadline;
    l[1].deadline = &later;
    start(&l[0], come);
    start(&l[1], come);
    pthread_join(l[0].thread, NULL);
    assert_true(l[0].refused);
    assert_false(atomic_load(&l[1].done));
    s->release(semaphore);
    pthread_join(l[1].thread, NULL);
    assert_false(l[1].refused);
    s->release(semaphore);
    assert_int_equal(permits_left(s, semaphore, 2), 1);
    free_semaphore(s, semaphore);
}

/* A signal ends the system call in which a waiter sleeps, and neither its wait nor its deadline. */
static void waits_on_after_signals(void **state)
{
    const struct semaphore_subject *s = *state;
    void *semaphore = new_semaphore(s, 1);
    _Atomic unsigned turns = 0;
    struct late l = {.subject = s, .semaphore = semaphore, .turns = &turns};
    s->acquire(semaphore);
    start(&l, come);
    disturb(l.thread, 100);
    assert_false(atomic_load(&l.done));
    s->release(semaphore);
    pthread_join(l.thread, NULL);
    if (s->acquire_until) {
        const struct timespec deadline = in_ms(100);
        struct late timed = {
            .subject = s, .semaphore = semaphore, .turns = &turns, .deadline = &deadline};
        start(&timed, come);
        disturb(timed.thread, 50);
        pthread_join(timed.thread, NULL);
        assert_true(timed.refused);
        assert_true(has_passed(&deadline));
    }
    s->release(semaphore);
    free_semaphore(s, semaphore);
}

/*
 * A waiter that is cancelled ends there, or gets its turn and gives it up: the others go on. Those
 * that end there are gone before the release: glibc up to 2.40 loses a wake-up that meets a
 * cancellation (sourceware.org, bug 12683).
 */
static void cancelled_waiters_hold_up_nobody(void **state)
{
    const struct semaphore_subject *s = *state;
    void *semaphore = new_semaphore(s, 1), *end;
    struct late l[WAITERS];
    s->acquire(semaphore);
    for (int i = 0; i < WAITERS; i++) {
        l[i] = (struct late){.subject = s, .semaphore = semaphore};
        start(&l[i], come_cancelled);
    }
    pthread_cancel(l[0].thread);
    pthread_cancel(l[2].thread);
    for (int i = 0; s->traits.cancels && i < WAITERS; i += 2) { /* nobody has released */
        pthread_join(l[i].thread, &end);
        assert_ptr_equal(end, PTHREAD_CANCELED);
        assert_false(atomic_load(&l[i].done));
    }
    s->release(semaphore);
    for (int i = s->traits.cancels; i < WAITERS; i += 1 + s->traits.cancels) {
        pthread_join(l[i].thread, &end);
        assert_ptr_equal(end, i % 2 ? NULL : PTHREAD_CANCELED);
        assert_true(atomic_load(&l[i].done));
    }
    s->acquire(semaphore);
    s->release(semaphore);
    assert_int_equal(permits_left(s, semaphore, 2), 1 + !s->try_acquire);
    free_semaphore(s, semaphore);
}

static void lives_again_after_destroy(void **state)
{
    const struct semaphore_subject *s = *state;
    void *semaphore = new_semaphore(s, 2);
    for (unsigned life = 1; life <= 3; life++) {
        take_all(s, semaphore, 2);
        give_all(s, semaphore, 2);
        s->destroy(semaphore);
        memset(semaphore, 0xa5, s->size);
        assert_int_equal(s->init(semaphore, 2), 0);
    }
    free_semaphore(s, semaphore);
}

static void nothing(void *semaphore)
{
    (void)semaphore;
}

/* Proves that the checker can fail. Its races are real: not for a sanitizer. */
static void checker_catches_a_semaphore_that_lets_in_all(void **state)
{
    struct semaphore_subject broken = *(const struct semaphore_subject *)*state;
    struct tally one = {0}, two = {0};
    broken.acquire = broken.release = nothing;
    broken.try_acquire = NULL;
    broken.acquire_until = NULL;
    for (int i = 0; i < 20 && (one.torn == 0 || one.counted == one.visits); i++)
        one = run(&broken, 1, 4, 20000);
    assert_true(one.torn > 0);
    assert_true(one.counted < one.visits);
    for (int i = 0; i < 20 && two.most_inside <= 2; i++)
        two = run(&broken, 2, 4, 20000);
    assert_true(two.most_inside > 2);
}

static bool tries(const void *subject)
{
    const struct semaphore_subject *s = subject;
    return s->try_acquire;
}

static bool is_timed(const void *subject)
{
    const struct semaphore_subject *s = subject;
    return s->acquire_until;
}

static bool is_first(const void *subject)
{
    const struct semaphore_subject *s = subject;
#ifdef SYNCCOST_SANITIZED
    (void)s;
    return false;
#else
    return s == semaphore_subjects;
#endif
}

int main(void)
{
    static const struct check checks[] = {
        {"lets in as many as permits", NULL, lets_in_as_many_as_permits},
        {"lets in one for each release", NULL, a_release_lets_in_one},
        {"tries as many as permits", tries, tries_as_many_as_permits},
        {"waits until its deadline", is_timed, waits_until_its_deadline},
        {"waits on after signals", NULL, waits_on_after_signals},
        {"is not held up by cancelled waiters", NULL, cancelled_waiters_hold_up_nobody},
        {"lives again after destroy", NULL, lives_again_after_destroy},
        {"is caught by the checker when broken", is_first,
         checker_catches_a_semaphore_that_lets_in_all},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, semaphore_subjects,
                      sizeof *semaphore_subjects, SEMAPHORE_SUBJECTS, GIVE_UP_S);
}
