// SPDX-License-Identifier: MIT
// Litmus shapes: how often each outcome is seen, by the way in which the threads make their
// accesses. docs/LITMUS.md explains shapes and method.
#include <stdio.h>
#include <string.h>

#include "harness/frame/bench.h"
#include "harness/litmus/shapes.h"
#include "harness/trial/loop.h"

struct litmus_row {
    struct bench_row row;
    const struct litmus_shape *shape;
    enum litmus_place place;
    const litmus_loop *loop;
    unsigned cpus; /* that the threads share */
    const struct litmus_outcome *outcome;
};

/* A part's accesses, and then its registers in one word, as litmus_part returns them. */
#define S(l, v)    litmus_store(how, l, v);
#define L(i, l)    r##i = litmus_load(how, l);
#define A(i, l, v) r##i = litmus_add(how, l, v);
#define F          litmus_fence(how);
#define PART(id, number, steps)                                                                    \
    SC_INLINE uint32_t steps_##id##_##number(const enum litmus_how how, litmus_word *x,            \
                                             litmus_word *y, litmus_word *z)                       \
    {                                                                                              \
        uint32_t r1 = 0, r2 = 0, r3 = 0, r4 = 0;                                                   \
        (void)how, (void)x, (void)y, (void)z;                                                      \
        steps return litmus_pack(r1, r2, r3, r4);                                                  \
    }
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    PART(id, 0, p0) PART(id, 1, p1) PART(id, 2, p2) PART(id, 3, p3)
#include "harness/litmus/shapes.def"
#undef SHAPE
#undef S
#undef L
#undef A
#undef F

/* The loops of one part, one for each way. */
#define LOOP(id, number, how)                                                                      \
    SC_INLINE uint32_t part_##id##_##number##_##how(litmus_word *x, litmus_word *y,                \
                                                    litmus_word *z)                                \
    {                                                                                              \
        return steps_##id##_##number(LITMUS_##how, x, y, z);                                       \
    }                                                                                              \
    MEASURED void measured_litmus_##id##_##number##_##how(const struct litmus_walk *walk)          \
    {                                                                                              \
        litmus_walk_by(walk, part_##id##_##number##_##how);                                        \
    }
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    LOOPS_OF(id, plain)                                                                            \
    LOOPS_OF(id, relaxed)                                                                          \
    LOOPS_OF(id, acq_rel)                                                                          \
    LOOPS_OF(id, seq_cst) LOOPS_OF(id, fence_acq_rel) LOOPS_OF(id, fence_seq_cst)
#define LOOPS_OF(id, how) LOOP(id, 0, how) LOOP(id, 1, how) LOOP(id, 2, how) LOOP(id, 3, how)
#include "harness/litmus/shapes.def"
#undef SHAPE

static const litmus_loop loops[LITMUS_SHAPES][LITMUS_HOW_COUNT][LITMUS_THREADS] = {
#define NAMES(id, how)                                                                             \
    [LITMUS_##how] = {measured_litmus_##id##_0_##how, measured_litmus_##id##_1_##how,              \
                      measured_litmus_##id##_2_##how, measured_litmus_##id##_3_##how},
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    [LITMUS_SHAPE_##id] = {NAMES(id, plain) NAMES(id, relaxed) NAMES(id, acq_rel) NAMES(           \
        id, seq_cst) NAMES(id, fence_acq_rel) NAMES(id, fence_seq_cst)},
#include "harness/litmus/shapes.def"
#undef SHAPE
};

static const struct litmus_row *row_of(const struct bench_trial *t)
{
    return (const struct litmus_row *)t->row;
}

struct shared {
    struct litmus_cells *cells;
    const litmus_loop *loop;
};

static void body(struct team_member *m, void *shared)
{
    const struct shared *s = shared;
    litmus_run(m, s->cells, s->loop);
}

static void *setup(struct bench_trial *t)
{
    const struct litmus_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || !(s->cells = litmus_place_cells(t->arena, row->row.threads, row->cpus, row->place)))
        return NULL;
    s->loop = row->loop;
    return s;
}

