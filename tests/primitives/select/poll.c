// SPDX-License-Identifier: MIT
// What only the select over eventfds can meet: a descriptor that is writable, but has no room for
// this value.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "primitives/select/poll.h"
#include "tests/primitives/asleep.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, ROUNDS = 200 };

/* The sum that leaves room for 1. */
#define ALMOST_FULL (UINT64_MAX - 2)

static void make_almost_full(struct poll_channel *c)
{
    assert_int_equal(poll_channel_init(c, 0), 0);
    assert_true(poll_channel_send(c, ALMOST_FULL));
}

/* CPU time of this thread, in milliseconds. */
static long used_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void an_attempt_says_that_there_is_no_room(void **state)
{
    struct poll_channel full;
    uint64_t two = 2, one = 1;
    (void)state;
    make_almost_full(&full);
    struct poll_select_case cases[] = {poll_select_send_case(&full, &two),
                                       poll_select_send_case(&full, &two)};
    assert_int_equal(poll_select_try(cases, 2), -EAGAIN);
    cases[1].element = &one;
    assert_int_equal(poll_select_try(cases, 2), 1);
    assert_int_equal(poll_select_try(cases, 2), -EAGAIN);
    poll_channel_destroy(&full);
}

/* The wait sleeps, and ends at its time. */
static void a_wait_for_room_ends_at_its_deadline(void **state)
{
    struct poll_channel full;
    uint64_t two = 2;
    (void)state;
    make_almost_full(&full);
    struct poll_select_case only = poll_select_send_case(&full, &two);
    struct timespec past = in_ms(-20), soon = in_ms(200);
    assert_int_equal(poll_select_wait_until(&only, 1, &past), -ETIMEDOUT);
    const long before = used_ms();
    assert_int_equal(poll_select_wait_until(&only, 1, &soon), -ETIMEDOUT);
    assert_true(has_passed(&soon));
    assert_true(used_ms() - before < 100);
    poll_channel_destroy(&full);
}

/* What has no room stands in the way of no other case. */
static void another_case_is_chosen(void **state)
{
    struct poll_channel full, other;
    uint64_t two = 2, got;
    (void)state;
    make_almost_full(&full);
    assert_int_equal(poll_channel_init(&other, 0), 0);
    struct poll_select_case cases[] = {
        poll_select_send_case(&full, &two), poll_select_receive_case(&other, &got),
        poll_select_send_case(&full, &two), poll_select_send_case(&full, &two)};
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        struct timespec late = in_ms(60000);
        assert_true(poll_channel_send(&other, i));
        assert_int_equal(i % 3 == 0   ? poll_select_try(cases, 4)
                         : i % 3 == 1 ? poll_select_wait(cases, 4)
                                      : poll_select_wait_until(cases, 4, &late),
                         1);
        assert_int_equal(got, i);
    }
    poll_channel_destroy(&full);
    poll_channel_destroy(&other);
}

struct sender {
    struct poll_channel full, other;
    uint64_t got;
    int chosen;
    _Atomic pid_t tid;
    pthread_t thread;
};

static void *send_two(void *argument)
{
    struct sender *s = argument;
    uint64_t two = 2;
    struct poll_select_case cases[] = {poll_select_receive_case(&s->other, &s->got),
                                       poll_select_send_case(&s->full, &two)};
    atomic_store(&s->tid, gettid());
    s->chosen = poll_select_wait(cases, 2);
    return NULL;
}

static void start_sender(struct sender *s)
{
    *s = (struct sender){.chosen = -1};
    make_almost_full(&s->full);
    assert_int_equal(poll_channel_init(&s->other, 0), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, send_two, s), 0);
    await_sleep(&s->tid); /* else the alarm */
}

static void end_sender(struct sender *s, int chosen)
{
    pthread_join(s->thread, NULL);
    assert_int_equal(s->chosen, chosen);
    poll_channel_destroy(&s->full);
    poll_channel_destroy(&s->other);
}

/* Without a deadline the wait sleeps until there is room, or another case can proceed. */
static void a_wait_for_room_sleeps(void **state)
{
    struct sender s;
    uint64_t sum;
    (void)state;
    start_sender(&s);
    const uint64_t before = thread_cpu_ns(s.thread);
    sleep_ms(100);
    assert_true(thread_cpu_ns(s.thread) - before < 50000000);
    struct poll_select_case take = poll_select_receive_case(&s.full, &sum);
    assert_int_equal(poll_select_wait(&take, 1), 0);
    assert_true(sum == ALMOST_FULL);
    assert_int_equal(poll_select_wait(&take, 1), 0);
    assert_int_equal(sum, 2);
    end_sender(&s, 1);
    start_sender(&s);
    assert_true(poll_channel_send(&s.other, 5));
    end_sender(&s, 0);
    assert_int_equal(s.got, 5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attempt_says_that_there_is_no_room),
        cmocka_unit_test(a_wait_for_room_ends_at_its_deadline),
        cmocka_unit_test(another_case_is_chosen),
        cmocka_unit_test(a_wait_for_room_sleeps),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("poll select", tests, NULL, NULL);
}
