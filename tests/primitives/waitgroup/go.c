// SPDX-License-Identifier: MIT
// The go waitgroup's misuse ends the process with Go's words, and its word holds nothing after use.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "primitives/waitgroup/go.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

static const char *const negative = "sync: negative WaitGroup counter";
static const char *const concurrent = "sync: WaitGroup misuse: Add called concurrently with Wait";
static const char *const reused = "sync: WaitGroup is reused before previous Wait has returned";

static struct go_waitgroup group; /* zero bytes: nothing is pending */

static void done_of_nothing(void *argument)
{
    (void)argument;
    go_waitgroup_done(&group);
}

static void add_below_zero(void *argument)
{
    (void)argument;
    go_waitgroup_add(&group, 3);
    go_waitgroup_add(&group, -4);
}

static void done_once_too_often(void *argument)
{
    (void)argument;
    for (int i = 0; i < 3; i++)
        go_waitgroup_add(&group, 2);
    for (int i = 0; i < 7; i++)
        go_waitgroup_done(&group);
}

static void add_too_much(void *argument)
{
    (void)argument;
    go_waitgroup_add(&group, INT32_MAX);
    go_waitgroup_add(&group, 1); /* the counter wraps */
}

static void a_negative_counter_is_fatal(void **state)
{
    (void)state;
    assert_true(dies_with(done_of_nothing, NULL, negative, &group));
    assert_true(dies_with(add_below_zero, NULL, negative, &group));
    assert_true(dies_with(done_once_too_often, NULL, negative, &group));
    assert_true(dies_with(add_too_much, NULL, negative, &group));
}

static void *wait_and_end(void *argument)
{
    (void)argument;
    go_waitgroup_wait(&group);
    return NULL;
}

/* Starts threads that wait, and returns when the word counts them. */
static void start_waiters(uint32_t n)
{
    pthread_t thread;
    for (uint32_t i = 0; i < n; i++)
        if (pthread_create(&thread, NULL, wait_and_end, NULL) != 0)
            _exit(2);
    while (go_waitgroup_waiters(atomic_load(&group.state)) != n)
        sched_yield();
}

/* The word as it is between the done that makes the counter 0 and the same done's CAS. */
static void add_between_zero_and_release(void *argument)
{
    (void)argument;
    go_waitgroup_add(&group, 1);
    start_waiters(2);
    atomic_fetch_sub(&group.state, UINT64_C(1) << 32);
    go_waitgroup_add(&group, 1);
}

/* The same moment, as the done sees it whose CAS comes after the other thread's add. */
static void done_after_such_an_add(void *argument)
{
    (void)argument;
    go_waitgroup_add(&group, 1);
    start_waiters(2);
    uint64_t zero = atomic_fetch_sub(&group.state, UINT64_C(1) << 32) - (UINT64_C(1) << 32);
    atomic_fetch_add(&group.state, UINT64_C(3) << 32);
    go_waitgroup_add_slow(&group, zero);
}

static void an_add_that_meets_a_wait_is_fatal(void **state)
{
    (void)state;
    assert_true(dies_with(add_between_zero_and_release, NULL, concurrent, &group));
    assert_true(dies_with(done_after_such_an_add, NULL, concurrent, &group));
}

/* The next round begins between the CAS of the last done and its tokens. */
static void add_before_the_wait_has_returned(void *argument)
{
    (void)argument;
    go_waitgroup_add(&group, 1);
    start_waiters(1);
    atomic_store(&group.state, 0);
    go_waitgroup_add(&group, 1);
    sema_release(&group.tokens, false);
    for (;;)
        sched_yield();
}

/* The same without a hand in the word: the waiter has to be woken, the add comes at once. */
static void reuse_at_once(void *argument)
{
    (void)argument;
    for (;;) {
        go_waitgroup_add(&group, 1);
        start_waiters(1);
        go_waitgroup_done(&group);
        go_waitgroup_add(&group, 1);
        go_waitgroup_done(&group);
    }
}

static void a_reuse_that_comes_too_early_is_fatal(void **state)
{
    (void)state;
    assert_true(dies_with(add_before_the_wait_has_returned, NULL, reused, &group));
    struct death d = death_of(reuse_at_once, NULL);
    assert_true(d.ran && WIFSIGNALED(d.status) && WTERMSIG(d.status) == SIGABRT);
}

static void proper_use_is_not_fatal(void *argument)
{
    (void)argument;
    pthread_t thread[4];
    for (int round = 0; round < 100; round++) {
        go_waitgroup_add(&group, 1);
        go_waitgroup_add(&group, 2);
        go_waitgroup_add(&group, -1);
        for (int i = 0; i < 4; i++)
            if (pthread_create(&thread[i], NULL, wait_and_end, NULL) != 0)
                _exit(2);
        go_waitgroup_add(&group, 5); /* from above zero it may meet a wait */
        go_waitgroup_add(&group, -7);
        for (int i = 0; i < 4; i++)
            pthread_join(thread[i], NULL);
        if (atomic_load(&group.state) != 0 || group.tokens.count != 0 || group.tokens.head)
            _exit(3);
    }
}

/* Nothing is left over: neither count, nor waiter, nor token. */
static void use_leaves_nothing_behind(void **state)
{
    (void)state;
    struct death d = death_of(proper_use_is_not_fatal, NULL);
    assert_true(d.ran && WIFEXITED(d.status));
    assert_int_equal(WEXITSTATUS(d.status), 0);
    assert_string_equal(d.said, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_negative_counter_is_fatal),
        cmocka_unit_test(an_add_that_meets_a_wait_is_fatal),
        cmocka_unit_test(a_reuse_that_comes_too_early_is_fatal),
        cmocka_unit_test(use_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
