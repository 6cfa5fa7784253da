// SPDX-License-Identifier: MIT
// One object of the sequential pool: it has one owner, a thread or the pool. A pool may drop what
// it owns, and then it never comes back.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum pool_verb {
    POOL_GET, /* key: the object that came out; okay: it was in the pool, else New made it */
    POOL_PUT  /* key: the object */
};

/* All bytes zero: the object does not exist. */
struct pool_state {
    uint8_t exists;
    uint8_t pooled; /* the pool owns it; else a thread does */
};

static inline bool pool_apply(void *state, const struct operation *o)
{
    struct pool_state *s = state;
    bool possible;
    if (o->verb == POOL_PUT) {
        possible = s->exists && !s->pooled;
        s->pooled = 1;
        return possible;
    }
    possible = o->okay ? s->pooled : !s->exists;
    s->exists = 1;
    s->pooled = 0;
    return possible;
}

/* Nobody else does anything with an object between a get and the put that ends it: both leave,
 * unless it was new. second numbers a history's pairs. */
static inline bool pool_goes_with(const struct history *h, const struct operation *a,
                                  const struct operation *b)
{
    for (unsigned i = 0; i < h->n; i++)
        if (h->op[i].second == a->second && h->op[i].verb == POOL_GET && !h->op[i].okay)
            return false;
    return a->second == b->second;
}

static inline void pool_print(char text[OPERATION_TEXT], const struct operation *o)
{
    snprintf(text, OPERATION_TEXT, "%s object %d%s", o->verb == POOL_GET ? "get" : "put",
             (int)o->key, o->verb == POOL_GET && !o->okay ? " (new)" : "");
}

static const struct model pool_model = {.name = "pool",
                                        .state_size = sizeof(struct pool_state),
                                        .by_key = true,
                                        .apply = pool_apply,
                                        .goes_with = pool_goes_with,
                                        .print = pool_print};
