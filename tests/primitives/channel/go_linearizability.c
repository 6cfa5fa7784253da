// SPDX-License-Identifier: MIT
// The go channel's verbs that do not wait, or not for long, mixed by all threads: with them it is
// the sequential channel still; and the tester finds verbs that are not right.
#include <stdlib.h>
#include <time.h>

#include "primitives/channel/go.h"
#include "tests/primitives/linearizability/experiment.h"
#include "tests/primitives/linearizability/models/channel.h"

enum { OPERATIONS = 60000, FAULT_OPERATIONS = 400000, MOST_WAIT_NS = 30000 };

enum fault { NO_FAULT, WAITS_IN_VAIN, HIDES_A_VALUE, MISCOUNTS, CLOSES_TWICE };

struct tested {
    size_t capacity;
    enum fault fault;
    _Atomic unsigned calls;
    struct go_channel channel;
};

/* Any thread does anything; what may wait has a deadline. */
static unsigned plan(void *subject, struct history *h, struct stress_random *r)
{
    (void)subject;
    const unsigned threads = plan_threads(r, EXPERIMENT_THREADS);
    const unsigned each = threads > 3 ? 4 : 6;
    int64_t value = 0;
    for (unsigned i = 0; i < threads; i++)
        for (unsigned k = 0; k < each; k++) {
            unsigned dice = stress_below(r, 32);
            unsigned verb = dice < 15   ? CHANNEL_SEND
                            : dice < 29 ? CHANNEL_RECEIVE
                            : dice < 31 ? CHANNEL_LEN
                                        : CHANNEL_CLOSE;
            struct operation *o = plan_add(h, i, verb, ++value);
            if (verb == CHANNEL_CLOSE || stress_below(r, 2))
                o->key = CHANNEL_TRIES;
        }
    return threads;
}

static void start(void *subject)
{
    struct tested *t = subject;
    assert_int_equal(go_channel_init(&t->channel, t->capacity), 0);
}

static void end(void *subject)
{
    struct tested *t = subject;
    assert_null(t->channel.senders.head);
    assert_null(t->channel.receivers.head);
    go_channel_destroy(&t->channel);
}

static struct timespec soon(const struct operation *o)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += o->argument * 7919 % MOST_WAIT_NS;
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    return t;
}

/* The step below go_channel_send_until and go_channel_try_send: it reports a closed channel in both
 * cases, where the first is fatal. */
static enum go_channel_outcome send(struct tested *t, const struct operation *o)
{
    const struct timespec deadline = soon(o);
    return go_channel_send_until_slow(&t->channel, &(uint64_t){(uint64_t)o->argument},
                                      o->key == CHANNEL_TRIES ? &go_channel_at_once : &deadline);
}

static enum go_channel_outcome receive(struct tested *t, struct operation *o)
{
    const struct timespec deadline = soon(o);
    uint64_t value = 0;
    enum go_channel_outcome outcome =
        o->key == CHANNEL_TRIES ? go_channel_try_receive(&t->channel, &value)
                                : go_channel_receive_until(&t->channel, &value, &deadline);
    o->result = (int64_t)value;
    return outcome;
}

static enum step run(void *subject, struct operation *o)
{
    struct tested *t = subject;
    const bool wrong = t->fault != NO_FAULT &&
                       atomic_fetch_add_explicit(&t->calls, 1, memory_order_relaxed) % 8 == 0;
    enum go_channel_outcome outcome = GO_CHANNEL_NOT_READY;
    if (o->verb == CHANNEL_LEN) {
        o->result = (int64_t)go_channel_len(&t->channel) + (wrong && t->fault == MISCOUNTS);
        return STEP_RAN;
    }
    if (o->verb == CHANNEL_CLOSE) {
        o->okay = go_channel_try_close(&t->channel) || t->fault == CLOSES_TWICE;
        return STEP_RAN;
    }
    if (o->verb == CHANNEL_SEND && !(wrong && t->fault == WAITS_IN_VAIN))
        outcome = send(t, o);
    if (o->verb == CHANNEL_RECEIVE && !(wrong && t->fault == HIDES_A_VALUE))
        outcome = receive(t, o);
    o->okay = outcome == GO_CHANNEL_DONE;
    o->second = outcome == GO_CHANNEL_CLOSED ? CHANNEL_WAS_CLOSED : CHANNEL_NOT_READY;
    return STEP_RAN;
}

static bool explained(size_t capacity, enum fault fault, uint64_t operations,
                      struct history *failed)
{
    struct tested t = {.capacity = capacity, .fault = fault};
    const struct channel_state initial = {.capacity = (uint8_t)capacity};
    const struct experiment e = {.model = &channel_model,
                                 .initial = &initial,
                                 .subject = &t,
                                 .plan = plan,
                                 .start = start,
                                 .run = run,
                                 .end = end};
    return experiment(&e, operations, failed, "channel/go of capacity %zu, tries", capacity);
}

static void tries_and_deadlines_are_linearizable(void **state)
{
    (void)state;
    struct history failed;
    for (size_t capacity = 0; capacity < 4; capacity++)
        assert_true(explained(capacity, NO_FAULT, stress_count(OPERATIONS), &failed));
}

static void assert_found(enum fault fault, unsigned most)
{
    struct history failed = {0};
    assert_false(explained(2, fault, FAULT_OPERATIONS, &failed));
    assert_short(&failed, most);
}

static void a_send_that_finds_no_room_in_vain_is_found(void **state)
{
    (void)state;
    assert_found(WAITS_IN_VAIN, 20);
}

static void a_receive_that_overlooks_a_value_is_found(void **state)
{
    (void)state;
    assert_found(HIDES_A_VALUE, 20);
}

static void a_wrong_length_is_found(void **state)
{
    (void)state;
    assert_found(MISCOUNTS, 20);
}

static void a_second_close_that_succeeds_is_found(void **state)
{
    (void)state;
    assert_found(CLOSES_TWICE, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tries_and_deadlines_are_linearizable),
        cmocka_unit_test(a_send_that_finds_no_room_in_vain_is_found),
        cmocka_unit_test(a_receive_that_overlooks_a_value_is_found),
        cmocka_unit_test(a_wrong_length_is_found),
        cmocka_unit_test(a_second_close_that_succeeds_is_found),
    };
    experiment_prepare();
    return cmocka_run_group_tests_name("channel/go", tests, stress_begin, stress_end);
}
