// SPDX-License-Identifier: MIT
// Every outcome of a litmus shape that C17 allows, by its axioms: each choice of what loads read
// and of the orders of stores is tried.
#pragma once

#include <stdbool.h>
#include <string.h>

#include "tests/harness/litmus/enumerate.h"

/*
 * What C17 (5.1.2.4, 7.17.3, 7.17.4) says of relaxed, acquire and release operations and of fences.
 * Operations that are all sequentially consistent behave as under sequential consistency, and have
 * their own enumeration. Whether values may come out of thin air is left open by C17, and our
 * shapes have no dependences: no rule here forbids a cycle of loads that read from later stores.
 */
enum { EVENTS = 32 };

struct event {
    enum litmus_op op;
    unsigned thread, reg, at;
    uint32_t value; /* of a store */
    unsigned from;  /* of a load: the event that it reads */
    unsigned place; /* of a store: its place in the order of its location, from 0 (the initial) */
};

struct candidate {
    enum litmus_how how;
    unsigned n;
    struct event event[EVENTS];
    bool before[EVENTS][EVENTS]; /* happens before */
    struct reached *reached;
};

static bool writes(const struct event *e)
{
    return e->op == LITMUS_STORE || e->op == LITMUS_ADD;
}

static bool reads(const struct event *e)
{
    return e->op == LITMUS_LOAD || e->op == LITMUS_ADD;
}

/* The initial stores have the thread LITMUS_THREADS, and come before all. */
static bool sequenced(const struct candidate *c, unsigned a, unsigned b)
{
    return a < b &&
           (c->event[a].thread == c->event[b].thread || c->event[a].thread == LITMUS_THREADS) &&
           c->event[b].thread != LITMUS_THREADS;
}

/* Release sequence (5.1.2.4): w heads; each next store in the order is by its thread or an RMW. */
static bool in_sequence_of(const struct candidate *c, unsigned w, unsigned s)
{
    const struct event *head = &c->event[w];
    if (!writes(&c->event[s]) || c->event[s].at != head->at || c->event[s].place < head->place)
        return false;
    for (unsigned i = 0; i < c->n; i++) {
        const struct event *e = &c->event[i];
        if (writes(e) && e->at == head->at && e->place > head->place &&
            e->place <= c->event[s].place && e->thread != head->thread && e->op != LITMUS_ADD)
            return false;
    }
    return true;
}

/* Whether a releases through the store w, and b acquires through the load r (7.17.3, 7.17.4). */
static bool releases(const struct candidate *c, unsigned a, unsigned w)
{
    return a == w ? c->how == LITMUS_acq_rel && c->event[w].op == LITMUS_STORE
                  : c->event[a].op == LITMUS_FENCE && sequenced(c, a, w);
}

static bool acquires(const struct candidate *c, unsigned b, unsigned r)
{
    return b == r ? c->how == LITMUS_acq_rel && c->event[r].op == LITMUS_LOAD
                  : c->event[b].op == LITMUS_FENCE && sequenced(c, r, b);
}

static void synchronise(struct candidate *c, unsigned w, unsigned r)
{
    for (unsigned a = 0; a < c->n; a++)
        for (unsigned b = 0; b < c->n; b++)
            if (releases(c, a, w) && acquires(c, b, r))
                c->before[a][b] = true;
}

static void order_events(struct candidate *c)
{
    for (unsigned a = 0; a < c->n; a++)
        for (unsigned b = 0; b < c->n; b++)
            c->before[a][b] = sequenced(c, a, b);
    for (unsigned w = 0; w < c->n; w++)
        for (unsigned r = 0; r < c->n; r++)
            if (writes(&c->event[w]) && c->event[w].thread != LITMUS_THREADS &&
                reads(&c->event[r]) && in_sequence_of(c, w, c->event[r].from))
                synchronise(c, w, r);
    for (unsigned k = 0; k < c->n; k++)
        for (unsigned a = 0; a < c->n; a++)
            for (unsigned b = 0; b < c->n; b++)
                c->before[a][b] |= c->before[a][k] && c->before[k][b];
}

/* The place that an event shows in the order of its location: that of what it stores, or else of
 * what it reads. */
static unsigned place_of(const struct candidate *c, unsigned i, bool as_read)
{
    const struct event *e = &c->event[i];
    return writes(e) && !as_read ? e->place : c->event[e->from].place;
}

/* The four rules of coherence (5.1.2.4), for a before b on one location. */
static bool coherent(const struct candidate *c, unsigned a, unsigned b)
{
    const struct event *x = &c->event[a], *y = &c->event[b];
    if (x->op == LITMUS_FENCE || y->op == LITMUS_FENCE || x->at != y->at || !c->before[a][b])
        return true;
    bool good = true;
    if (writes(x) && writes(y))
        good &= x->place < y->place;
    if (writes(x) && reads(y))
        good &= x->place <= place_of(c, b, true);
    if (reads(x) && writes(y))
        good &= place_of(c, a, true) < y->place;
    if (reads(x) && reads(y))
        good &= place_of(c, a, true) <= place_of(c, b, true);
    return good;
}

