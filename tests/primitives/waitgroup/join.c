// SPDX-License-Identifier: MIT
// A group of threads that are joined: both edges, room, and a wait that is cancelled.
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "primitives/tsan.h"
#include "primitives/waitgroup/join.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { PARTS = 4, ROUNDS = 200, GIVE_UP_S = 280 };

struct part {
    uint64_t told, answered; /* plain on purpose: the edges are under test */
};

static void answer(void *argument)
{
    struct part *p = argument;
    p->answered = p->told + 1;
}

static void both_sides_see_what_came_before(void **state)
{
    (void)state;
    struct join_waitgroup w;
    struct part part[PARTS] = {0};
    assert_int_equal(join_waitgroup_init(&w, PARTS), 0);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < PARTS; i++) {
            part[i].told = round * PARTS + (uint64_t)i;
            assert_int_equal(join_waitgroup_go(&w, NULL, answer, &part[i]), 0);
        }
        join_waitgroup_wait(&w);
        for (int i = 0; i < PARTS; i++)
            assert_int_equal(part[i].answered, round * PARTS + (uint64_t)i + 1);
    }
    join_waitgroup_wait(&w); /* for nothing */
    join_waitgroup_destroy(&w);
}

static void there_is_room_for_so_many(void **state)
{
    (void)state;
    struct join_waitgroup w;
    struct part part = {0};
    assert_int_equal(join_waitgroup_init(&w, 1), 0);
    assert_int_equal(join_waitgroup_go(&w, NULL, answer, &part), 0);
    assert_int_equal(join_waitgroup_go(&w, NULL, answer, &part), -ENOSPC);
    join_waitgroup_wait(&w);
    assert_int_equal(join_waitgroup_go(&w, NULL, answer, &part), 0);
    join_waitgroup_wait(&w);
    join_waitgroup_destroy(&w);
}

static void wait_for_the_word(void *argument)
{
    while (!atomic_load((atomic_bool *)argument))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

struct waiter {
    struct join_waitgroup *group;
    _Atomic pid_t tid;
    atomic_bool returned;
    pthread_t thread;
};

static void *wait_once(void *argument)
{
    struct waiter *me = argument;
    atomic_store(&me->tid, gettid());
    join_waitgroup_wait(me->group);
    atomic_store(&me->returned, true);
    return NULL;
}

/* Some parts have been joined by then, and others not. */
static void another_can_wait_after_a_cancellation(void **state)
{
    (void)state;
#ifdef SC_TSAN
    skip(); /* it complains of its own pthread_join that is cancelled */
#endif
    struct join_waitgroup w;
    atomic_bool word[PARTS] = {false, false, true, true};
    assert_int_equal(join_waitgroup_init(&w, PARTS), 0);
    for (int i = 0; i < PARTS; i++)
        assert_int_equal(join_waitgroup_go(&w, NULL, wait_for_the_word, &word[i]), 0);
    struct waiter waiter = {.group = &w};
    void *result;
    assert_int_equal(pthread_create(&waiter.thread, NULL, wait_once, &waiter), 0);
    await_wait(waiter.thread, &waiter.tid, &waiter.returned);
    disturb(waiter.thread, 20);
    assert_false(atomic_load(&waiter.returned));
    pthread_cancel(waiter.thread);
    pthread_join(waiter.thread, &result);
    assert_ptr_equal(result, PTHREAD_CANCELED);
    assert_true(w.started >= 2);
    for (int i = 0; i < PARTS; i++)
        atomic_store(&word[i], true);
    join_waitgroup_wait(&w);
    assert_int_equal(w.started, 0);
    join_waitgroup_destroy(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_see_what_came_before),
        cmocka_unit_test(there_is_room_for_so_many),
        cmocka_unit_test(another_can_wait_after_a_cancellation),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
