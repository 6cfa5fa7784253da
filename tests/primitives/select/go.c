// SPDX-License-Identifier: MIT
// The rules that only Go's select has: closed channels, both directions, and what a wait leaves.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/primitives/deadline.h"
#include "tests/primitives/death.h"
#include "tests/primitives/select/choice.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

static void a_closed_channel_can_be_received_from(void **state)
{
    (void)state;
    struct go_channel open, closed;
    uint64_t value[2] = {5, 5};
    make(&open, 0);
    make(&closed, 1);
    struct go_select_case cases[] = {go_select_receive_case(&open, &value[0]),
                                     go_select_receive_case(&closed, &value[1])};
    go_channel_send(&closed, 7);
    go_channel_close(&closed);
    assert_int_equal(go_select_wait(cases, 2), 1);
    assert_true(cases[1].received);
    assert_int_equal(value[1], 7);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(i ? go_select_try(cases, 2) : go_select_wait(cases, 2), 1);
        assert_false(cases[1].received);
        assert_int_equal(value[1], 0);
    }
    assert_int_equal(value[0], 5);
    go_channel_destroy(&open);
    go_channel_destroy(&closed);
}

/* Who waits in a select gets what comes by one case, and leaves the other queues. */
static void one_case_ends_the_wait(void **state)
{
    (void)state;
    for (int end = 0; end < 4; end++) {
        struct go_channel c[4];
        uint64_t value[4] = {1, 2, 3, 4}, got;
        struct go_select_case cases[4];
        for (int i = 0; i < 4; i++) {
            make(&c[i], 0);
            cases[i] = i < 2 ? go_select_receive_case(&c[i], &value[i])
                             : go_select_send_case(&c[i], &value[i]);
        }
        struct choice w = {.cases = cases, .n = 4};
        start_choice(&w);
        if (end == 0)
            go_channel_send(&c[0], 10);
        else if (end == 1)
            go_channel_close(&c[1]);
        else
            assert_true(go_channel_receive(&c[end], &got));
        pthread_join(w.thread, NULL);
        assert_int_equal(w.chosen, end);
        assert_int_equal(value[0], end == 0 ? 10 : 1);
        assert_int_equal(value[1], end == 1 ? 0 : 2);
        assert_int_equal(cases[end].received, end == 0);
        if (end > 1)
            assert_int_equal(got, end + 1);
        for (int i = 0; i < 4; i++) {
            expect_empty(&c[i]);
            assert_int_equal(go_channel_try_receive(&c[i], &got),
                             end == 1 && i == 1 ? GO_CHANNEL_CLOSED : GO_CHANNEL_NOT_READY);
            go_channel_destroy(&c[i]);
        }
    }
}

static void a_wait_that_times_out_leaves_nothing(void **state)
{
    (void)state;
    struct go_channel c[2];
    uint64_t value = 5, got;
    make(&c[0], 0);
    make(&c[1], 0);
    struct go_select_case cases[] = {go_select_receive_case(&c[0], &value),
                                     go_select_send_case(&c[1], &value),
                                     go_select_receive_case(&c[1], &value)};
    struct timespec soon = in_ms(30);
    assert_int_equal(go_select_wait_until(cases, 3, &soon), -ETIMEDOUT);
    assert_true(has_passed(&soon));
    assert_int_equal(value, 5);
    for (int i = 0; i < 2; i++) {
        expect_empty(&c[i]);
        assert_int_equal(go_channel_try_send(&c[i], 1), GO_CHANNEL_NOT_READY);
        assert_int_equal(go_channel_try_receive(&c[i], &got), GO_CHANNEL_NOT_READY);
        go_channel_destroy(&c[i]);
    }
}

/* One channel in several cases and both directions: a select never takes its own value. */
static void one_channel_several_times(void **state)
{
    (void)state;
    struct go_channel c;
    uint64_t sent = 8, value[2] = {0}, got;
    make(&c, 0);
    struct go_select_case cases[] = {
        go_select_receive_case(&c, &value[0]), go_select_send_case(&c, &sent),
        go_select_receive_case(&c, &value[1]), go_select_send_case(&c, &sent)};
    assert_int_equal(go_select_try(cases, 4), -EAGAIN);
    struct choice w = {.cases = cases, .n = 4};
    start_choice(&w);
    assert_true(go_channel_receive(&c, &got));
    pthread_join(w.thread, NULL);
    assert_true(w.chosen == 1 || w.chosen == 3);
    assert_int_equal(got, 8);
    expect_empty(&c);
    w = (struct choice){.cases = cases, .n = 4};
    start_choice(&w);
    go_channel_send(&c, 9);
    pthread_join(w.thread, NULL);
    assert_true(w.chosen == 0 || w.chosen == 2);
    assert_int_equal(value[w.chosen / 2], 9);
    assert_int_equal(value[1 - w.chosen / 2], 0);
    expect_empty(&c);
    w = (struct choice){.cases = cases, .n = 1};
    start_choice(&w);
    assert_int_equal(go_select_try(&cases[1], 1), 0); /* another select does */
    pthread_join(w.thread, NULL);
    assert_int_equal(value[0], 8);
    go_channel_destroy(&c);
}

