// SPDX-License-Identifier: MIT
// Every channel under real threads: order, nothing lost, the memory model's edges, capacity, sleep.
#include <errno.h>

#include "primitives/channel/condvar.h"
#include "primitives/channel/futex.h"
#include "tests/primitives/channel/checker.h"
#include "tests/primitives/checks.h"

enum { GIVE_UP_S = 280 };

static void keeps_order_and_loses_nothing(void **state)
{
    const struct channel_subject *s = *state;
    static const unsigned ends[][2] = {{1, 1}, {4, 1}, {1, 4}, {3, 3}};
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < (s->traits.many ? sizeof ends / sizeof *ends : 1); j++) {
            struct tally t =
                run_stream(s, capacity[i], ends[j][0], ends[j][1], stress_count(500) * 12);
            assert_int_equal(t.refused, 0);
            assert_int_equal(t.garbled, 0);
            assert_int_equal(t.lost, 0);
            assert_int_equal(t.doubled, 0);
            assert_int_equal(t.disordered, 0);
            assert_int_equal(t.stale, 0);
        }
}

static void *count_all(void *argument)
{
    struct end *me = argument;
    struct stream *st = me->stream;
    const uint64_t total = st->senders * st->each;
    uint64_t sum = 0, seen = 0;
    while (sum < total && st->subject->receive(st->channel, &seen))
        /* With one sender the sum says which payloads have been written. */
        for (uint64_t to = sum + seen; sum < to; sum++)
            me->stale += sum >= total || (st->senders == 1 && st->payload[sum] != payload_of(sum));
    me->garbled = sum != total;
    return NULL;
}

static void *add_all(void *argument)
{
    struct end *me = argument;
    struct stream *st = me->stream;
    for (uint64_t i = 0; i < st->each; i++) {
        st->payload[me->id * st->each + i] = payload_of(me->id * st->each + i);
        me->refused += !st->subject->send(st->channel, 1);
    }
    return NULL;
}

static void counts_every_send(void **state)
{
    const struct channel_subject *s = *state;
    for (unsigned senders = 1; senders <= 3; senders++) {
        enum { EACH = 10000 };
        uint64_t *payload = calloc(senders * EACH, sizeof *payload);
        struct stream st = {.subject = s,
                            .channel = new_channel(s, 0),
                            .senders = senders,
                            .each = EACH,
                            .payload = payload};
        struct end ends[MOST_THREADS] = {0};
        for (unsigned i = 0; i <= senders; i++) {
            ends[i] = (struct end){.stream = &st, .id = i};
            void *(*body)(void *) = i < senders ? add_all : count_all;
            assert_int_equal(pthread_create(&ends[i].thread, NULL, body, &ends[i]), 0);
        }
        for (unsigned i = 0; i <= senders; i++) {
            pthread_join(ends[i].thread, NULL);
            assert_int_equal(ends[i].refused + ends[i].garbled + ends[i].stale, 0);
        }
        free_channel(s, st.channel);
        free(payload);
    }
}

static void receive_comes_before_the_send_that_needs_its_room(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(run_back(s, capacity[i], stress_count(6000)), 0);
}

static void counts_as_a_semaphore(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++)
        if (capacity[i] > 0)
            assert_int_equal(run_semaphore(s, capacity[i], stress_count(6000)), 0);
}

static void sender_sleeps_at_exactly_the_capacity(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        uint64_t cpu, held = run_pusher(s, capacity[i], &cpu);
        assert_true(slept(cpu));
        if (capacity_known(s))
            assert_int_equal(held, capacity[i]);
    }
}

static void receiver_sleeps(void **state)
{
    assert_true(slept(run_sleeping_receiver(*state)));
}

static void serves_waiters_in_order(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        struct caller w[3] = {0};
        uint64_t value;
        void *c = new_channel(s, capacity[i]);
        for (uint64_t k = 0; k < capacity[i]; k++)
            assert_true(s->send(c, k));
        for (unsigned k = 0; k < 3; k++) {
            w[k] = (struct caller){.subject = s, .channel = c, .value = capacity[i] + k};
            start_and_await_sleep(&w[k], send_once);
        }
        for (uint64_t k = 0; k < capacity[i] + 3; k++) {
            assert_true(s->receive(c, &value));
            assert_int_equal(value, k);
        }
        for (unsigned k = 0; k < 3; k++) {
            pthread_join(w[k].thread, NULL);
            assert_true(w[k].result);
            w[k] = (struct caller){.subject = s, .channel = c};
            start_and_await_sleep(&w[k], receive_once);
        }
        for (unsigned k = 0; k < 3; k++)
            assert_true(s->send(c, k));
        for (unsigned k = 0; k < 3; k++) {
            pthread_join(w[k].thread, NULL);
            assert_true(w[k].result);
            assert_int_equal(w[k].value, k);
        }
        free_channel(s, c);
    }
}

