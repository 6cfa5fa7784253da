// SPDX-License-Identifier: MIT
// Waiters of the go channel that leave: deadlines, signals, cancellation, and many that give up.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "primitives/channel/go.h"
#include "tests/primitives/channel/go_call.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280 };

static void a_wait_ends_at_its_deadline(void **state)
{
    (void)state;
    struct go_channel c;
    for (size_t capacity = 0; capacity < 2; capacity++) {
        uint64_t value = 5;
        make(&c, capacity);
        struct timespec soon = in_ms(30);
        assert_int_equal(go_channel_receive_until(&c, &value, &soon), GO_CHANNEL_NOT_READY);
        assert_true(has_passed(&soon));
        assert_int_equal(value, 5);
        /* Nobody is there any more. */
        if (capacity == 1)
            assert_int_equal(go_channel_try_send(&c, 1), GO_CHANNEL_DONE);
        assert_int_equal(go_channel_try_send(&c, 2), GO_CHANNEL_NOT_READY);
        soon = in_ms(30);
        assert_int_equal(go_channel_send_until(&c, 3, &soon), GO_CHANNEL_NOT_READY);
        assert_true(has_passed(&soon));
        if (capacity == 1)
            assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_DONE);
        assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_NOT_READY);
        go_channel_destroy(&c);
    }
}

static void a_past_deadline_is_one_attempt(void **state)
{
    (void)state;
    static const struct timespec past[] = {{0, 0}, {-1, 0}, {0, 1000000000}};
    struct go_channel c;
    for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
        uint64_t value;
        make(&c, 1);
        assert_int_equal(go_channel_receive_until(&c, &value, &past[i]), GO_CHANNEL_NOT_READY);
        assert_int_equal(go_channel_send_until(&c, 1, &past[i]), GO_CHANNEL_DONE);
        assert_int_equal(go_channel_send_until(&c, 2, &past[i]), GO_CHANNEL_NOT_READY);
        assert_int_equal(go_channel_receive_until(&c, &value, &past[i]), GO_CHANNEL_DONE);
        assert_int_equal(value, 1);
        go_channel_destroy(&c);
    }
}

static void who_comes_in_time_completes_a_timed_wait(void **state)
{
    (void)state;
    struct timespec late = in_ms(60000);
    struct go_channel c;
    uint64_t value;
    make(&c, 0);
    for (int verb = SEND; verb <= RECEIVE_INTO; verb++) {
        struct call waiter = {.channel = &c, .verb = verb, .deadline = &late, .value = 4};
        start_call(&waiter);
        if (verb == SEND || verb == SEND_FROM) {
            assert_true(go_channel_receive(&c, &value));
            assert_int_equal(value, 4);
            expect(&waiter, GO_CHANNEL_DONE, 4);
        } else {
            go_channel_send(&c, 6);
            expect(&waiter, GO_CHANNEL_DONE, 6);
        }
    }
    struct call waiter = {.channel = &c, .verb = RECEIVE, .deadline = &late, .value = 4};
    start_call(&waiter);
    go_channel_close(&c);
    expect(&waiter, GO_CHANNEL_CLOSED, 0);
    go_channel_destroy(&c);
}

/* Of three that wait the first, the middle or the last leaves; the others are served in order. */
static void who_leaves_takes_nobody_along(void **state)
{
    (void)state;
    for (int leaver = 0; leaver < 3; leaver++)
        for (int verb = SEND; verb <= RECEIVE; verb++) {
            struct timespec soon = in_ms(150);
            struct go_channel c;
            struct call w[4] = {0};
            uint64_t served = 0, value;
            make(&c, 0);
            for (unsigned i = 0; i < 4; i++) {
                if (i == 3) /* the fourth comes when one has left */
                    expect(&w[leaver], GO_CHANNEL_NOT_READY, (uint64_t)leaver + 10);
                w[i] = (struct call){.channel = &c, .verb = verb, .value = i + 10};
                w[i].deadline = (int)i == leaver ? &soon : NULL;
                start_call(&w[i]);
            }
            for (unsigned i = 0; i < 4; i++) {
                if ((int)i == leaver)
                    continue;
                if (verb == SEND) {
                    assert_true(go_channel_receive(&c, &value));
                    assert_int_equal(value, i + 10);
                } else {
                    go_channel_send(&c, served);
                }
                expect(&w[i], GO_CHANNEL_DONE, verb == SEND ? i + 10 : served++);
            }
            go_channel_destroy(&c);
        }
}

