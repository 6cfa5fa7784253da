// SPDX-License-Identifier: MIT
// Batches of litmus cells: every part visits every cell once, what was seen is added up for the
// right cell, and an edge that is none is found.
#include <stdlib.h>
#include <string.h>

#include "harness/litmus/shapes.h"
#include "harness/machine/clock.h"
#include "harness/trial/team.h"
#include "tests/harness/topology_group.h"
#include "tests/test.h"

struct run {
    struct litmus_cells *cells;
    const litmus_loop *loop;
};

static void body(struct team_member *m, void *shared)
{
    const struct run *r = shared;
    litmus_run(m, r->cells, r->loop);
}

/* Runs the loops for some milliseconds; the keys are copied to keys. Returns the trials. */
static uint64_t run(struct litmus_plan plan, const litmus_loop *loop, double ms,
                    uint64_t keys[LITMUS_KEYS])
{
    char err[SC_ERR] = "";
    int cpus[LITMUS_THREADS];
    struct team_result result;
    struct arena *arena = arena_create(1, -1);
    plan.topology = &topology;
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, plan.threads, cpus), 0);
    struct team *team = team_create(plan.threads, cpus, err);
    assert_non_null(team);
    struct run r = {litmus_place_cells(arena, &plan), loop};
    assert_non_null(r.cells);
    const struct team_window window = {.warmup_ns = 1e6, .window_ns = ms * 1e6};
    team_run(team, body, &r, window, NULL, &result);
    memcpy(keys, litmus_keys(r.cells), LITMUS_KEYS * sizeof *keys);
    for (unsigned i = 1; i < plan.threads; i++)
        assert_true(result.members[i].uncounted);
    const uint64_t trials = result.members[0].ops;
    team_destroy(team);
    arena_destroy(arena);
    return trials;
}

static uint64_t sum(const uint64_t keys[LITMUS_KEYS])
{
    uint64_t all = 0;
    for (unsigned i = 0; i < LITMUS_KEYS; i++)
        all += keys[i];
    return all;
}

/* ---- every cell once: each part adds 1 to a location of its own ---- */

SC_INLINE uint32_t add_x(litmus_word *x, litmus_word *y, litmus_word *z)
{
    (void)y, (void)z;
    return litmus_pack(litmus_add(LITMUS_relaxed, x, 1) + 1, 0, 0, 0);
}
SC_INLINE uint32_t add_y(litmus_word *x, litmus_word *y, litmus_word *z)
{
    (void)x, (void)z;
    return litmus_pack(0, litmus_add(LITMUS_relaxed, y, 2) + 2, 0, 0);
}
SC_INLINE uint32_t add_z(litmus_word *x, litmus_word *y, litmus_word *z)
{
    (void)x, (void)y;
    return litmus_pack(0, 0, litmus_add(LITMUS_relaxed, z, 3), 0);
}
static void walk_x(const struct litmus_walk *walk)
{
    litmus_walk_by(walk, add_x);
}
static void walk_y(const struct litmus_walk *walk)
{
    litmus_walk_by(walk, add_y);
}
static void walk_z(const struct litmus_walk *walk)
{
    litmus_walk_by(walk, add_z);
}

static void every_part_visits_every_cell_once(void **state)
{
    static const litmus_loop loops[LITMUS_THREADS] = {walk_x, walk_y, walk_z};
    static uint64_t keys[LITMUS_KEYS];
    const uint32_t key = litmus_pack(1, 2, 0, 0) | 1u << 4 * LITMUS_VALUE_BITS |
                         2u << 5 * LITMUS_VALUE_BITS | 3u << 6 * LITMUS_VALUE_BITS;
    (void)state;
    for (enum litmus_place place = 0; place < LITMUS_PLACE_COUNT; place++)
        for (unsigned threads = 1; threads <= 3; threads++) {
            const uint32_t last = threads == 3 ? key
                                  : threads == 2
                                      ? key & ~(3u << 6 * LITMUS_VALUE_BITS)
                                      : litmus_pack(1, 0, 0, 0) | 1u << 4 * LITMUS_VALUE_BITS;
            const uint64_t trials =
                run((struct litmus_plan){.threads = threads, .place = place}, loops, 5, keys);
            assert_true(trials >= LITMUS_CELLS);
            assert_int_equal(sum(keys), trials);
            assert_int_equal(keys[last], trials);
        }
}

