// SPDX-License-Identifier: MIT
// The sequential once: the first call runs its function, and every call sees what that one made.
#pragma once

#include "tests/primitives/linearizability/history.h"

/* argument: the caller's number, from 1. okay: its function ran. result: the number of the function
 * whose product the caller found after its call. */
enum once_verb { ONCE_DO };

/* All bytes zero: no function has run. */
struct once_state {
    uint8_t product;
};

static inline bool once_apply(void *state, const struct operation *o)
{
    struct once_state *s = state;
    if (o->okay != (s->product == 0))
        return false;
    if (o->okay)
        s->product = (uint8_t)o->argument;
    return o->result == s->product;
}

/* A call that ran nothing changes nothing. */
static inline bool once_goes_with(const struct history *h, const struct operation *a,
                                  const struct operation *b)
{
    (void)h;
    return a == b && !a->okay;
}

static inline void once_print(char text[OPERATION_TEXT], const struct operation *o)
{
    snprintf(text, OPERATION_TEXT, "do %d, found %d%s", (int)o->argument, (int)o->result,
             o->okay ? ": its function ran" : "");
}

static const struct model once_model = {.name = "once",
                                        .state_size = sizeof(struct once_state),
                                        .apply = once_apply,
                                        .goes_with = once_goes_with,
                                        .print = once_print};
