// SPDX-License-Identifier: MIT
// What only the go channel has: elements of any size, nil, len and cap, try forms, bad use.
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/channel/go.h"
#include "tests/primitives/channel/go_call.h"
#include "tests/primitives/death.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, BIGGEST = 1000, GUARD = 0x5a };

/* ---- elements ---- */

enum { ELEMENTS = 300 };

static void fill(unsigned char *element, size_t size, unsigned nth)
{
    for (size_t i = 0; i < size; i++)
        element[i] = (unsigned char)(nth * 31 + i * 7);
}

static void *send_elements(void *channel)
{
    unsigned char element[BIGGEST];
    struct go_channel *c = channel;
    for (unsigned i = 0; i < ELEMENTS; i++) {
        fill(element, c->size, i);
        go_channel_send_from(c, element);
        memset(element, 0xee, c->size);
    }
    go_channel_close(c);
    return NULL;
}

/* Each arrives whole, in order, and nothing is written beside it. */
static void elements_of_any_size(void **state)
{
    (void)state;
    static const size_t size[] = {0, 1, 3, 8, 24, BIGGEST}, capacity[] = {0, 1, 5};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++)
        for (size_t j = 0; j < sizeof capacity / sizeof *capacity; j++) {
            unsigned char element[BIGGEST + 1], expected[BIGGEST];
            struct go_channel c;
            pthread_t sender;
            unsigned n = 0;
            assert_int_equal(go_channel_init_sized(&c, size[i], capacity[j]), 0);
            assert_int_equal(pthread_create(&sender, NULL, send_elements, &c), 0);
            memset(element, GUARD, sizeof element);
            for (; go_channel_receive_into(&c, element); n++) {
                fill(expected, size[i], n);
                assert_memory_equal(element, expected, size[i]);
                assert_int_equal(element[size[i]], GUARD);
            }
            assert_int_equal(n, ELEMENTS);
            memset(expected, 0, sizeof expected);
            assert_memory_equal(element, expected, size[i]);
            assert_int_equal(element[size[i]], GUARD);
            pthread_join(sender, NULL);
            go_channel_destroy(&c);
        }
}

static void received_values_can_be_dropped(void **state)
{
    (void)state;
    struct go_channel c;
    for (size_t capacity = 0; capacity < 2; capacity++) {
        make(&c, capacity);
        struct call sender = {.channel = &c, .verb = SEND, .value = 1};
        if (capacity == 1)
            assert_int_equal(go_channel_try_send(&c, 0), GO_CHANNEL_DONE);
        start_call(&sender);
        for (size_t k = 0; k <= capacity; k++)
            assert_true(go_channel_receive_into(&c, NULL));
        expect(&sender, GO_CHANNEL_DONE, 1);
        struct call receiver = {.channel = &c, .verb = RECEIVE};
        start_call(&receiver);
        go_channel_close(&c);
        expect(&receiver, GO_CHANNEL_CLOSED, 0);
        assert_false(go_channel_receive_into(&c, NULL));
        go_channel_destroy(&c);
    }
}

static void sizes_beyond_memory_are_refused(void **state)
{
    (void)state;
    struct go_channel c;
    assert_int_equal(go_channel_init_sized(&c, 24, SIZE_MAX / 24), -ENOMEM);
    assert_int_equal(go_channel_init_sized(&c, SIZE_MAX, 2), -ENOMEM);
    assert_int_equal(go_channel_init_sized(&c, SIZE_MAX, 0), 0);
    assert_int_equal(go_channel_init_sized(&c, 0, SIZE_MAX), 0);
    assert_int_equal(go_channel_cap(&c), SIZE_MAX);
}

/* ---- nil ---- */

static void nil_is_never_ready(void **state)
{
    (void)state;
    uint64_t value = 5;
    assert_int_equal(go_channel_try_send(NULL, 1), GO_CHANNEL_NOT_READY);
    assert_int_equal(go_channel_try_receive(NULL, &value), GO_CHANNEL_NOT_READY);
    assert_int_equal(go_channel_len(NULL), 0);
    assert_int_equal(go_channel_cap(NULL), 0);
    assert_false(go_channel_try_close(NULL));
    struct timespec soon = in_ms(20);
    assert_int_equal(go_channel_send_until(NULL, 1, &soon), GO_CHANNEL_NOT_READY);
    assert_true(has_passed(&soon));
    soon = in_ms(20);
    assert_int_equal(go_channel_receive_until(NULL, &value, &soon), GO_CHANNEL_NOT_READY);
    assert_true(has_passed(&soon));
    assert_int_equal(value, 5);
}

/* Only cancellation ends it. */
static void nil_blocks_for_ever(void **state)
{
    (void)state;
    struct call call[4];
    for (int i = 0; i < 4; i++) {
        call[i] = (struct call){.verb = i};
        start_call(&call[i]);
    }
    for (int i = 0; i < 4; i++)
        await_sleep(&call[i].tid);
    sleep_ms(50);
    for (int i = 0; i < 4; i++) {
        void *result;
        assert_int_equal(pthread_tryjoin_np(call[i].thread, &result), EBUSY);
        await_sleep(&call[i].tid);
        pthread_cancel(call[i].thread);
        pthread_join(call[i].thread, &result);
        assert_ptr_equal(result, PTHREAD_CANCELED);
    }
}