static void refuses_a_capacity_it_cannot_have(void **state)
{
    (void)state;
    struct go_channel g;
    struct condvar_channel c;
    struct futex_channel f;
    assert_int_equal(go_channel_init(&g, SIZE_MAX), -ENOMEM);
    assert_int_equal(go_channel_init(&g, SIZE_MAX / 8), -ENOMEM);
    assert_int_equal(condvar_channel_init(&c, 0), -EINVAL);
    assert_int_equal(condvar_channel_init(&c, SIZE_MAX), -ENOMEM);
    assert_int_equal(futex_channel_init(&f, 0), -EINVAL);
    assert_int_equal(futex_channel_init(&f, 2), -EINVAL);
}

/* Proves that the checker can fail. */
static void checker_catches_a_broken_channel(void **state)
{
    const struct channel_subject *s = *state;
    uint64_t cpu = 0;
    fault = NO_FAULT;
    struct tally t = run_stream(s, 4, 1, 1, 6400);
    assert_int_equal(t.lost + t.doubled + t.disordered, 0);
    assert_true(slept(run_sleeping_receiver(s)));
    fault = DROPS;
    assert_int_equal(run_stream(s, 4, 1, 1, 6400).lost, 100);
    fault = DOUBLES;
    assert_int_equal(run_stream(s, 4, 1, 1, 6400).doubled, 100);
    fault = SWAPS;
    assert_int_equal(run_stream(s, 4, 1, 1, 6400).disordered, 100);
    fault = BURNS;
    for (int attempt = 0; attempt < 20 && cpu <= ASLEEP_CPU_NS; attempt++)
        cpu = run_sleeping_receiver(s); /* little of a CPU that others want */
    assert_true(cpu > ASLEEP_CPU_NS);
    fault = ROOMY;
    assert_int_equal(run_pusher(s, 2, &cpu), 3);
#ifndef SYNCCOST_SANITIZED
    /* These races are real. */
    uint64_t stale = 0, crowded = 0;
    for (int attempt = 0; attempt < 50 && (stale == 0 || crowded == 0); attempt++) {
        stale += run_back(s, 1, 6000);
        crowded += run_semaphore(s, 1, 6000);
    }
    assert_true(stale > 0);
    assert_true(crowded > 0);
#endif
    fault = NO_FAULT;
}

static bool carries_values(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.values;
}

static bool counts_only(const void *subject)
{
    const struct channel_subject *s = subject;
    return !s->traits.values;
}

static bool is_semaphore(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.bounded && s->traits.many && !s->traits.rounded;
}

static bool sleeps(const void *subject)
{
    const struct channel_subject *s = subject;
    return !s->traits.spin_only;
}

static bool is_bounded(const void *subject)
{
    return capacity_known(subject);
}

static bool serves_in_order(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.fifo_waiters;
}

int main(void)
{
    static const struct check checks[] = {
        {"keeps order and loses nothing", carries_values, keeps_order_and_loses_nothing},
        {"counts every send", counts_only, counts_every_send},
        {"receive comes before the send that needs its room", is_bounded,
         receive_comes_before_the_send_that_needs_its_room},
        {"counts as a semaphore", is_semaphore, counts_as_a_semaphore},
        {"sender sleeps at exactly the capacity", sleeps, sender_sleeps_at_exactly_the_capacity},
        {"receiver sleeps", sleeps, receiver_sleeps},
        {"serves waiters in order", serves_in_order, serves_waiters_in_order},
    };
    const struct CMUnitTest others[] = {
        {"all refuse a capacity they cannot have", refuses_a_capacity_it_cannot_have, NULL, NULL,
         NULL},
        {"broken is caught by the checker", checker_catches_a_broken_channel, NULL, NULL,
         (void *)&broken_subject},
    };
    int failed = run_checks(checks, sizeof checks / sizeof *checks, channel_subjects,
                            sizeof *channel_subjects, CHANNEL_SUBJECTS, GIVE_UP_S);
    return failed + cmocka_run_group_tests_name("others", others, stress_begin, stress_end);
}
