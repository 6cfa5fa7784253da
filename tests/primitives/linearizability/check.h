// SPDX-License-Identifier: MIT
// Whether a timed history has an explanation: an order of its operations, each at a moment between
// its begin and its end, that the sequential model allows.
#pragma once

#include <assert.h>
#include <stdlib.h>

#include "tests/primitives/linearizability/history.h"

/*
 * Sources: Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects"
 * (1990). Wing and Gong, "Testing and verifying concurrent objects" (1993): the depth-first search.
 * Lowe, "Testing for linearizability" (2017): a configuration (which operations have taken effect,
 * and the state) is explored once; and an operation takes effect just in time, before a return that
 * needs it, which leaves fewer configurations.
 */

struct event {
    uint64_t at;
    uint8_t op;
    bool returns;
};

struct configuration {
    uint64_t taken; /* a bit for each operation that has taken effect */
    uint32_t slot;  /* where the table has it */
    unsigned char state[MOST_STATE];
};

struct search {
    const struct model *model;
    const struct history *history;
    struct event event[2 * MOST_OPERATIONS];
    unsigned events;
    unsigned furthest; /* no configuration has come past this event */
    /* the configurations that have been explored; slot: 0, or index + 1 */
    struct configuration *explored;
    size_t n, room;
    uint32_t *slot;
    size_t slots; /* a power of two, at least 2 * room */
};

static inline uint64_t bit(unsigned op)
{
    return (uint64_t)1 << op;
}

static inline void check_free(struct search *c)
{
    free(c->explored);
    free(c->slot);
    *c = (struct search){0};
}

static inline size_t configuration_hash(uint64_t taken, const unsigned char *state, size_t size)
{
    uint64_t h = taken * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < size; i++)
        h = (h ^ state[i]) * 0x100000001b3u;
    return (size_t)(h ^ h >> 29);
}

/* The place of a configuration in the table, or the free one where it has to go. */
static inline uint32_t check_slot(const struct search *c, uint64_t taken, const void *state)
{
    const size_t size = c->model->state_size;
    size_t i = configuration_hash(taken, state, size) & (c->slots - 1);
    for (; c->slot[i]; i = (i + 1) & (c->slots - 1)) {
        const struct configuration *seen = &c->explored[c->slot[i] - 1];
        if (seen->taken == taken && memcmp(seen->state, state, size) == 0)
            break;
    }
    return (uint32_t)i;
}

static inline void check_grow(struct search *c)
{
    c->room = c->room ? 2 * c->room : 256;
    c->slots = 4 * c->room;
    c->explored = realloc(c->explored, c->room * sizeof *c->explored);
    free(c->slot);
    c->slot = calloc(c->slots, sizeof *c->slot);
    if (!c->explored || !c->slot)
        abort();
    for (size_t i = 0; i < c->n; i++) {
        struct configuration *seen = &c->explored[i];
        seen->slot = check_slot(c, seen->taken, seen->state);
        c->slot[seen->slot] = (uint32_t)i + 1;
    }
}

/* Whether the configuration is new; then it is kept. */
static inline bool check_is_new(struct search *c, uint64_t taken, const void *state)
{
    if (c->n == c->room)
        check_grow(c);
    uint32_t slot = check_slot(c, taken, state);
    if (c->slot[slot])
        return false;
    struct configuration *seen = &c->explored[c->n++];
    seen->taken = taken;
    seen->slot = slot;
    memcpy(seen->state, state, c->model->state_size);
    c->slot[slot] = (uint32_t)c->n;
    return true;
}

static inline bool check_explore(struct search *c, unsigned at, uint64_t begun, uint64_t taken,
                                 const unsigned char *state);