/* ---- len, cap, try ---- */

static void len_and_cap_tell_the_ring(void **state)
{
    (void)state;
    struct go_channel c;
    uint64_t value;
    make(&c, 3);
    for (uint64_t k = 0; k < 3; k++) {
        assert_int_equal(go_channel_len(&c), k);
        assert_int_equal(go_channel_try_send(&c, k), GO_CHANNEL_DONE);
    }
    struct call sender = {.channel = &c, .verb = SEND, .value = 3};
    start_call(&sender);
    assert_int_equal(go_channel_len(&c), 3); /* who waits does not count */
    assert_int_equal(go_channel_cap(&c), 3);
    for (uint64_t k = 0; k < 4; k++) {
        assert_true(go_channel_receive(&c, &value));
        assert_int_equal(value, k);
        assert_int_equal(go_channel_len(&c), k == 0 ? 3 : 3 - k);
    }
    expect(&sender, GO_CHANNEL_DONE, 3);
    go_channel_close(&c);
    assert_int_equal(go_channel_cap(&c), 3);
    go_channel_destroy(&c);
    make(&c, 0);
    assert_int_equal(go_channel_len(&c) + go_channel_cap(&c), 0);
    go_channel_destroy(&c);
}

static void try_forms_report_and_never_wait(void **state)
{
    (void)state;
    struct go_channel c;
    uint64_t value = 5;
    make(&c, 1);
    assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_NOT_READY);
    assert_int_equal(value, 5);
    assert_int_equal(go_channel_try_send(&c, 7), GO_CHANNEL_DONE);
    assert_int_equal(go_channel_try_send(&c, 8), GO_CHANNEL_NOT_READY);
    assert_true(go_channel_try_close(&c));
    assert_false(go_channel_try_close(&c));
    assert_int_equal(go_channel_try_send(&c, 9), GO_CHANNEL_CLOSED);
    assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_DONE);
    assert_int_equal(value, 7);
    assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_CLOSED);
    assert_int_equal(value, 0);
    go_channel_destroy(&c);
}

static void try_forms_serve_who_waits(void **state)
{
    (void)state;
    struct go_channel c;
    uint64_t value = 5;
    make(&c, 0);
    assert_int_equal(go_channel_try_send(&c, 1), GO_CHANNEL_NOT_READY);
    assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_NOT_READY);
    struct call receiver = {.channel = &c, .verb = RECEIVE};
    start_call(&receiver);
    assert_int_equal(go_channel_try_send(&c, 2), GO_CHANNEL_DONE);
    expect(&receiver, GO_CHANNEL_DONE, 2);
    struct call sender = {.channel = &c, .verb = SEND, .value = 3};
    start_call(&sender);
    assert_int_equal(go_channel_try_receive(&c, &value), GO_CHANNEL_DONE);
    assert_int_equal(value, 3);
    expect(&sender, GO_CHANNEL_DONE, 3);
    go_channel_destroy(&c);
}

/* ---- bad use ---- */

static void send_8(void *channel)
{
    go_channel_send(channel, 1);
}

static void send_from(void *channel)
{
    uint64_t value = 1;
    go_channel_send_from(channel, &value);
}

static void send_until(void *channel)
{
    struct timespec late = in_ms(10000);
    go_channel_send_until(channel, 1, &late);
}

static void close_channel(void *channel)
{
    go_channel_close(channel);
}

static void close_under(struct go_channel *c, int verb, const struct timespec *deadline)
{
    struct call sender = {.channel = c, .verb = verb, .deadline = deadline};
    start_call(&sender);
    go_channel_close(c);
    pthread_join(sender.thread, NULL);
}

static void close_under_a_sender(void *channel)
{
    close_under(channel, SEND_FROM, NULL);
}

static void close_under_a_timed_sender(void *channel)
{
    struct timespec late = in_ms(10000);
    close_under(channel, SEND, &late);
}

static void bad_use_is_fatal(void **state)
{
    (void)state;
    static const char sent[] = "send on closed channel";
    struct go_channel c;
    make(&c, 0);
    assert_true(dies_with(close_under_a_sender, &c, sent, &c));
    assert_true(dies_with(close_under_a_timed_sender, &c, sent, &c));
    go_channel_close(&c);
    assert_true(dies_with(send_8, &c, sent, &c));
    assert_true(dies_with(send_from, &c, sent, &c));
    assert_true(dies_with(send_until, &c, sent, &c));
    assert_true(dies_with(close_channel, &c, "close of closed channel", &c));
    assert_true(dies_with(close_channel, NULL, "close of nil channel", NULL));
    go_channel_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_any_size),
        cmocka_unit_test(received_values_can_be_dropped),
        cmocka_unit_test(sizes_beyond_memory_are_refused),
        cmocka_unit_test(nil_is_never_ready),
        cmocka_unit_test(nil_blocks_for_ever),
        cmocka_unit_test(len_and_cap_tell_the_ring),
        cmocka_unit_test(try_forms_report_and_never_wait),
        cmocka_unit_test(try_forms_serve_who_waits),
        cmocka_unit_test(bad_use_is_fatal),
    };
    alarm(GIVE_UP_S);
    return cmocka_run_group_tests_name("go channel", tests, NULL, NULL);
}