static void a_batch_can_be_shorter(void **state)
{
    static const litmus_loop loops[LITMUS_THREADS] = {walk_x, walk_y};
    static uint64_t keys[LITMUS_KEYS];
    (void)state;
    const uint64_t trials =
        run((struct litmus_plan){.threads = 2, .cells = 7, .in_step = true}, loops, 5, keys);
    assert_true(trials > 0 && trials % 7 == 0);
    assert_int_equal(sum(keys), trials);
}

/* ---- an edge that is none ---- */

SC_INLINE uint32_t store_late(litmus_word *x, litmus_word *y, litmus_word *z)
{
    (void)y, (void)z;
    litmus_store(LITMUS_relaxed, x, 1);
    return 0;
}
/* Nobody has told it anything, and it looks as if it had been told. */
SC_INLINE uint32_t look_untold(litmus_word *x, litmus_word *y, litmus_word *z)
{
    (void)y, (void)z;
    return litmus_pack(1, litmus_load(LITMUS_relaxed, x), 0, 0);
}
static void walk_store_late(const struct litmus_walk *walk)
{
    const uint64_t end = ticks() + clock_ticks(20000); /* a planted delay */
    while ((int64_t)(ticks() - end) < 0)
        ;
    litmus_walk_by(walk, store_late);
}
static void walk_look_untold(const struct litmus_walk *walk)
{
    litmus_walk_by(walk, look_untold);
}

static void an_edge_that_does_nothing_is_found(void **state)
{
    static const litmus_loop loops[LITMUS_THREADS] = {walk_store_late, walk_look_untold};
    static uint64_t keys[LITMUS_KEYS];
    const uint32_t stale = litmus_pack(1, 0, 0, 0) | 1u << 4 * LITMUS_VALUE_BITS;
    (void)state;
    if (topology.n_cpus < 2)
        skip();
    /* once mostly: the thread that looks must not be late */
    for (int attempt = 0; attempt < 100 && keys[stale] == 0; attempt++)
        run((struct litmus_plan){.threads = 2, .in_step = true}, loops, 20, keys);
    assert_true(keys[stale] > 0);
}

/* ---- turns ---- */

static _Thread_local unsigned parts_of_mine;
static atomic_uint parts_of_one;

static void take_part(unsigned part)
{
    parts_of_mine |= 1u << part;
    atomic_fetch_or(&parts_of_one, parts_of_mine == 3);
}
static void walk_as_first(const struct litmus_walk *walk)
{
    take_part(0);
    litmus_walk_by(walk, add_x);
}
static void walk_as_second(const struct litmus_walk *walk)
{
    take_part(1);
    litmus_walk_by(walk, add_y);
}

static void members_take_turns_at_the_parts(void **state)
{
    static const litmus_loop loops[LITMUS_THREADS] = {walk_as_first, walk_as_second};
    static uint64_t keys[LITMUS_KEYS];
    (void)state;
    const uint64_t trials = run((struct litmus_plan){.threads = 2, .cells = 1}, loops, 20, keys);
    assert_true(trials < 20 || atomic_load(&parts_of_one)); /* 20 batches: one in 2^19 fails */
}

/* ---- renew ---- */

static void count_renewals(void *context)
{
    ++*(uint64_t *)context;
}

static void the_context_is_renewed_before_every_batch(void **state)
{
    static const litmus_loop loops[LITMUS_THREADS] = {walk_x, walk_y};
    static uint64_t keys[LITMUS_KEYS];
    uint64_t renewals = 0;
    (void)state;
    const uint64_t trials =
        run((struct litmus_plan){.threads = 2, .renew = count_renewals, .context = &renewals},
            loops, 5, keys);
    /* once more than there are batches: the last one is not run */
    assert_int_equal(renewals, trials / LITMUS_CELLS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_visits_every_cell_once),
        cmocka_unit_test(a_batch_can_be_shorter),
        cmocka_unit_test(an_edge_that_does_nothing_is_found),
        cmocka_unit_test(members_take_turns_at_the_parts),
        cmocka_unit_test(the_context_is_renewed_before_every_batch),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
