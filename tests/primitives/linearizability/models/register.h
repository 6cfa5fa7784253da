// SPDX-License-Identifier: MIT
// The sequential register: what was stored last is what is loaded.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum register_verb {
    REGISTER_LOAD,            /* result */
    REGISTER_STORE,           /* argument */
    REGISTER_SWAP,            /* argument; result: what it was */
    REGISTER_COMPARE_AND_SWAP /* okay: it was argument, and is second now */
};

/* All bytes zero: 0 was stored last. */
struct register_state {
    int64_t value;
};

static inline bool register_apply(void *state, const struct operation *o)
{
    struct register_state *s = state;
    const int64_t was = s->value;
    switch (o->verb) {
    case REGISTER_LOAD:
        return was == o->result;
    case REGISTER_STORE:
        s->value = o->argument;
        return true;
    case REGISTER_SWAP:
        s->value = o->argument;
        return was == o->result;
    default:
        if (o->okay)
            s->value = o->second;
        return (was == o->argument) == o->okay;
    }
}

/* What does not change the register leaves alone. A store leaves with the loads that found its
 * value, unless something else has found it; values are stored once. */
static inline bool register_goes_with(const struct history *h, const struct operation *a,
                                      const struct operation *b)
{
    if (a->verb == REGISTER_LOAD || (a->verb == REGISTER_COMPARE_AND_SWAP && !a->okay))
        return a == b;
    if (a->verb != REGISTER_STORE)
        return false;
    for (unsigned i = 0; i < h->n; i++)
        if ((h->op[i].verb == REGISTER_SWAP && h->op[i].result == a->argument) ||
            (h->op[i].verb == REGISTER_COMPARE_AND_SWAP && h->op[i].argument == a->argument))
            return false;
    return a == b || (b->verb == REGISTER_LOAD && b->result == a->argument);
}

static inline void register_print(char text[OPERATION_TEXT], const struct operation *o)
{
    if (o->verb == REGISTER_LOAD)
        snprintf(text, OPERATION_TEXT, "load = %d", (int)o->result);
    else if (o->verb == REGISTER_STORE)
        snprintf(text, OPERATION_TEXT, "store %d", (int)o->argument);
    else if (o->verb == REGISTER_SWAP)
        snprintf(text, OPERATION_TEXT, "swap %d, found %d", (int)o->argument, (int)o->result);
    else
        snprintf(text, OPERATION_TEXT, "compare and swap %d to %d%s", (int)o->argument,
                 (int)o->second, o->okay ? "" : ": no");
}

static const struct model register_model = {.name = "register",
                                            .state_size = sizeof(struct register_state),
                                            .apply = register_apply,
                                            .goes_with = register_goes_with,
                                            .print = register_print};