static uint64_t count_key(const struct litmus_row *row, const uint64_t *keys, uint32_t wanted)
{
    const uint32_t mask = litmus_outcome_mask(row->shape);
    uint64_t count = 0;
    for (uint32_t key = 0; key < LITMUS_KEYS; key++)
        if ((key & mask) == wanted)
            count += keys[key];
    return count;
}

static void count(struct bench_trial *t, const struct team_result *r, uint64_t *counts)
{
    const struct shared *s = t->shared;
    (void)r;
    for (unsigned i = 0; i < t->row->n_outcomes; i++)
        counts[i] = count_key(row_of(t), litmus_keys(s->cells), row_of(t)->outcome[i].key);
}

/* Values that no store of the shape wrote are no outcome, but a fault. */
static bool verify(struct bench_trial *t, const struct team_result *r)
{
    uint64_t counts[LITMUS_OUTCOMES] = {0}, seen = 0;
    count(t, r, counts);
    for (unsigned i = 0; i < t->row->n_outcomes; i++)
        seen += counts[i];
    if (seen == r->ops)
        return true;
    snprintf(t->why, SC_ERR, "%llu of %llu cells hold values that nobody stored",
             (unsigned long long)(r->ops - seen), (unsigned long long)r->ops);
    return false;
}

/* What a row's outcomes point to, for the life of the process. */
static struct {
    struct litmus_outcome outcome[LITMUS_OUTCOMES];
    struct bench_outcome listed[LITMUS_HOW_COUNT][LITMUS_OUTCOMES];
    unsigned n;
} outcomes[LITMUS_SHAPES];

static void fill_outcomes(enum litmus_shape_id id)
{
    outcomes[id].n = litmus_outcomes(&litmus_shapes[id], outcomes[id].outcome);
    for (enum litmus_how how = 0; how < LITMUS_HOW_COUNT; how++)
        for (unsigned i = 0; i < outcomes[id].n; i++) {
            const char *name = outcomes[id].outcome[i].name;
            outcomes[id].listed[how][i] =
                (struct bench_outcome){name, litmus_forbids(id, how, name) == NULL};
        }
}

/* quick: message passing and store buffering, ordered and not; standard: the weakest and the
 * strongest way of every shape; full: every way and place. */
static enum bench_tier tier_of(enum litmus_shape_id id, enum litmus_how how,
                               enum litmus_place place, bool crowded)
{
    if (place != LITMUS_MIXED || crowded)
        return TIER_FULL;
    if (id == LITMUS_SHAPE_mp || id == LITMUS_SHAPE_sb)
        return how == LITMUS_seq_cst || how == LITMUS_relaxed ? TIER_QUICK : TIER_STANDARD;
    return how == LITMUS_seq_cst || how == LITMUS_relaxed ? TIER_STANDARD : TIER_FULL;
}

static void add_row(struct bench_rows *rows, enum litmus_shape_id id, enum litmus_how how,
                    enum litmus_place place)
{
    const struct litmus_shape *shape = &litmus_shapes[id];
    const unsigned threads = litmus_threads(shape);
    struct litmus_row row = {
        .row = {.kind = BENCH_GUARANTEE,
                .tier = tier_of(id, how, place, threads > rows->topology->n_cpus),
                .threads = threads,
                .body = body,
                .setup = setup,
                .verify = verify,
                .outcome = outcomes[id].listed[how],
                .n_outcomes = outcomes[id].n,
                .count = count},
        .shape = shape,
        .place = place,
        .loop = loops[id][how],
        .cpus = rows->topology->n_cpus,
        .outcome = outcomes[id].outcome};
    char where[32] = "";
    if (place != LITMUS_MIXED)
        snprintf(where, sizeof where, "/place:%s", litmus_place_name(place));
    bench_add(rows, &row.row, sizeof row, "litmus/%s/%s%s/threads:%u", shape->name,
              litmus_how_name(how), where, threads);
}

static void enumerate(struct bench_rows *rows)
{
    for (enum litmus_shape_id id = 0; id < LITMUS_SHAPES; id++) {
        fill_outcomes(id);
        for (enum litmus_how how = 0; how < LITMUS_HOW_COUNT; how++)
            for (enum litmus_place place = 0; place < LITMUS_PLACE_COUNT; place++)
                add_row(rows, id, how, place);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"litmus", enumerate};
    return bench_main(argc, argv, &family);
}
