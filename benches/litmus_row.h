// SPDX-License-Identifier: MIT
// What the litmus rows of shapes and of edges have in common: cells, outcomes, counts.
#pragma once

#include <stdio.h>

#include "harness/frame/bench.h"
#include "harness/litmus/shapes.h"

struct litmus_edge;

struct litmus_row {
    struct bench_row row;
    enum litmus_place place;
    const litmus_loop *loop;
    const struct topology *topology;
    const struct litmus_outcome *outcome; /* of row.outcome, in its order */
    uint32_t mask;                        /* the part of a key that makes an outcome */
    const struct litmus_edge *edge;       /* what the threads share beside the cells, or NULL */
};

struct litmus_shared {
    struct litmus_cells *cells;
    const litmus_loop *loop;
    void *edges;
};

static inline const struct litmus_row *litmus_row_of(const struct bench_trial *t)
{
    return (const struct litmus_row *)t->row;
}

static inline void litmus_body(struct team_member *m, void *shared)
{
    const struct litmus_shared *s = shared;
    litmus_run(m, s->cells, s->loop);
}

static inline uint64_t litmus_count_key(const uint64_t *keys, uint32_t mask, uint32_t wanted)
{
    uint64_t count = 0;
    for (uint32_t key = 0; key < LITMUS_KEYS; key++)
        if ((key & mask) == wanted)
            count += keys[key];
    return count;
}

static inline void litmus_count(struct bench_trial *t, const struct team_result *r,
                                uint64_t *counts)
{
    const struct litmus_row *row = litmus_row_of(t);
    const struct litmus_shared *s = t->shared;
    (void)r;
    for (unsigned i = 0; i < t->row->n_outcomes; i++)
        counts[i] = litmus_count_key(litmus_keys(s->cells), row->mask, row->outcome[i].key);
}

/* Values that no store of the shape wrote are no outcome, but a fault. */
static inline bool litmus_verify(struct bench_trial *t, const struct team_result *r)
{
    uint64_t counts[BENCH_MAX_OUTCOMES] = {0}, seen = 0;
    litmus_count(t, r, counts);
    for (unsigned i = 0; i < t->row->n_outcomes; i++)
        seen += counts[i];
    if (seen == r->ops)
        return true;
    snprintf(t->why, SC_ERR, "%llu of %llu cells hold values that nobody stored",
             (unsigned long long)(r->ops - seen), (unsigned long long)r->ops);
    return false;
}
