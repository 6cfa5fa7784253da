// SPDX-License-Identifier: MIT
// The sequential channel: a bounded queue that can be closed, or a rendezvous.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum channel_verb {
    CHANNEL_SEND,    /* argument; okay: the channel has it */
    CHANNEL_RECEIVE, /* okay: result */
    CHANNEL_CLOSE,   /* with CHANNEL_TRIES okay says whether it was open */
    CHANNEL_LEN      /* result */
};

/* The key of an operation that never waits. */
enum { CHANNEL_TRIES = 1 };

/* In second, where a send or a receive is not okay. */
enum { CHANNEL_WAS_CLOSED, CHANNEL_NOT_READY };

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

/* Nothing happens. Without a buffer it depends on who waits just now, which nobody outside
 * knows. */
static inline bool channel_is_not_ready(const struct channel_state *s, const struct operation *o)
{
    return !s->closed && s->count == (o->verb == CHANNEL_SEND ? s->capacity : 0);
}

static inline bool channel_apply(void *state, const struct operation *o)
{
    struct channel_state *s = state;
    const bool was_closed = s->closed;
    switch (o->verb) {
    case CHANNEL_SEND:
    case CHANNEL_RECEIVE:
        if (o->okay)
            return o->verb == CHANNEL_SEND ? channel_put(s, o->argument)
                                           : channel_take(s, o->result);
        if (o->second == CHANNEL_NOT_READY)
            return channel_is_not_ready(s, o);
        return was_closed && (o->verb == CHANNEL_SEND || s->count == 0);
    case CHANNEL_LEN:
        return s->count == o->result;
    default:
        s->closed = 1;
        return o->key != CHANNEL_TRIES || o->okay == !was_closed;
    }
}

/* Without a buffer a value goes from hand to hand, while both calls are under way: one of the two
 * has waited for the other. */
static inline bool channel_apply_both(void *state, const struct operation *a,
                                      const struct operation *b)
{
    const struct channel_state *s = state;
    return s->capacity == 0 && !s->closed && a->verb == CHANNEL_SEND && a->okay &&
           b->verb == CHANNEL_RECEIVE && b->okay && a->argument == b->result &&
           !(a->key == CHANNEL_TRIES && b->key == CHANNEL_TRIES);
}

/* The value that an operation moves; 0: none. */
static inline int64_t channel_value(const struct operation *o)
{
    if (!o->okay || o->verb > CHANNEL_RECEIVE)
        return 0;
    return o->verb == CHANNEL_SEND ? o->argument : o->result;
}

/* Whether o says how many values there are, and value may be one of them. */
static inline bool channel_is_counted(const struct history *h, const struct operation *o,
                                      int64_t value)
{
    if (o->verb != CHANNEL_LEN &&
        (o->verb != CHANNEL_SEND || o->okay || o->second != CHANNEL_NOT_READY))
        return false;
    for (unsigned i = 0; i < h->n; i++)
        if (channel_value(&h->op[i]) == value &&
            (h->op[i].verb == CHANNEL_SEND ? h->op[i].begin > o->end : h->op[i].end < o->begin))
            return false;
    return true;
}

/* A queue without one of its values is still a queue, and has no less room; but it is shorter, and
 * no longer full. */
static inline bool channel_goes_with(const struct history *h, const struct operation *a,
                                     const struct operation *b)
{
    const int64_t value = channel_value(a);
    if (!value)
        return a->verb != CHANNEL_CLOSE && a == b;
    for (unsigned i = 0; i < h->n; i++)
        if (channel_is_counted(h, &h->op[i], value))
            return false;
    return channel_value(b) == value;
}

static inline void channel_print(char text[OPERATION_TEXT], const struct operation *o)
{
    static const char *const words[] = {"send", "receive", "close", "len"};
    const char *outcome = o->second == CHANNEL_NOT_READY ? ": not ready" : ": closed";
    int n = snprintf(text, OPERATION_TEXT, "%s%s", o->key == CHANNEL_TRIES ? "try to " : "",
                     words[o->verb]);
    if (o->verb == CHANNEL_SEND)
        n += snprintf(text + n, OPERATION_TEXT - (size_t)n, " %d", (int)o->argument);
    if (o->verb == CHANNEL_LEN || (o->verb == CHANNEL_RECEIVE && o->okay))
        snprintf(text + n, OPERATION_TEXT - (size_t)n, " = %d", (int)o->result);
    else if (!o->okay && (o->verb != CHANNEL_CLOSE || o->key == CHANNEL_TRIES))
        snprintf(text + n, OPERATION_TEXT - (size_t)n, "%s",
                 o->verb == CHANNEL_CLOSE ? ": no" : outcome);
}

static const struct model channel_model = {.name = "channel",
                                           .state_size = sizeof(struct channel_state),
                                           .apply = channel_apply,
                                           .apply_both = channel_apply_both,
                                           .goes_with = channel_goes_with,
                                           .print = channel_print};
