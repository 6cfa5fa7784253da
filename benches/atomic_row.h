// SPDX-License-Identifier: MIT
// What the rows of the family atomic have in common: the cells, an operation's kind, and what must
// hold after a trial.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/atomic_ops.h"
#include "harness/frame/bench.h"
#include "harness/machine/chain.h"

/*
 * arm64 has two ways to a read-modify-write, a pair of exclusive accesses (LL/SC) and one
 * instruction (LSE). There this file is compiled once more for each, with its name here: the rows
 * carry it. NULL: whatever the compiler makes of it.
 */
#ifndef ATOMIC_ISA
#define ATOMIC_ISA NULL
#endif
static const char *const isa = ATOMIC_ISA;

enum { CELL_STRIDE = 2 * ARENA_ALIGN };

struct cells {
    unsigned char *base;
    size_t stride; /* 0: all threads on one line */
    uint64_t pace; /* chain groups between two operations of a thread */
};

static inline _Atomic uint64_t *cell_of(const struct cells *cells, unsigned id)
{
    return (_Atomic uint64_t *)(cells->base + id * cells->stride);
}

struct operation {
    const char *name, *order;
    team_body body;
};

static bool is(const struct operation *o, const char *name)
{
    return strcmp(o->name, name) == 0;
}
static bool is_fence(const struct operation *o)
{
    return is(o, "fence");
}
static bool is_cas(const struct operation *o)
{
    return is(o, "cas") || is(o, "cas_failure");
}
static bool is_plain(const struct operation *o)
{
    return strncmp(o->name, "plain_", 6) == 0;
}
static bool is_load(const struct operation *o)
{
    return is(o, "load") || is(o, "plain_load");
}
static bool is_store(const struct operation *o)
{
    return is(o, "store") || is(o, "plain_store");
}
/* Loads, stores and fences are the same instructions whichever way a read-modify-write goes. */
static bool is_rmw(const struct operation *o)
{
    return !is_plain(o) && !is_fence(o) && !is_load(o) && !is_store(o);
}
/* On a line of the thread's own. A plain addition shows what it costs to be atomic. */
static enum floor own_floor(const struct operation *o)
{
    return is_load(o)    ? FLOOR_load
           : is_store(o) ? FLOOR_store
           : is_fence(o) ? FLOOR_fence
                         : FLOOR_rmw;
}
static bool adds_one(const struct operation *o)
{
    return is(o, "fetch_add") || is(o, "add") || is(o, "cas_loop_add");
}

struct atomic_row {
    struct bench_row row;
    const struct operation *operation;
    bool shared;    /* all threads on one line */
    double pace_ns; /* between two operations of a thread */
};

static const struct atomic_row *row_of(const struct bench_trial *t)
{
    return (const struct atomic_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    struct cells *cells = arena_place(t->arena, sizeof *cells);
    if (!cells)
        return NULL;
    cells->stride = row_of(t)->shared ? 0 : CELL_STRIDE;
    cells->pace = chain_groups(row_of(t)->pace_ns, t->cycle_ns);
    cells->base = arena_place(t->arena, CELL_STRIDE * t->row->threads);
    return cells->base ? cells : NULL;
}

/* Every addition must be in the cells' sum, every success of a CAS too, and a CAS that must fail
 * never succeeds. */
static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct operation *o = row_of(t)->operation;
    const struct cells *cells = t->shared;
    uint64_t sum = 0;
    for (unsigned i = 0; i < (cells->stride ? t->row->threads : 1); i++)
        sum += atomic_load_explicit(cell_of(cells, i), memory_order_relaxed);
    if (adds_one(o) && sum != r->all_ops) {
        snprintf(t->why, SC_ERR, "the cells hold %llu after %llu additions",
                 (unsigned long long)sum, (unsigned long long)r->all_ops);
        return false;
    }
    if (is(o, "cas_failure") && r->successes > 0) {
        snprintf(t->why, SC_ERR,
                 "%.0f compare-and-swaps with a value that is never there succeeded", r->successes);
        return false;
    }
    if (is(o, "cas") && cells->stride && r->successes != (double)r->ops) {
        snprintf(t->why, SC_ERR, "%.0f of %llu compare-and-swaps on an own line failed",
                 (double)r->ops - r->successes, (unsigned long long)r->ops);
        return false;
    }
    return true;
}
