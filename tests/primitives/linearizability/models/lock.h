// SPDX-License-Identifier: MIT
// The sequential lock, with readers or without, and a register that is used only under it.
#pragma once

#include "tests/primitives/linearizability/history.h"

enum lock_verb {
    LOCK_WRITE,     /* acquire */
    LOCK_EXCHANGE,  /* under it: the register becomes argument; result: what it was */
    LOCK_WRITE_END, /* release */
    LOCK_READ,      /* acquire for reading */
    LOCK_LOOK,      /* under it: result is the register */
    LOCK_READ_END,  /* release */
    LOCK_TRY_WRITE, /* okay: acquired; else nothing is said: Go allows it to fail at any time */
    LOCK_TRY_READ
};

/* Not locked, and the register is 0: all bytes zero. */
struct lock_state {
    uint8_t writer;  /* 1 + the thread that holds it; 0: none */
    uint8_t readers; /* a bit for each thread */
    uint8_t value;
};

static inline bool lock_apply(void *state, const struct operation *o)
{
    struct lock_state *s = state;
    const uint8_t reader = (uint8_t)(1u << o->thread);
    bool possible = true;
    switch (o->verb) {
    case LOCK_TRY_WRITE:
    case LOCK_TRY_READ:
        if (!o->okay)
            return true;
        possible = !s->writer && (o->verb == LOCK_TRY_READ || !s->readers);
        if (o->verb == LOCK_TRY_READ)
            s->readers |= reader;
        else
            s->writer = o->thread + 1;
        return possible;
    case LOCK_WRITE:
        possible = !s->writer && !s->readers;
        s->writer = o->thread + 1;
        return possible;
    case LOCK_EXCHANGE:
        possible = s->writer == o->thread + 1 && s->value == o->result;
        s->value = (uint8_t)o->argument;
        return possible;
    case LOCK_WRITE_END:
        possible = s->writer == o->thread + 1;
        s->writer = 0;
        return possible;
    case LOCK_READ:
        possible = !s->writer;
        s->readers |= reader;
        return possible;
    case LOCK_LOOK:
        return (s->readers & reader) && s->value == o->result;
    default:
        possible = (s->readers & reader) != 0;
        s->readers &= (uint8_t)~reader;
        return possible;
    }
}

static inline bool lock_is_of_register(const struct operation *o)
{
    return o->verb == LOCK_EXCHANGE || o->verb == LOCK_LOOK;
}

/*
 * A reader's section changes nothing: it leaves as a whole. So does every section once the register
 * is out of sight, which may leave as a whole too. key numbers a history's sections.
 */
static inline bool lock_goes_with(const struct history *h, const struct operation *a,
                                  const struct operation *b)
{
    if (lock_is_of_register(a))
        return lock_is_of_register(b);
    bool leaves =
        a->verb == LOCK_READ || a->verb == LOCK_READ_END || a->verb == LOCK_TRY_READ || !a->okay;
    bool blind = true;
    for (unsigned i = 0; i < h->n; i++)
        blind &= !lock_is_of_register(&h->op[i]);
    return (leaves || blind) && a->key == b->key;
}

static inline void lock_print(char text[OPERATION_TEXT], const struct operation *o)
{
    static const char *const words[] = {"acquire", "exchange",     "release",     "read acquire",
                                        "look",    "read release", "try acquire", "try to read"};
    if (o->verb == LOCK_EXCHANGE)
        snprintf(text, OPERATION_TEXT, "put %d, found %d", (int)o->argument, (int)o->result);
    else if (o->verb == LOCK_LOOK)
        snprintf(text, OPERATION_TEXT, "found %d", (int)o->result);
    else
        snprintf(text, OPERATION_TEXT, "%s%s", words[o->verb], o->okay ? "" : ": no");
}

static const struct model lock_model = {.name = "lock",
                                        .state_size = sizeof(struct lock_state),
                                        .apply = lock_apply,
                                        .goes_with = lock_goes_with,
                                        .print = lock_print};
