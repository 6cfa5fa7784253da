// SPDX-License-Identifier: MIT
// The sequential channel: a bounded queue that can be closed, or a rendezvous.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum channel_verb {
    CHANNEL_SEND,    /* argument; okay: the channel has it; else it is closed */
    CHANNEL_RECEIVE, /* okay: result; else it is closed and drained */
    CHANNEL_CLOSE
};

enum { CHANNEL_ROOM = 60 };

/* Values are 1 to 255. */
struct channel_state {
    uint8_t capacity; /* at most CHANNEL_ROOM */
    uint8_t count;
    uint8_t closed;
    uint8_t value[CHANNEL_ROOM]; /* the oldest first; zero from count on */
};

static inline bool channel_put(struct channel_state *s, int64_t value)
{
    if (s->closed || s->count >= s->capacity)
        return false;
    s->value[s->count++] = (uint8_t)value;
    return true;
}

static inline bool channel_take(struct channel_state *s, int64_t value)
{
    if (s->count == 0 || s->value[0] != value)
        return false;
    memmove(s->value, s->value + 1, --s->count);
    s->value[s->count] = 0;
    return true;
}

static inline bool channel_apply(void *state, const struct operation *o)
{
    struct channel_state *s = state;
    switch (o->verb) {
    case CHANNEL_SEND:
        return o->okay ? channel_put(s, o->argument) : s->closed;
    case CHANNEL_RECEIVE:
        return o->okay ? channel_take(s, o->result) : s->closed && s->count == 0;
    default:
        s->closed = 1;
        return true;
    }
}

/* Without a buffer a value goes from hand to hand, while both calls are under way. */
static inline bool channel_apply_both(void *state, const struct operation *a,
                                      const struct operation *b)
{
    const struct channel_state *s = state;
    return s->capacity == 0 && !s->closed && a->verb == CHANNEL_SEND && a->okay &&
           b->verb == CHANNEL_RECEIVE && b->okay && a->argument == b->result;
}

/* The value that an operation moves; 0: none. */
static inline int64_t channel_value(const struct operation *o)
{
    if (!o->okay || o->verb == CHANNEL_CLOSE)
        return 0;
    return o->verb == CHANNEL_SEND ? o->argument : o->result;
}

/* A queue without one of its values is still a queue, and no less room is left in it. */
static inline bool channel_goes_with(const struct history *h, const struct operation *a,
                                     const struct operation *b)
{
    (void)h;
    if (a->verb == CHANNEL_CLOSE)
        return false;
    return channel_value(a) ? channel_value(a) == channel_value(b) : a == b;
}

static inline void channel_print(char text[OPERATION_TEXT], const struct operation *o)
{
    if (o->verb == CHANNEL_SEND)
        snprintf(text, OPERATION_TEXT, "send %d%s", (int)o->argument, o->okay ? "" : ": closed");
    else if (o->verb == CHANNEL_RECEIVE && o->okay)
        snprintf(text, OPERATION_TEXT, "receive = %d", (int)o->result);
    else
        snprintf(text, OPERATION_TEXT, "%s",
                 o->verb == CHANNEL_RECEIVE ? "receive: closed" : "close");
}

static const struct model channel_model = {.name = "channel",
                                           .state_size = sizeof(struct channel_state),
                                           .apply = channel_apply,
                                           .apply_both = channel_apply_both,
                                           .goes_with = channel_goes_with,
                                           .print = channel_print};
