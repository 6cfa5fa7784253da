// SPDX-License-Identifier: MIT
// The sequential waitgroup in one round: what is pending, and what its dones have published.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum waitgroup_verb {
    WAITGROUP_ADD,  /* of 1, where something is pending: the round goes on */
    WAITGROUP_DONE, /* argument: its number, from 0 */
    WAITGROUP_WAIT  /* result: of how many dones the caller found what they wrote */
};

struct waitgroup_state {
    uint8_t pending, published;
};

static inline bool waitgroup_apply(void *state, const struct operation *o)
{
    struct waitgroup_state *s = state;
    if (o->verb == WAITGROUP_WAIT)
        return s->pending == 0 && o->result == s->published;
    if (s->pending == 0)
        return false;
    s->pending = (uint8_t)(o->verb == WAITGROUP_ADD ? s->pending + 1 : s->pending - 1);
    s->published += o->verb == WAITGROUP_DONE;
    return true;
}

/* A wait changes nothing. */
static inline bool waitgroup_goes_with(const struct history *h, const struct operation *a,
                                       const struct operation *b)
{
    (void)h;
    return a == b && a->verb == WAITGROUP_WAIT;
}

static inline void waitgroup_print(char text[OPERATION_TEXT], const struct operation *o)
{
    if (o->verb == WAITGROUP_WAIT)
        snprintf(text, OPERATION_TEXT, "wait, found %d", (int)o->result);
    else
        snprintf(text, OPERATION_TEXT, "%s", o->verb == WAITGROUP_ADD ? "add" : "done");
}

static const struct model waitgroup_model = {.name = "waitgroup",
                                             .state_size = sizeof(struct waitgroup_state),
                                             .apply = waitgroup_apply,
                                             .goes_with = waitgroup_goes_with,
                                             .print = waitgroup_print};
