// SPDX-License-Identifier: MIT
// Hemlock: one node serves all locks of a thread, and is free for others when they are released.
#include <string.h>
#include <unistd.h>

#include "primitives/mutex/subjects.h"
#include "tests/primitives/mutex/checker.h"
#include "tests/primitives/mutex/late.h"

enum { GIVE_UP_S = 60, HELD = 3 };

static const struct mutex_subject *const hemlock = &mutex_subjects[mutex_place_hemlock];

/* The waiters of all locks poll the same word, and each may take what it waits for only. */
static void a_grant_goes_to_the_waiter_of_its_lock(void **state)
{
    (void)state;
    static const int order[HELD] = {1, 0, 2};
    struct hemlock_mutex lock[HELD];
    struct hemlock_mutex_node me;
    struct late *waiter[HELD];
    hemlock_mutex_node_init(&me);
    for (int i = 0; i < HELD; i++) {
        hemlock_mutex_init(&lock[i]);
        hemlock_mutex_acquire(&lock[i], &me);
        waiter[i] = new_late(hemlock, &lock[i]);
        start_late(waiter[i], wait_and_release);
        await_wait(waiter[i]->thread, &waiter[i]->tid, &waiter[i]->owned);
    }
    for (int k = 0; k < HELD; k++) {
        hemlock_mutex_release(&lock[order[k]], &me);
        assert_null(atomic_load(&me.grant));
        pthread_join(waiter[order[k]]->thread, NULL);
        assert_true(atomic_load(&waiter[order[k]]->owned));
        for (int later = k + 1; later < HELD; later++)
            assert_false(atomic_load(&waiter[order[later]]->owned));
    }
    for (int i = 0; i < HELD; i++) {
        assert_true(hemlock_mutex_try_acquire(&lock[i], &me));
        hemlock_mutex_release(&lock[i], &me);
        hemlock_mutex_destroy(&lock[i]);
        free_late(waiter[i]);
    }
}

/* ---- threads that move amounts between accounts, each under two locks by one node ---- */

enum { ACCOUNTS = 3, MOVERS = 2, MOVES = 20000 };

static struct account {
    struct hemlock_mutex lock;
    long amount;
} accounts[ACCOUNTS];

/* Between two moves the node's memory has another use. */
static void *move(void *argument)
{
    struct stress_random random = {(uintptr_t)argument};
    struct hemlock_mutex_node me;
    for (uint64_t i = 0; i < stress_count(MOVES); i++) {
        const unsigned low = stress_below(&random, ACCOUNTS - 1);
        struct account *from = &accounts[low], *to = &accounts[low + 1];
        hemlock_mutex_node_init(&me);
        hemlock_mutex_acquire(&from->lock, &me);
        hemlock_mutex_acquire(&to->lock, &me);
        from->amount--;
        to->amount++;
        hemlock_mutex_release(i % 2 ? &from->lock : &to->lock, &me);
        hemlock_mutex_release(i % 2 ? &to->lock : &from->lock, &me);
        memset(&me, 0xa5, sizeof me);
    }
    return NULL;
}

static void moves_under_two_locks_lose_nothing(void **state)
{
    (void)state;
    pthread_t mover[MOVERS];
    long sum = 0;
    for (int i = 0; i < ACCOUNTS; i++)
        hemlock_mutex_init(&accounts[i].lock);
    for (uintptr_t i = 0; i < MOVERS; i++)
        assert_int_equal(pthread_create(&mover[i], NULL, move, (void *)(i + 1)), 0);
    for (int i = 0; i < MOVERS; i++)
        pthread_join(mover[i], NULL);
    for (int i = 0; i < ACCOUNTS; i++) {
        sum += accounts[i].amount;
        assert_null(atomic_load(&accounts[i].lock.tail));
    }
    assert_int_equal(sum, 0);
    stress_did(MOVERS * stress_count(MOVES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_goes_to_the_waiter_of_its_lock),
        cmocka_unit_test(moves_under_two_locks_lose_nothing),
    };
    alarm(stress_time(GIVE_UP_S));
    return cmocka_run_group_tests_name("hemlock mutex", tests, stress_begin, stress_end);
}
