// SPDX-License-Identifier: MIT
// The MCS lock that parks: waiters sleep, each on its node, and a release wakes the next one alone.
#include <unistd.h>

#include "primitives/mutex/subjects.h"
#include "tests/primitives/mutex/checker.h"
#include "tests/primitives/mutex/late.h"

enum { GIVE_UP_S = 60, WAITERS = 3 };

static atomic_bool let_go; /* the owner may release, which takes it back */

static void *hold(void *argument)
{
    struct late *me = argument;
    atomic_store(&me->tid, gettid());
    mcs_park_mutex_acquire(me->lock, me->node);
    atomic_store(&me->owned, true);
    while (!atomic_exchange(&let_go, false))
        stress_sleep_us(100);
    mcs_park_mutex_release(me->lock, me->node);
    return NULL;
}

static uint32_t word_of(const struct late *l)
{
    struct mcs_park_mutex_node *node = l->node;
    return atomic_load(&node->waiter.state);
}

static void await_parked(const struct late *l)
{
    while (word_of(l) != SEMA_ASLEEP)
        stress_sleep_us(100);
}

static void a_release_wakes_the_next_waiter_alone(void **state)
{
    (void)state;
    struct mcs_park_mutex lock;
    struct mcs_park_mutex_node me;
    struct late *waiter[WAITERS];
    mcs_park_mutex_init(&lock);
    mcs_park_mutex_node_init(&me);
    mcs_park_mutex_acquire(&lock, &me);
    for (int i = 0; i < WAITERS; i++) {
        waiter[i] = new_late(&mutex_subjects[mutex_place_mcs_park], &lock);
        start_late(waiter[i], hold);
        await_parked(waiter[i]);
    }
    mcs_park_mutex_release(&lock, &me);
    for (int i = 0; i < WAITERS; i++) {
        while (!atomic_load(&waiter[i]->owned))
            stress_sleep_us(100);
        for (int later = i + 1; later < WAITERS; later++) {
            assert_int_equal(word_of(waiter[later]), SEMA_ASLEEP);
            assert_false(atomic_load(&waiter[later]->owned));
        }
        atomic_store(&let_go, true);
        pthread_join(waiter[i]->thread, NULL);
    }
    assert_null(atomic_load(&lock.tail));
    for (int i = 0; i < WAITERS; i++)
        free_late(waiter[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_release_wakes_the_next_waiter_alone),
    };
    alarm(stress_time(GIVE_UP_S));
    return cmocka_run_group_tests_name("mcs-park mutex", tests, stress_begin, stress_end);
}
