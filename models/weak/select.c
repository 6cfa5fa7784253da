// SPDX-License-Identifier: MIT
// Weak-memory check of the go select's look without a lock: closed and sent is seen, and what two
// looks have not found was not there at one moment.
#include "primitives/select/go.h"

static struct {
    struct go_channel ring, done, other;
    int found[2];
} s;

static void start(void)
{
    memset(&s, 0, sizeof s);
    WEAK_REQUIRE(go_channel_init(&s.ring, 1) == 0 && go_channel_init(&s.done, 0) == 0);
    sema_cpus = 1 + weak_random(2);
}

static void stop(void)
{
    go_channel_destroy(&s.ring);
    go_channel_destroy(&s.done);
}

/* One closes and then looks for a value; one sends and then looks whether it is the end. */
static void close_or_send(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        go_channel_close(&s.done);
        s.found[0] = go_channel_try_receive(&s.ring, &value) == GO_CHANNEL_DONE;
    } else {
        struct go_select_case end = go_select_receive_case(&s.done, NULL);
        WEAK_REQUIRE(go_channel_send(&s.ring, 1));
        s.found[1] = go_select_try(&end, 1) == 0;
    }
}

static void one_was_first(void)
{
    WEAK_REQUIRE(s.found[0] || s.found[1]);
    stop();
}

/*
 * At every moment one case of a select is ready: a value in the first ring, until a sender waits on
 * done, who waits until a value is in the second. So a select does not find none.
 */
enum { LOOKS = 8 };

static void one_value(void)
{
    start();
    WEAK_REQUIRE(go_channel_init(&s.other, 1) == 0 && go_channel_send(&s.ring, 1));
}

static void always_one(unsigned self)
{
    uint64_t value;
    if (self == 0) {
        struct go_select_case cases[] = {go_select_receive_case(&s.other, &value),
                                         go_select_receive_case(&s.done, &value),
                                         go_select_receive_case(&s.ring, &value)};
        s.found[0] = go_select_try(cases, 3) >= 0;
    } else if (self == 1) {
        for (int i = 0; i < LOOKS && !go_channel_is_slow(&s.done); i++)
            cpu_relax();
        if (go_channel_is_slow(&s.done)) {
            go_channel_try_receive(&s.ring, &value);
            WEAK_REQUIRE(go_channel_send(&s.other, 1));
            go_channel_try_receive(&s.done, &value);
        }
        go_channel_close(&s.done);
    } else {
        value = 1;
        go_channel_send_until_slow(&s.done, &value, NULL); /* the close may end it */
    }
}

static void one_was_ready(void)
{
    WEAK_REQUIRE(s.found[0]);
    go_channel_destroy(&s.other);
    stop();
}

const struct weak_scenario weak_scenarios[] = {
    {"one case is always ready", 3, one_value, always_one, one_was_ready, NULL, false},
    {"a close or a send was first", 2, start, close_or_send, one_was_first, NULL, false},
    {0},
};
