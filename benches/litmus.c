// SPDX-License-Identifier: MIT
// Litmus shapes: how often each outcome is seen, by the way in which the threads make their
// accesses. docs/LITMUS.md explains shapes and method.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benches/litmus_edges.h"
#include "benches/litmus_loops.h"
#include "benches/litmus_row.h"
#include "harness/frame/bench.h"
#include "harness/litmus/shapes.h"

static int open_edges(struct bench_trial *t, struct litmus_shared *s)
{
    const struct litmus_edge *edge = litmus_row_of(t)->edge;
    const int error = edge->open(s->edges);
    if (error)
        snprintf(t->why, SC_ERR, "cannot make the primitives: %s", strerror(-error));
    return error;
}

static void *setup(struct bench_trial *t)
{
    const struct litmus_row *row = litmus_row_of(t);
    struct litmus_plan plan = {.threads = row->row.threads,
                               .topology = row->topology,
                               .stays = row->row.n_pins || (row->edge && row->edge->starts),
                               .place = row->place};
    struct litmus_shared *s = arena_place(t->arena, sizeof *s);
    if (s && row->edge) {
        plan.context = s->edges = arena_place(t->arena, sizeof(struct litmus_edges));
        plan.in_step = true;
        plan.renew = row->edge->renew;
        plan.cells = row->edge->starts ? LITMUS_STARTS : 0;
    }
    if (!s || !(s->cells = litmus_place_cells(t->arena, &plan)) || (row->edge && !s->edges))
        return NULL;
    s->loop = row->loop;
    return row->edge && open_edges(t, s) != 0 ? NULL : s;
}

static void teardown(struct bench_trial *t)
{
    const struct litmus_row *row = litmus_row_of(t);
    if (row->edge)
        row->edge->end(((struct litmus_shared *)t->shared)->edges);
}

/* What a row's outcomes point to, for the life of the process. */
static struct {
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    struct bench_outcome listed[LITMUS_HOW_COUNT][LITMUS_OUTCOMES];
    unsigned n;
} outcomes[LITMUS_SHAPES];

/* Store buffers are older than any ordering that hides them: where they are not seen, the threads
 * do not meet. */
static bool is_expected(enum litmus_shape_id id, enum litmus_how how, const char *outcome)
{
    return id == LITMUS_SHAPE_sb && (how == LITMUS_plain || how == LITMUS_relaxed) &&
           strcmp(outcome, "r1=0 r2=0") == 0;
}

static void fill_outcomes(enum litmus_shape_id id)
{
    outcomes[id].n = litmus_outcomes(&litmus_shapes[id], outcomes[id].outcome);
    for (enum litmus_how how = 0; how < LITMUS_HOW_COUNT; how++)
        for (unsigned i = 0; i < outcomes[id].n; i++) {
            const char *name = outcomes[id].outcome[i].name;
            outcomes[id].listed[how][i] = (struct bench_outcome){
                name, litmus_forbids(id, how, name) == NULL, is_expected(id, how, name)};
        }
}

/* quick: message passing and store buffering, ordered and not; standard: the weakest and the
 * strongest way of every shape; full: every way and place. */
static enum bench_tier tier_of(enum litmus_shape_id id, enum litmus_how how,
                               enum litmus_place place, bool crowded)
{
    if (place != LITMUS_MIXED || crowded)
        return TIER_FULL;
    const enum litmus_how weakest = id == LITMUS_SHAPE_mp ? LITMUS_plain : LITMUS_relaxed;
    if (id == LITMUS_SHAPE_mp || id == LITMUS_SHAPE_sb)
        return how == LITMUS_seq_cst || how == weakest ? TIER_QUICK : TIER_STANDARD;
    return how == LITMUS_seq_cst || how == LITMUS_relaxed ? TIER_STANDARD : TIER_FULL;
}

