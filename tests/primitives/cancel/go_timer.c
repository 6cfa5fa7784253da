// SPDX-License-Identifier: MIT
// Deadlines of Go's contexts: when they come, what comes before them, and the thread of the timers.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "tests/primitives/disturb.h"
#include "tests/test.h"

/* Threads of the timers cannot be made while it is set. */
static bool no_threads;

static int make_or_fail(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                        void *argument)
{
    return no_threads ? EAGAIN : pthread_create(thread, attributes, body, argument);
}

#define pthread_create make_or_fail
#include "primitives/cancel/go.h"
#undef pthread_create
#include "tests/primitives/asleep.h"
#include "tests/primitives/cancel/context.h"
#include "tests/primitives/deadline.h"

enum { GIVE_UP_S = 280 };

static void a_deadline_cancels_all_below(void **state)
{
    (void)state;
    struct go_cancel root, timed, child;
    struct timespec soon = in_ms(40), much_later = in_ms(20000), got;
    init(&root);
    assert_false(go_cancel_deadline(&root, &got));
    assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
    go_cancel_init_child(&child, &timed);
    assert_true(go_cancel_deadline(&child, &got));
    assert_memory_equal(&got, &soon, sizeof got);
    expect(&child, 0);
    go_cancel_wait(&child);
    assert_true(has_passed(&soon));
    assert_false(has_passed(&much_later));
    expect(&child, -ETIMEDOUT);
    expect(&timed, -ETIMEDOUT);
    expect(&root, 0);
    go_cancel_destroy(&child);
    go_cancel_destroy(&timed);
    assert_int_equal(children_of(&root), 0);
    go_cancel_destroy(&root);
}

static void the_earlier_deadline_holds(void **state)
{
    (void)state;
    struct go_cancel parent, child;
    struct timespec soon = in_ms(30), late = in_ms(60000), got;
    assert_int_equal(go_cancel_init_until(&parent, NULL, &soon), 0);
    assert_int_equal(go_cancel_init_until(&child, &parent, &late), 0);
    assert_true(go_cancel_deadline(&child, &got));
    assert_memory_equal(&got, &soon, sizeof got);
    assert_false(child.timer.queued);
    go_cancel_wait(&child);
    expect(&child, -ETIMEDOUT);
    go_cancel_destroy(&child);
    go_cancel_destroy(&parent);
    soon = in_ms(30);
    assert_int_equal(go_cancel_init_until(&parent, NULL, &late), 0);
    assert_int_equal(go_cancel_init_until(&child, &parent, &soon), 0);
    go_cancel_wait(&child);
    expect(&child, -ETIMEDOUT);
    expect(&parent, 0);
    go_cancel_destroy(&child);
    go_cancel_destroy(&parent);
}

static void a_cancel_comes_before_the_deadline(void **state)
{
    (void)state;
    struct go_cancel root, timed;
    struct timespec soon = in_ms(30);
    for (int above = 0; above < 2; above++) {
        init(&root);
        assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
        assert_true(timed.timer.queued);
        go_cancel_cancel(above ? &root : &timed);
        assert_false(timed.timer.queued);
        sleep_ms(60);
        expect(&timed, -ECANCELED);
        go_cancel_destroy(&timed);
        go_cancel_destroy(&root);
        soon = in_ms(30);
    }
}

/* They are started in another order than they end. */
static void many_deadlines_end_in_order(void **state)
{
    (void)state;
    enum { MANY = 40 };
    struct go_cancel c[MANY];
    struct timespec end[MANY];
    for (int i = 0; i < MANY; i++) {
        end[i] = in_ms(20 + i * 17 % MANY * 2);
        assert_int_equal(go_cancel_init_until(&c[i], NULL, &end[i]), 0);
    }
    for (int rank = 0; rank < MANY; rank++) {
        for (int i = 0; i < MANY; i++)
            if (i * 17 % MANY == rank) {
                go_cancel_wait(&c[i]);
                assert_true(has_passed(&end[i]));
            }
    }
    for (int i = 0; i < MANY; i++) {
        expect(&c[i], -ETIMEDOUT);
        go_cancel_destroy(&c[i]);
    }
}

struct slow_timer {
    struct cancel_timer timer;
    _Atomic bool begun, ended;
};

static void fire_slowly(struct cancel_timer *t)
{
    struct slow_timer *slow = (struct slow_timer *)t; /* its first member */
    atomic_store(&slow->begun, true);
    sleep_ms(50);
    atomic_store(&slow->ended, true);
}

/* A destroy, which forgets the timer, waits for a function that runs; a stop does not. */
static void a_forgotten_timer_is_not_running(void **state)
{
    (void)state;
    for (int forget = 0; forget < 2; forget++) {
        struct slow_timer slow = {.timer = {.deadline = in_ms(5), .fire = fire_slowly}};
        assert_int_equal(cancel_timer_start_slow(&slow.timer), 0);
        while (!atomic_load(&slow.begun))
            sleep_ms(1);
        if (!forget)
            cancel_timer_stop_slow(&slow.timer);
        assert_false(atomic_load(&slow.ended));
        cancel_timer_forget_slow(&slow.timer);
        assert_true(atomic_load(&slow.ended));
    }
}

/* The thread says so under the lock, and then ends. */
static bool timers_run(void)
{
    sema_lock(&cancel_timers.lock);
    const bool run = cancel_timers.running;
    sema_unlock(&cancel_timers.lock);
    return run;
}

static unsigned threads(void)
{
    return stress_entries("/proc/self/task");
}

static void the_thread_of_the_timers_ends(void **state)
{
    (void)state;
    struct go_cancel c;
    struct timespec later = in_ms(60000);
    while (timers_run()) /* those of other tests */
        sleep_ms(10);
    sleep_ms(50);
    const unsigned before = threads();
    assert_int_equal(go_cancel_init_until(&c, NULL, &later), 0);
    assert_int_equal(threads(), before + 1);
    sleep_ms(50); /* it sleeps now, and is not told that its only timer goes */
    go_cancel_destroy(&c);
    while (timers_run() || threads() > before)
        sleep_ms(10);
    assert_false(has_passed(&later));
    assert_null(cancel_timers.first);
}

static void errors_are_returned(void **state)
{
    (void)state;
    struct go_cancel root, c;
    struct timespec none = {0, 1000000000}, soon = in_ms(60000);
    init(&root);
    assert_int_equal(go_cancel_init_until(&c, &root, &none), -EINVAL);
    none.tv_nsec = -1;
    assert_int_equal(go_cancel_init_until(&c, &root, &none), -EINVAL);
    while (timers_run())
        sleep_ms(10);
    no_threads = true;
    assert_int_equal(go_cancel_init_until(&c, &root, &soon), -EAGAIN);
    assert_int_equal(children_of(&root), 0);
    no_threads = false;
    assert_int_equal(go_cancel_init_until(&c, &root, &soon), 0);
    go_cancel_destroy(&c);
    go_cancel_destroy(&root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deadline_cancels_all_below),
        cmocka_unit_test(the_earlier_deadline_holds),
        cmocka_unit_test(a_cancel_comes_before_the_deadline),
        cmocka_unit_test(many_deadlines_end_in_order),
        cmocka_unit_test(a_forgotten_timer_is_not_running),
        cmocka_unit_test(the_thread_of_the_timers_ends),
        cmocka_unit_test(errors_are_returned),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go cancel, timers", tests, NULL, NULL);
}
