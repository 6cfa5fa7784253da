// SPDX-License-Identifier: MIT
// Every channel that can be closed: what it holds is received, who waits goes on, and whether a use
// afterwards is fatal.
#include <unistd.h>

#include "tests/primitives/channel/subject.h"
#include "tests/primitives/checks.h"
#include "tests/primitives/death.h"

enum { GIVE_UP_S = 280 };

static void drains_and_then_ends(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        size_t fill = capacity_known(s) ? capacity[i] : 16;
        void *c = new_channel(s, capacity[i]);
        for (size_t k = 0; k < fill; k++)
            assert_true(s->send(c, k));
        s->close(c);
        if (!s->traits.closed_fatal) {
            s->close(c);
            assert_false(s->send(c, 99));
        }
        uint64_t value;
        for (size_t k = 0; k < fill; k++) {
            assert_true(s->receive(c, &value));
            assert_int_equal(value, k);
        }
        value = 55;
        assert_false(s->receive(c, &value));
        assert_false(s->receive(c, &value));
        assert_int_equal(value, s->traits.closed_zero ? 0 : 55);
        if (!s->traits.closed_fatal)
            assert_false(s->send(c, 99));
        free_channel(s, c);
    }
}

static void send_99(void *argument)
{
    struct caller *me = argument;
    me->subject->send(me->channel, 99);
}

static void close_it(void *argument)
{
    struct caller *me = argument;
    me->subject->close(me->channel);
}

/* The sender is there before the close. */
static void close_under_a_sender(void *argument)
{
    struct caller *me = argument;
    start_and_await_sleep(me, send_once);
    me->subject->close(me->channel);
    pthread_join(me->thread, NULL);
}

static void use_of_a_closed_one_is_fatal(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        struct caller me = {.subject = s, .channel = new_channel(s, capacity[i])};
        for (size_t k = 0; k < capacity[i]; k++)
            assert_true(s->send(me.channel, k));
        assert_true(dies_with(close_under_a_sender, &me, "send on closed channel", me.channel));
        s->close(me.channel);
        assert_true(dies_with(send_99, &me, "send on closed channel", me.channel));
        assert_true(dies_with(close_it, &me, "close of closed channel", me.channel));
        free_channel(s, me.channel);
    }
}

static void close_wakes_receivers_and_publishes(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        struct caller r[3] = {0};
        unsigned threads = s->traits.many ? 3 : 1;
        uint64_t news = 0;
        void *c = new_channel(s, capacity[i]);
        for (unsigned k = 0; k < threads; k++) {
            r[k] = (struct caller){.subject = s, .channel = c, .see = &news};
            start_and_await_sleep(&r[k], receive_once);
        }
        news = 1;
        s->close(c);
        for (unsigned k = 0; k < threads; k++) {
            pthread_join(r[k].thread, NULL);
            assert_false(r[k].result);
            assert_int_equal(r[k].saw, 1);
        }
        free_channel(s, c);
    }
}

static void close_wakes_senders(void **state)
{
    const struct channel_subject *s = *state;
    size_t capacity[MOST_CAPACITIES], n = capacities(s, capacity);
    for (size_t i = 0; i < n; i++) {
        struct caller w[3] = {0};
        unsigned threads = s->traits.many ? 3 : 1;
        void *c = new_channel(s, capacity[i]);
        for (size_t k = 0; k < capacity[i]; k++)
            assert_true(s->send(c, k));
        for (unsigned k = 0; k < threads; k++) {
            w[k] = (struct caller){.subject = s, .channel = c, .value = 99};
            start_and_await_sleep(&w[k], send_once);
        }
        s->close(c);
        for (unsigned k = 0; k < threads; k++) {
            pthread_join(w[k].thread, NULL);
            assert_false(w[k].result);
        }
        uint64_t value;
        for (size_t k = 0; k < capacity[i]; k++) {
            assert_true(s->receive(c, &value));
            assert_int_equal(value, k);
        }
        assert_false(s->receive(c, &value));
        free_channel(s, c);
    }
}

static bool closes(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.close;
}

static bool closed_is_fatal(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.closed_fatal;
}

static bool closes_and_fills(const void *subject)
{
    const struct channel_subject *s = subject;
    return s->traits.close && capacity_known(s) && !s->traits.closed_fatal;
}

int main(void)
{
    static const struct check checks[] = {
        {"drains and then ends", closes, drains_and_then_ends},
        {"use of a closed one is fatal", closed_is_fatal, use_of_a_closed_one_is_fatal},
        {"close wakes receivers and publishes", closes, close_wakes_receivers_and_publishes},
        {"close wakes senders", closes_and_fills, close_wakes_senders},
    };
    return run_checks(checks, sizeof checks / sizeof *checks, channel_subjects,
                      sizeof *channel_subjects, CHANNEL_SUBJECTS, GIVE_UP_S);
}