/* Adds the row with what all rows have in common; the name lacks the family and the threads. */
static void add_row(struct bench_rows *rows, struct litmus_row *row, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add_row(struct bench_rows *rows, struct litmus_row *row, const char *format, ...)
{
    char name[BENCH_NAME];
    va_list args;
    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    row->row.kind = BENCH_GUARANTEE;
    row->row.body = litmus_body;
    row->row.setup = setup;
    row->row.verify = litmus_verify;
    row->row.count = litmus_count;
    row->row.teardown = teardown;
    row->topology = rows->topology;
    bench_add(rows, &row->row, sizeof *row, "litmus/%s/threads:%u", name, row->row.threads);
}

static void add_shape(struct bench_rows *rows, enum litmus_shape_id id, enum litmus_how how,
                      enum litmus_place place)
{
    const struct litmus_shape *shape = &litmus_shapes[id];
    const unsigned threads = litmus_threads(shape);
    const bool mixed = place == LITMUS_MIXED;
    struct litmus_row row = {
        .row = {.tier = tier_of(id, how, place, threads > rows->topology->n_cpus),
                .threads = threads,
                .outcome = outcomes[id].listed[how],
                .n_outcomes = outcomes[id].n},
        .place = place,
        .loop = litmus_loops[id][how],
        .outcome = outcomes[id].outcome,
        .mask = litmus_outcome_mask(shape)};
    add_row(rows, &row, "%s/%s%s%s", shape->name, litmus_how_name(how),
            mixed ? "" : "/place:", mixed ? "" : litmus_place_name(place));
}

/* The first pair of CPUs of each distance. */
static void add_distances(struct bench_rows *rows, enum litmus_shape_id id, enum litmus_how how)
{
    struct cpu_pair *pairs;
    unsigned done = 0;
    const size_t n = topology_pairs(rows->topology, &pairs);
    for (size_t i = 0; i < n; i++) {
        struct litmus_row row = {.row = {.tier = TIER_FULL,
                                         .threads = 2,
                                         .n_pins = 2,
                                         .pins = {pairs[i].a, pairs[i].b},
                                         .outcome = outcomes[id].listed[how],
                                         .n_outcomes = outcomes[id].n},
                                 .loop = litmus_loops[id][how],
                                 .outcome = outcomes[id].outcome,
                                 .mask = litmus_outcome_mask(&litmus_shapes[id])};
        if (done & 1u << pairs[i].relation)
            continue;
        done |= 1u << pairs[i].relation;
        add_row(rows, &row, "%s/%s/distance:%s", litmus_shapes[id].name, litmus_how_name(how),
                relation_name(pairs[i].relation));
    }
    free(pairs);
}

static void add_shapes(struct bench_rows *rows)
{
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++) {
        fill_outcomes(id);
        for (enum litmus_how how = 0; how < LITMUS_HOW_COUNT; how++) {
            for (enum litmus_place place = 0; place < LITMUS_PLACE_COUNT; place++)
                add_shape(rows, id, how, place);
            if (litmus_threads(&litmus_shapes[id]) == 2)
                add_distances(rows, id, how);
        }
    }
}

/* Those of the shape that an edge's name begins with; of limit, the numbers of threads inside. */
static unsigned edge_outcomes(const struct litmus_edge *edge, struct litmus_outcome *outcome,
                              uint32_t *mask)
{
    const bool wrc = strncmp(edge->name, "wrc/", 4) == 0;
    const struct litmus_shape *shape = &litmus_shapes[wrc ? LITMUS_SHAPE_wrc : LITMUS_SHAPE_mp];
    unsigned n = litmus_outcomes(shape, outcome);
    *mask = litmus_outcome_mask(shape);
    for (unsigned i = 0; edge->limits && i < n; i++) {
        const unsigned a = 1 + i / 2, b = 1 + i % 2;
        outcome[i].key = litmus_pack(a, b, 0, 0);
        snprintf(outcome[i].name, sizeof outcome[i].name, "r1=%u r2=%u", a, b);
    }
    return n;
}

static bool is_allowed(const struct litmus_edge *edge, const char *outcome)
{
    for (unsigned i = 0; i < 2; i++)
        if (edge->forbidden[i] && litmus_matches(edge->forbidden[i], outcome))
            return false;
    return true;
}

static void add_edges(struct bench_rows *rows)
{
    static struct {
        struct litmus_outcome outcome[LITMUS_OUTCOMES];
        struct bench_outcome listed[LITMUS_OUTCOMES];
    } of[LITMUS_EDGES];
    for (unsigned i = 0; i < LITMUS_EDGES; i++) {
        const struct litmus_edge *edge = &litmus_edges[i];
        struct litmus_row row = {.row = {.threads = edge->loop[2] ? 3 : 2, .outcome = of[i].listed},
                                 .loop = edge->loop,
                                 .outcome = of[i].outcome,
                                 .edge = edge};
        row.row.tier = row.row.threads > rows->topology->n_cpus ? TIER_FULL : TIER_STANDARD;
        row.row.n_outcomes = edge_outcomes(edge, of[i].outcome, &row.mask);
        for (unsigned k = 0; k < row.row.n_outcomes; k++)
            of[i].listed[k] = (struct bench_outcome){
                of[i].outcome[k].name, is_allowed(edge, of[i].outcome[k].name), false};
        add_row(rows, &row, "%s", edge->name);
    }
}

static void enumerate(struct bench_rows *rows)
{
    add_shapes(rows);
    add_edges(rows);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"litmus", enumerate};
    return bench_main(argc, argv, &family);
}
