// SPDX-License-Identifier: MIT
// A verb of the go channel, called by a thread of its own.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/channel/go.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/waiting.h"
#include "tests/test.h"

/* One verb, called by a thread of its own. */
struct call {
    struct go_channel *channel;
    enum { SEND, RECEIVE, SEND_FROM, RECEIVE_INTO } verb;
    const struct timespec *deadline; /* NULL: the form without one */
    uint64_t value;
    enum go_channel_outcome outcome;
    struct wait_place place; /* on this stack, but for nil */
    _Atomic pid_t tid;
    atomic_bool returned;
    pthread_t thread;
};

static inline enum go_channel_outcome call_verb(struct call *me)
{
    switch (me->verb) {
    case SEND:
        if (me->deadline)
            return go_channel_send_until(me->channel, me->value, me->deadline);
        return go_channel_send(me->channel, me->value) ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    case RECEIVE:
        if (me->deadline)
            return go_channel_receive_until(me->channel, &me->value, me->deadline);
        return go_channel_receive(me->channel, &me->value) ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    case SEND_FROM:
        if (me->deadline)
            return go_channel_send_from_until(me->channel, &me->value, me->deadline);
        go_channel_send_from(me->channel, &me->value);
        return GO_CHANNEL_DONE;
    case RECEIVE_INTO:
        break;
    }
    if (me->deadline)
        return go_channel_receive_into_until(me->channel, &me->value, me->deadline);
    return go_channel_receive_into(me->channel, &me->value) ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
}

static inline void *run_call(void *argument)
{
    struct call *me = argument;
    me->place.frame = __builtin_frame_address(0);
    atomic_store(&me->tid, gettid());
    me->outcome = call_verb(me);
    atomic_store(&me->returned, true);
    return NULL;
}

/* Returns once the call sleeps in its queue, or has returned since its deadline came first. */
static inline void start_call(struct call *c)
{
    assert_int_equal(pthread_create(&c->thread, NULL, run_call, c), 0);
    await_wait_in(c->thread, &c->tid, &c->returned, c->channel ? &c->place : NULL);
}

static inline void expect(struct call *c, enum go_channel_outcome outcome, uint64_t value)
{
    pthread_join(c->thread, NULL);
    assert_int_equal(c->outcome, outcome);
    assert_int_equal(c->value, value);
}

static inline void make(struct go_channel *c, size_t capacity)
{
    memset(c, 0xa5, sizeof *c);
    assert_int_equal(go_channel_init(c, capacity), 0);
}