static bool consistent(const struct candidate *c)
{
    for (unsigned a = 0; a < c->n; a++) {
        if (c->before[a][a])
            return false;
        if (c->event[a].op == LITMUS_ADD && c->event[a].place != place_of(c, a, true) + 1)
            return false; /* an RMW reads the last value before its own (7.17.3) */
        for (unsigned b = 0; b < c->n; b++)
            if (!coherent(c, a, b))
                return false;
    }
    return true;
}

/* What two fences do (7.17.3), x before y in S: what is stored before x is seen, or is earlier,
 * after y. */
static bool fences_hold(const struct candidate *c, unsigned x, unsigned y)
{
    for (unsigned a = 0; a < x; a++)
        for (unsigned b = y + 1; b < c->n; b++) {
            const struct event *s = &c->event[a], *t = &c->event[b];
            if (!sequenced(c, a, x) || !sequenced(c, y, b) || !writes(s) || t->op == LITMUS_FENCE ||
                s->at != t->at)
                continue;
            if ((reads(t) && place_of(c, b, true) < s->place) ||
                (writes(t) && t->place <= s->place))
                return false;
        }
    return true;
}

/* Whether the fences that left holds have an order S that fits those already in it. */
static bool ordered(const struct candidate *c, unsigned left, unsigned done)
{
    if (!left)
        return true;
    for (unsigned y = 0; y < c->n; y++) {
        if (!(left & 1u << y))
            continue;
        bool fits = true;
        for (unsigned x = 0; x < c->n; x++) {
            fits &= !(done & 1u << x) || fences_hold(c, x, y);
            fits &= !(left & 1u << x) || !c->before[x][y];
        }
        if (fits && ordered(c, left & ~(1u << y), done | 1u << y))
            return true;
    }
    return false;
}

static bool has_total_order(const struct candidate *c)
{
    unsigned fences = 0;
    for (unsigned i = 0; i < c->n && c->how == LITMUS_fence_seq_cst; i++)
        fences |= c->event[i].op == LITMUS_FENCE ? 1u << i : 0;
    return ordered(c, fences, 0);
}

static uint32_t value_of(const struct candidate *c, unsigned i)
{
    const struct event *e = &c->event[i];
    return e->op == LITMUS_ADD ? value_of(c, e->from) + e->value : e->value;
}

static void judge(struct candidate *c)
{
    uint32_t key = 0, last[LITMUS_LOCATIONS] = {0};
    order_events(c);
    if (!consistent(c) || !has_total_order(c))
        return;
    for (unsigned i = 0; i < c->n; i++) {
        const struct event *e = &c->event[i];
        if (reads(e))
            key |= value_of(c, e->from) << LITMUS_VALUE_BITS * (e->reg - 1);
        if (writes(e) && e->place >= last[e->at]) {
            const unsigned shift = LITMUS_VALUE_BITS * (LITMUS_REGISTERS + e->at);
            last[e->at] = e->place;
            key = (key & ~(3u << shift)) | value_of(c, i) << shift;
        }
    }
    c->reached->key[key] = true;
}

static void choose_sources(struct candidate *c, unsigned i)
{
    while (i < c->n && !reads(&c->event[i]))
        i++;
    if (i == c->n) {
        judge(c);
        return;
    }
    for (unsigned w = 0; w < c->n; w++)
        if (w != i && writes(&c->event[w]) && c->event[w].at == c->event[i].at) {
            c->event[i].from = w;
            choose_sources(c, i + 1);
        }
}

/* Puts each store, one after the other, at every place behind the initial one. */
static void choose_places(struct candidate *c, unsigned i)
{
    while (i < c->n && (!writes(&c->event[i]) || c->event[i].thread == LITMUS_THREADS))
        i++;
    if (i == c->n) {
        choose_sources(c, 0);
        return;
    }
    const struct candidate before = *c;
    unsigned rivals = 1;
    for (unsigned k = LITMUS_LOCATIONS; k < i; k++)
        rivals += writes(&c->event[k]) && c->event[k].at == c->event[i].at;
    for (unsigned place = 1; place <= rivals; place++) {
        *c = before;
        for (unsigned k = LITMUS_LOCATIONS; k < i; k++)
            if (writes(&c->event[k]) && c->event[k].at == c->event[i].at)
                c->event[k].place += c->event[k].place >= place;
        c->event[i].place = place;
        choose_places(c, i + 1);
    }
    *c = before;
}

/* What C17 allows; how is neither plain nor seq_cst. */
static void enumerate_c17(const struct litmus_shape *shape, enum litmus_how how,
                          struct reached *reached)
{
    struct candidate c = {.how = how, .n = LITMUS_LOCATIONS, .reached = reached};
    const bool fences = how == LITMUS_fence_acq_rel || how == LITMUS_fence_seq_cst;
    memset(reached, 0, sizeof *reached);
    for (unsigned at = 0; at < LITMUS_LOCATIONS; at++)
        c.event[at] = (struct event){.op = LITMUS_STORE, .thread = LITMUS_THREADS, .at = at};
    for (unsigned t = 0; t < LITMUS_THREADS; t++)
        for (const struct litmus_step *s = shape->program[t]; s->op != LITMUS_END; s++)
            if (s->op != LITMUS_FENCE || fences)
                c.event[c.n++] = (struct event){
                    .op = s->op, .thread = t, .reg = s->reg, .at = s->at, .value = s->value};
    choose_places(&c, LITMUS_LOCATIONS);
}
