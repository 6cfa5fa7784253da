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

/* False where the deadline came before anybody had looked. */
static bool cancels_all_below_in(int64_t ms)
{
    struct go_cancel root, timed, child;
    struct timespec soon = in_ms(ms), much_later = in_ms(ms + 60000), got;
    init(&root);
    assert_false(go_cancel_deadline(&root, &got));
    assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
    go_cancel_init_child(&child, &timed);
    assert_true(go_cancel_deadline(&child, &got));
    assert_memory_equal(&got, &soon, sizeof got);
    const bool early =
        go_cancel_reason(&child) || go_cancel_canceled(&child) || done_is_closed(&child);
    const bool in_time = !has_passed(&soon);
    assert_false(early && in_time);
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
    return in_time;
}

static void a_deadline_cancels_all_below(void **state)
{
    (void)state;
    for (int64_t ms = 40; !cancels_all_below_in(ms); ms *= 2)
        ;
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

static bool is_queued(const struct go_cancel *c)
{
    sema_lock(&cancel_timers.lock);
    const bool queued = c->timer.queued;
    sema_unlock(&cancel_timers.lock);
    return queued;
}

/* False where the cancel came too late. */
static bool cancels_before(int64_t ms, bool above)
{
    struct go_cancel root, timed;
    struct timespec soon = in_ms(ms);
    init(&root);
    assert_int_equal(go_cancel_init_until(&timed, &root, &soon), 0);
    const bool queued = is_queued(&timed);
    go_cancel_cancel(above ? &root : &timed);
    const bool in_time = !has_passed(&soon);
    assert_true(queued || !in_time);
    assert_false(is_queued(&timed));
    while (!has_passed(&soon))
        sleep_ms(5);
    sleep_ms(30); /* time for the timer's thread */
    assert_int_equal(go_cancel_reason(&root), above ? -ECANCELED : 0);
    if (in_time)
        expect(&timed, -ECANCELED);
    go_cancel_destroy(&timed);
    go_cancel_destroy(&root);
    return in_time;
}

static void a_cancel_comes_before_the_deadline(void **state)
{
    (void)state;
    for (int above = 0; above < 2; above++)
        for (int64_t ms = 30; !cancels_before(ms, above); ms *= 2)
            ;
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
    _Atomic bool begun, may_end, ended;
};

static void fire_slowly(struct cancel_timer *t)
{
    struct slow_timer *slow = (struct slow_timer *)t; /* its first member */
    atomic_store(&slow->begun, true);
    while (!atomic_load(&slow->may_end))
        sleep_ms(1);
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
        atomic_store(&slow.may_end, true);
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

static unsigned at_first(void)
{
    return stress_group()->tasks + stress_group()->sender.on;
}

static void the_thread_of_the_timers_ends(void **state)
{
    (void)state;
    struct go_cancel c;
    struct timespec later = in_ms(60000);
    /* those of other tests are not there any more, nor their threads */
    while (timers_run() || threads() > at_first())
        sleep_ms(10);
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

/* The thread of the timers stays a while: it is not waited for. */
static int end(void **state)
{
    (void)state;
    stress_stop_signals();
    return 0;
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
    return cmocka_run_group_tests_name("go cancel, timers", tests, stress_begin, end);
}