/* The middle one leaves, and then the last: who comes next stands behind the first. */
static void two_leave_one_after_the_other(void **state)
{
    (void)state;
    for (int verb = SEND; verb <= RECEIVE; verb++) {
        struct timespec soon = in_ms(80), later = in_ms(160);
        const struct timespec *const deadline[4] = {NULL, &soon, &later, NULL};
        struct go_channel c;
        struct call w[4] = {0};
        make(&c, 0);
        for (unsigned i = 0; i < 4; i++) {
            for (unsigned k = 1; i == 3 && k < 3; k++)
                expect(&w[k], GO_CHANNEL_NOT_READY, k);
            w[i] = (struct call){.channel = &c, .verb = verb, .deadline = deadline[i], .value = i};
            start_call(&w[i]);
        }
        for (unsigned i = 0; i < 4; i += 3) {
            uint64_t value = i;
            if (verb == SEND)
                assert_true(go_channel_receive(&c, &value));
            else
                go_channel_send(&c, i);
            assert_int_equal(value, i);
            expect(&w[i], GO_CHANNEL_DONE, i);
        }
        assert_null(c.senders.head);
        assert_null(c.receivers.head);
        go_channel_destroy(&c);
    }
}

/*
 * The time is over and a sender is there at the same moment: the receiver has left its sleep, and
 * comes for the lock that the sender holds. Then the value counts. False where the receiver was so
 * slow that its time was over before it waited.
 */
static bool counts_after(long ms, bool grants)
{
    struct timespec soon = in_ms(ms);
    struct go_channel c;
    struct go_channel_waiter *receiver = NULL;
    const uint64_t value = 9;
    make(&c, 0);
    struct call w = {.channel = &c, .verb = RECEIVE, .deadline = &soon, .value = 4};
    start_call(&w);
    sema_lock(&c.lock);
    const bool waits = c.receivers.head;
    while (!has_passed(&soon))
        sleep_ms(5);
    sleep_ms(40); /* it sleeps on the lock now */
    if (waits && grants)
        assert_int_equal(go_channel_send_step(&c, false, &value, &receiver), GO_CHANNEL_DONE);
    sema_unlock(&c.lock);
    sleep_ms(20);
    if (waits && grants)
        go_channel_complete_slow(receiver, &value, sizeof value, true);
    expect(&w, waits && grants ? GO_CHANNEL_DONE : GO_CHANNEL_NOT_READY, waits && grants ? 9 : 4);
    assert_null(c.receivers.head);
    go_channel_destroy(&c);
    return waits;
}

static void a_grant_counts_after_the_deadline(void **state)
{
    (void)state;
    for (int grants = 0; grants < 2; grants++) {
        long ms = 40;
        while (!counts_after(ms, grants))
            ms *= 2;
    }
}

static void interrupted(int signal)
{
    (void)signal;
}

static void signals_neither_end_nor_prolong_a_wait(void **state)
{
    (void)state;
    struct sigaction no_restart = {.sa_handler = interrupted};
    assert_int_equal(sigaction(SIGUSR1, &no_restart, NULL), 0);
    struct go_channel c;
    make(&c, 0);
    struct timespec soon = in_ms(200), late = in_ms(60000);
    struct call w = {.channel = &c, .verb = RECEIVE, .deadline = &soon, .value = 4};
    start_call(&w);
    void *result;
    while (pthread_tryjoin_np(w.thread, &result) == EBUSY) {
        pthread_kill(w.thread, SIGUSR1);
        sleep_ms(5);
    }
    assert_int_equal(w.outcome, GO_CHANNEL_NOT_READY);
    assert_true(has_passed(&soon));
    assert_false(has_passed(&late));
    go_channel_destroy(&c);
}

