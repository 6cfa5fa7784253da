// SPDX-License-Identifier: MIT
// One key of the sequential map.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum map_verb {
    MAP_LOAD,             /* okay: it is there, with result */
    MAP_STORE,            /* argument */
    MAP_LOAD_OR_STORE,    /* okay: it was there, with result; else it is argument now */
    MAP_LOAD_AND_DELETE,  /* okay: it was there, with result */
    MAP_COMPARE_AND_SWAP, /* okay: it was argument, and is second now */
    MAP_RANGE             /* what a range says of the key: as a load at any moment of it */
};

/* Values are not 0. All bytes zero: the key is not there. */
struct map_state {
    int64_t value; /* 0: not there */
};

static inline bool map_apply(void *state, const struct operation *o)
{
    struct map_state *s = state;
    const bool there = s->value != 0;
    const bool as_seen = o->okay ? s->value == o->result : !there;
    switch (o->verb) {
    case MAP_STORE:
        s->value = o->argument;
        return true;
    case MAP_LOAD_OR_STORE:
        if (!o->okay)
            s->value = o->argument;
        return as_seen;
    case MAP_LOAD_AND_DELETE:
        s->value = 0;
        return as_seen;
    case MAP_COMPARE_AND_SWAP:
        if (!o->okay)
            return s->value != o->argument;
        if (s->value != o->argument)
            return false;
        s->value = o->second;
        return true;
    default:
        return as_seen;
    }
}

/* What does not change the map leaves alone. */
static inline bool map_goes_with(const struct history *h, const struct operation *a,
                                 const struct operation *b)
{
    (void)h;
    bool changes = a->verb == MAP_STORE || (a->verb == MAP_LOAD_OR_STORE && !a->okay) ||
                   ((a->verb == MAP_LOAD_AND_DELETE || a->verb == MAP_COMPARE_AND_SWAP) && a->okay);
    return !changes && a == b;
}

static inline void map_print(char text[OPERATION_TEXT], const struct operation *o)
{
    static const char *const words[] = {
        "load", "store", "load or store", "load and delete", "compare and swap", "range"};
    size_t n = (size_t)snprintf(text, OPERATION_TEXT, "key %d: %s", (int)o->key, words[o->verb]);
    if (o->verb == MAP_STORE || o->verb == MAP_LOAD_OR_STORE)
        n += (size_t)snprintf(text + n, OPERATION_TEXT - n, " %d", (int)o->argument);
    if (o->verb == MAP_COMPARE_AND_SWAP)
        snprintf(text + n, OPERATION_TEXT - n, " %d to %d%s", (int)o->argument, (int)o->second,
                 o->okay ? "" : ": no");
    else if (o->verb != MAP_STORE && o->okay)
        snprintf(text + n, OPERATION_TEXT - n, " = %d", (int)o->result);
    else if (o->verb != MAP_STORE)
        snprintf(text + n, OPERATION_TEXT - n, ": not there");
}

static const struct model map_model = {.name = "map",
                                       .state_size = sizeof(struct map_state),
                                       .by_key = true,
                                       .apply = map_apply,
                                       .goes_with = map_goes_with,
                                       .print = map_print};