static void elements_have_any_size(void **state)
{
    (void)state;
    static const char text[24] = "twenty-three characters";
    struct go_channel none, wide;
    char got[25] = "", guard = 'g';
    assert_int_equal(go_channel_init_sized(&none, 0, 1), 0);
    assert_int_equal(go_channel_init_sized(&wide, sizeof text, 0), 0);
    got[24] = guard;
    struct go_select_case cases[] = {go_select_receive_case(&none, NULL),
                                     go_select_receive_case(&wide, got)};
    struct go_select_case other[] = {go_select_send_case(&wide, text)};
    struct choice w = {.cases = cases, .n = 2};
    start_choice(&w);
    assert_int_equal(go_select_wait(other, 1), 0);
    pthread_join(w.thread, NULL);
    assert_int_equal(w.chosen, 1);
    assert_memory_equal(got, text, sizeof text);
    assert_int_equal(got[24], guard);
    other[0] = go_select_send_case(&none, NULL);
    assert_int_equal(go_select_wait(other, 1), 0);
    assert_int_equal(go_select_wait(cases, 2), 0);
    assert_true(cases[0].received);
    cases[1].element = NULL; /* dropped */
    w = (struct choice){.cases = cases, .n = 2};
    start_choice(&w);
    go_channel_send_from(&wide, text);
    pthread_join(w.thread, NULL);
    assert_int_equal(w.chosen, 1);
    go_channel_destroy(&none);
    go_channel_destroy(&wide);
}

/* ---- bad use, and no use ---- */

static struct go_channel closed_later;

static void select_send(void *form)
{
    uint64_t value = 1;
    struct timespec late = in_ms(10000);
    struct go_select_case cases[] = {go_select_send_case(&closed_later, &value)};
    if (*(int *)form == 0)
        go_select_wait(cases, 1);
    else if (*(int *)form == 1)
        go_select_try(cases, 1);
    else
        go_select_wait_until(cases, 1, &late);
}

static void close_under_a_select(void *unused)
{
    struct go_channel other;
    uint64_t value = 1;
    (void)unused;
    make(&other, 0);
    struct go_select_case cases[] = {go_select_receive_case(&other, &value),
                                     go_select_send_case(&closed_later, &value)};
    struct choice w = {.cases = cases, .n = 2};
    start_choice(&w);
    go_channel_close(&closed_later);
    pthread_join(w.thread, NULL);
}

static void a_send_on_a_closed_channel_is_fatal(void **state)
{
    (void)state;
    static const char words[] = "send on closed channel";
    make(&closed_later, 0);
    assert_true(dies_with(close_under_a_select, NULL, words, &closed_later));
    go_channel_close(&closed_later);
    for (int form = 0; form < 3; form++)
        assert_true(dies_with(select_send, &form, words, &closed_later));
}

static void nothing_to_wait_for_is_for_ever(void **state)
{
    (void)state;
    struct go_select_case nil[] = {go_select_receive_case(NULL, NULL),
                                   go_select_send_case(NULL, NULL)};
    for (size_t n = 0; n <= 2; n += 2) {
        struct choice w = {.cases = nil, .n = n};
        void *result;
        start_choice(&w);
        sleep_ms(30);
        assert_int_equal(pthread_tryjoin_np(w.thread, &result), EBUSY);
        pthread_cancel(w.thread);
        pthread_join(w.thread, &result);
        assert_ptr_equal(result, PTHREAD_CANCELED);
    }
}

/* A thread that is cancelled while it selects takes part in the choice; others go on. */
static void cancellation_leaves_the_others_alone(void **state)
{
    (void)state;
    struct go_channel c[2];
    uint64_t value[2][2] = {{0}};
    struct go_select_case cases[2][2];
    struct choice w[2];
    make(&c[0], 0);
    make(&c[1], 0);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++)
            cases[i][k] = go_select_receive_case(&c[k], &value[i][k]);
        w[i] = (struct choice){.cases = cases[i], .n = 2};
        start_choice(&w[i]);
    }
    pthread_cancel(w[0].thread);
    sleep_ms(20);
    go_channel_send(&c[1], 1);
    go_channel_send(&c[0], 2);
    for (int i = 0; i < 2; i++)
        pthread_join(w[i].thread, NULL);
    assert_int_equal(value[0][1], 1);
    assert_int_equal(value[1][0], 2);
    expect_empty(&c[0]);
    expect_empty(&c[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_channel_can_be_received_from),
        cmocka_unit_test(one_case_ends_the_wait),
        cmocka_unit_test(a_wait_that_times_out_leaves_nothing),
        cmocka_unit_test(one_channel_several_times),
        cmocka_unit_test(elements_have_any_size),
        cmocka_unit_test(a_send_on_a_closed_channel_is_fatal),
        cmocka_unit_test(nothing_to_wait_for_is_for_ever),
        cmocka_unit_test(cancellation_leaves_the_others_alone),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go select", tests, NULL, NULL);
}