/* Goes on from a configuration with operation a, alone or at one moment with another. */
static inline bool check_take(struct search *c, unsigned at, uint64_t begun, uint64_t taken,
                              const unsigned char *state, unsigned a)
{
    const struct model *m = c->model;
    const struct operation *op = c->history->op;
    _Alignas(8) unsigned char next[MOST_STATE];
    memcpy(next, state, m->state_size);
    if (m->apply(next, &op[a]) && check_explore(c, at, begun, taken | bit(a), next))
        return true;
    if (!m->apply_both)
        return false;
    for (uint64_t left = begun & ~taken & ~bit(a); left; left &= left - 1) {
        unsigned b = (unsigned)__builtin_ctzll(left);
        memcpy(next, state, m->state_size);
        if (m->apply_both(next, &op[a], &op[b]) &&
            check_explore(c, at, begun, taken | bit(a) | bit(b), next))
            return true;
    }
    return false;
}

/* Whether the events from at on have an explanation where begun have begun, taken have taken
 * effect, and have left state. */
static inline bool check_explore(struct search *c, unsigned at, uint64_t begun, uint64_t taken,
                                 const unsigned char *state)
{
    for (; at < c->events; at++) {
        const struct event *e = &c->event[at];
        if (!e->returns)
            begun |= bit(e->op);
        else if (!(taken & bit(e->op)))
            break;
    }
    if (at == c->events)
        return true;
    if (at > c->furthest)
        c->furthest = at;
    if (!check_is_new(c, taken, state))
        return false;
    /* The one that returns comes first: most histories need no other here. */
    const unsigned due = c->event[at].op;
    if (check_take(c, at, begun, taken, state, due))
        return true;
    for (uint64_t left = begun & ~taken & ~bit(due); left; left &= left - 1)
        if (check_take(c, at, begun, taken, state, (unsigned)__builtin_ctzll(left)))
            return true;
    return false;
}

/* At the same moment begins come before returns: such operations count as concurrent. */
static inline bool event_before(const struct event *a, const struct event *b)
{
    return a->at != b->at ? a->at < b->at : !a->returns && b->returns;
}

static inline void check_add_event(struct search *c, struct event e)
{
    unsigned i = c->events++;
    for (; i > 0 && event_before(&e, &c->event[i - 1]); i--)
        c->event[i] = c->event[i - 1];
    c->event[i] = e;
}

/*
 * Whether h has an explanation that starts from the state initial. Where it has none, *until is the
 * moment of the return that no order explains: the history up to there has none either (and up to
 * the event before it has one). c is all zero before its first use; its memory serves further
 * checks until check_free. Ends the process where memory is short.
 */
static inline bool check_history(struct search *c, const struct model *model, const void *initial,
                                 const struct history *h, uint64_t *until)
{
    assert(h->n <= MOST_OPERATIONS && model->state_size <= MOST_STATE);
    for (size_t i = 0; i < c->n; i++)
        c->slot[c->explored[i].slot] = 0;
    c->n = c->events = c->furthest = 0;
    c->model = model;
    c->history = h;
    for (unsigned i = 0; i < h->n; i++) {
        check_add_event(c, (struct event){h->op[i].begin, (uint8_t)i, false});
        if (h->op[i].end != NEVER)
            check_add_event(c, (struct event){h->op[i].end, (uint8_t)i, true});
    }
    if (check_explore(c, 0, 0, 0, initial))
        return true;
    *until = c->event[c->furthest].at;
    return false;
}

/* The operations on one key. */
static inline void history_of_key(const struct history *h, int64_t key, struct history *part)
{
    part->n = 0;
    for (unsigned i = 0; i < h->n; i++)
        if (h->op[i].key == key)
            part->op[part->n++] = h->op[i];
}

/*
 * Whether h has an explanation, key by key where the model says so; initial is the state of each
 * key. *bad is h, or the operations on a key, where that has none.
 */
static inline bool check_by_key(struct search *c, const struct model *model, const void *initial,
                                const struct history *h, struct history *bad)
{
    uint64_t until;
    if (!model->by_key) {
        *bad = *h;
        return check_history(c, model, initial, h, &until);
    }
    for (unsigned i = 0; i < h->n; i++) {
        bool first = true;
        for (unsigned k = 0; k < i; k++)
            first &= h->op[k].key != h->op[i].key;
        if (!first)
            continue;
        history_of_key(h, h->op[i].key, bad);
        if (!check_history(c, model, initial, bad, &until))
            return false;
    }
    return true;
}