/* ---- senders and receivers of which many give up: nothing lost, nothing twice ---- */

enum { HASTY = 4, ATTEMPTS = 8000 };

struct hasty {
    struct go_channel *channel;
    unsigned id;
    bool sends;
    _Atomic uint8_t *times; /* by value: sent adds 1, received adds 16 */
    uint64_t completed;
    pthread_t thread;
};

static void *hurry(void *argument)
{
    struct hasty *me = argument;
    for (uint64_t i = 0; i < ATTEMPTS; i++) {
        uint64_t value = me->id * ATTEMPTS + i;
        struct timespec soon = in_ns((int64_t)(i % 8) * 4000);
        enum go_channel_outcome outcome =
            me->sends ? i % 8 ? go_channel_send_until(me->channel, value, &soon)
                              : go_channel_try_send(me->channel, value)
            : i % 8 ? go_channel_receive_until(me->channel, &value, &soon)
                      : go_channel_try_receive(me->channel, &value);
        if (outcome != GO_CHANNEL_DONE)
            continue;
        me->completed++;
        atomic_fetch_add_explicit(&me->times[value], me->sends ? 1 : 16, memory_order_relaxed);
    }
    return NULL;
}

static void nothing_is_lost_where_many_give_up(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity < 3; capacity++) {
        struct go_channel c;
        struct hasty end[HASTY];
        _Atomic uint8_t *times = calloc(HASTY * ATTEMPTS, sizeof *times);
        assert_non_null(times);
        make(&c, capacity);
        for (unsigned i = 0; i < HASTY; i++) {
            end[i] = (struct hasty){.channel = &c, .id = i, .sends = i % 2, .times = times};
            assert_int_equal(pthread_create(&end[i].thread, NULL, hurry, &end[i]), 0);
        }
        for (unsigned i = 0; i < HASTY; i++)
            pthread_join(end[i].thread, NULL);
        assert_null(c.senders.head);
        assert_null(c.receivers.head);
        uint64_t value, left = go_channel_len(&c);
        for (uint64_t k = 0; k < left; k++) {
            assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_DONE);
            times[value] += 16;
        }
        for (size_t k = 0; k < (size_t)HASTY * ATTEMPTS; k++)
            assert_true(times[k] == 0 || times[k] == 17);
        assert_int_equal(end[0].completed + end[2].completed + left,
                         end[1].completed + end[3].completed);
        assert_true(end[1].completed > 0);
        go_channel_destroy(&c);
        free(times);
    }
}

/* A thread that is cancelled while it waits takes part, and those behind it go on. */
static void cancellation_leaves_the_others_alone(void **state)
{
    (void)state;
    struct go_channel c;
    struct call w[3];
    make(&c, 0);
    for (unsigned i = 0; i < 3; i++) {
        w[i] = (struct call){.channel = &c, .verb = RECEIVE};
        start_call(&w[i]);
    }
    pthread_cancel(w[0].thread);
    sleep_ms(20);
    for (uint64_t i = 0; i < 3; i++)
        go_channel_send(&c, i + 1);
    for (uint64_t i = 0; i < 3; i++)
        expect(&w[i], GO_CHANNEL_DONE, i + 1);
    go_channel_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_ends_at_its_deadline),
        cmocka_unit_test(a_past_deadline_is_one_attempt),
        cmocka_unit_test(who_comes_in_time_completes_a_timed_wait),
        cmocka_unit_test(a_grant_counts_after_the_deadline),
        cmocka_unit_test(who_leaves_takes_nobody_along),
        cmocka_unit_test(two_leave_one_after_the_other),
        cmocka_unit_test(signals_neither_end_nor_prolong_a_wait),
        cmocka_unit_test(nothing_is_lost_where_many_give_up),
        cmocka_unit_test(cancellation_leaves_the_others_alone),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go channel, deadlines", tests, NULL, NULL);
}
