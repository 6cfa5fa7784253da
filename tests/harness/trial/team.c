// SPDX-License-Identifier: MIT
// The team: pinning, gate, window, counts; and the figures made of them.
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/clock.h"
#include "harness/machine/topology.h"
#include "harness/machine/width.h"
#include "harness/trial/loop.h"
#include "harness/trial/team.h"
#include "harness/trial/team_result.h"
#include "tests/harness/topology_group.h"
#include "tests/test.h"

static struct team *spread_team(unsigned threads, int *cpus)
{
    char err[SC_ERR];
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, threads, cpus), 0);
    struct team *t = team_create(threads, cpus, err);
    assert_non_null(t);
    return t;
}

struct tally {
    _Atomic uint64_t count;
    _Atomic int wrong_cpu;
    int cpus[8];
    _Atomic unsigned phases[8];
};

SC_INLINE void op_tally(void *context)
{
    atomic_fetch_add_explicit(&((struct tally *)context)->count, 1, memory_order_relaxed);
}

static void body_tally(struct team_member *m, void *shared)
{
    struct tally *t = shared;
    if (sched_getcpu() != t->cpus[m->id])
        atomic_store(&t->wrong_cpu, 1);
    atomic_fetch_or(&t->phases[m->id], 1u << m->phase);
    loop_run(m, t, op_tally);
}

static void counts_match_and_threads_are_pinned(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct tally tally = {0};
        struct team_result r;
        struct team *t = spread_team(threads, tally.cpus);
        team_run(t, body_tally, &tally, (struct team_window){.warmup_ns = 2e6, .window_ns = 5e6},
                 NULL, &r);
        assert_int_equal(tally.wrong_cpu, 0);
        assert_int_equal(tally.count, r.all_ops);
        assert_true(r.ops > 0 && r.ops < r.all_ops);
        assert_int_equal(r.threads, threads);
        assert_false(r.moved);
        for (unsigned i = 0; i < threads; i++)
            assert_int_equal(tally.phases[i], 3); /* warm-up and window */
        assert_true(r.wall_ns > 0);
        assert_true(r.jain > 0 && r.jain <= 1.0000001);
        assert_true(r.cycle_ns > 0);
        team_destroy(t);
    }
}

/* A body that stays past its deadline, as a sleeping waiter may: the team must still come back, and
 * the overlap must show it. */
static void body_uneven(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = ticks();
    uint64_t end = m->deadline + (m->id == 0 ? clock_ticks(20e6) : 0);
    while ((int64_t)(ticks() - end) < 0)
        if (m->threads > topology.n_cpus)
            sched_yield();
    m->ended = ticks();
    m->ops = 1 + m->id;
}

static void an_uneven_end_shows_in_overlap(void **state)
{
    (void)state;
    int cpus[2];
    struct team_result r;
    struct team *t = spread_team(2, cpus);
    team_run(t, body_uneven, NULL, (struct team_window){.warmup_ns = 0, .window_ns = 5e6}, NULL,
             &r);
    assert_true(r.overlap < 0.75);
    assert_true(r.wall_ns > 15e6);
    team_destroy(t);
}

static void a_team_runs_again_and_again(void **state)
{
    (void)state;
    struct tally tally = {0};
    struct team_result r;
    uint64_t sum = 0;
    struct team *t = spread_team(2, tally.cpus);
    for (int i = 0; i < 20; i++) {
        team_run(t, body_tally, &tally, (struct team_window){.warmup_ns = 1e5, .window_ns = 2e5},
                 NULL, &r);
        sum += r.all_ops;
    }
    assert_int_equal(tally.count, sum);
    team_destroy(t);
}

static void an_unknown_cpu_is_refused(void **state)
{
    (void)state;
    char err[SC_ERR] = "";
    int cpus[1] = {1000};
    assert_null(team_create(1, cpus, err));
    assert_non_null(strstr(err, "CPU 1000"));
}

static void more_threads_than_cpus_all_run(void **state)
{
    (void)state;
    struct tally tally = {0};
    struct team_result r;
    for (int i = 0; i < 4; i++)
        tally.cpus[i] = topology.cpus[0].os;
    char err[SC_ERR];
    struct team *t = team_create(4, tally.cpus, err);
    assert_non_null(t);
    team_run(t, body_tally, &tally, (struct team_window){.warmup_ns = 5e6, .window_ns = 40e6}, NULL,
             &r);
    assert_int_equal(tally.count, r.all_ops);
    for (unsigned i = 0; i < 4; i++)
        assert_true(r.members[i].ops > 0);
    team_destroy(t);
}

/* Figures from members with known counters. */
static struct team_member *members_with(const uint64_t (*span)[2], const uint64_t *ops, unsigned n)
{
    struct team_member *m = aligned_alloc(512, n * sizeof *m);
    memset(m, 0, n * sizeof *m);
    for (unsigned i = 0; i < n; i++) {
        m[i].started = clock_ticks((double)span[i][0]);
        m[i].ended = clock_ticks((double)span[i][1]);
        m[i].ops = ops[i];
        m[i].gate_left = clock_ticks(500.0 * i);
        m[i].warmup_ops = 10;
        m[i].cycle_before = 0.5;
        m[i].cycle_after = i == 0 ? 0.51 : 0.5;
        m[i].width_before = i == 0 ? NAN : 3.1;
        m[i].width_after = i == 0 ? 3.2 : 1.9;
        m[i].cpu = m[i].cpu_seen_before = m[i].cpu_seen_after = (int)i;
    }
    return m;
}

static void figures_are_what_their_definitions_say(void **state)
{
    (void)state;
    const uint64_t span[2][2] = {{1000000, 2000000}, {1250000, 2250000}}, ops[2] = {3000, 1000};
    struct team_member *m = members_with(span, ops, 2);
    struct team_result r;
    team_summarize(m, 2, &r);
    assert_true(fabs(r.thread_ns - 2e6) < 1e3);
    assert_true(fabs(r.wall_ns - 1.25e6) < 1e3);
    assert_true(fabs(r.skew_ns - 500) < 5);
    assert_true(fabs(r.overlap - 0.6) < 1e-3);
    assert_true(fabs(r.jain - 16.0 / (2 * 10)) < 1e-9);
    assert_true(fabs(r.min_max_share - 1.0 / 3) < 1e-9);
    assert_true(fabs(r.least_share - 1.0 / 2) < 1e-9);
    assert_true(fabs(r.cycle_shift - 0.02) < 1e-9);
    assert_true(fabs(r.cycle_ns - (0.5 + 0.51 + 0.5 + 0.5) / 4) < 1e-9);
    assert_true(fabs(r.width - 1.9) < 1e-9);
    assert_int_equal(r.ops, 4000);
    assert_int_equal(r.all_ops, 4020);
    m[1].uncounted = true;
    team_summarize(m, 2, &r);
    assert_int_equal(r.ops, 3000);
    assert_int_equal(r.all_ops, 4020);
    assert_true(fabs(r.thread_ns - 1e6) < 1e3);
    assert_true(fabs(r.jain - 1) < 1e-9);
    m[0].cpu_seen_after = 9;
    team_summarize(m, 2, &r);
    assert_true(r.moved);
    free(m);
}

/* Whichever member is the first and the last. */
static void a_span_is_that_of_all_members(void **state)
{
    (void)state;
    const uint64_t ops[3] = {1, 1, 1},
                   spans[2][3][2] = {{{3000000, 9000000}, {1000000, 8000000}, {2000000, 7000000}},
                                     {{1000000, 7000000}, {3000000, 8000000}, {2000000, 9000000}}};
    for (int k = 0; k < 2; k++) {
        struct team_member *m = members_with(spans[k], ops, 3);
        struct team_result r;
        m[k].gate_left = clock_ticks(5000);
        m[2].gate_left = clock_ticks(2000);
        m[1 - k].gate_left = clock_ticks(1000);
        team_summarize(m, 3, &r);
        assert_true(fabs(r.wall_ns - 8e6) < 1e3);
        assert_true(fabs(r.overlap - 0.5) < 1e-3);
        assert_true(fabs(r.skew_ns - 4000) < 5);
        assert_true(r.min_max_share == 1 && r.least_share == 1);
        free(m);
    }
}

/* CPU time is that of all members in both phases, per operation of the counted ones. The third is
 * no member: it sleeps beside a team of one. */
static void counts_are_the_sums_of_the_members(void **state)
{
    (void)state;
    const uint64_t span[3][2] = {{1000000, 2000000}, {1000000, 2000000}, {1000000, 2000000}},
                   ops[3] = {3000, 1000, 500};
    struct team_member *m = members_with(span, ops, 3);
    struct team_result r;
    for (int i = 0; i < 3; i++) {
        m[i].used.cpu_ns = i ? 0.6e6 : 0.9e6;
        m[i].waits = 3, m[i].sleeps = 2, m[i].used.voluntary = 5, m[i].used.involuntary = 7;
        m[i].handoffs = 11, m[i].successes = 13, m[i].faults = 1;
    }
    team_summarize(m, 2, &r);
    assert_true(fabs(r.cpu_ns_per_op - 1.5e6 / (double)r.all_ops) < 1e-6);
    assert_int_equal(r.all_ops, 4020);
    assert_true(r.waits == 6 && r.sleeps == 4 && r.voluntary == 10 && r.involuntary == 14);
    assert_true(r.handoffs == 22 && r.successes == 26 && r.faults == 2);
    m[1].uncounted = true;
    team_summarize(m, 2, &r);
    assert_true(fabs(r.cpu_ns_per_op - 1.5e6 / (double)(3000 + m[0].warmup_ops)) < 1e-6);
    assert_true(r.handoffs == 11 && r.successes == 13 && r.waits == 6);
    free(m);
}

static void only_who_never_waits_is_preempted(void **state)
{
    (void)state;
    struct team_result r = {.threads = 2, .delayed_share = 0.5};
    assert_true(team_preempted(&r, 2));
    assert_false(team_preempted(&r, 1));
    r.voluntary = 1;
    assert_false(team_preempted(&r, 2));
    r = (struct team_result){.threads = 2, .delayed_share = 0};
    assert_false(team_preempted(&r, 2));
}

static void nothing(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = m->ended = ticks();
    m->ops = 1;
}

/* A trial waits for a core of full width, but no longer than its patience. */
static void the_cores_width_is_looked_at_where_it_is_whole(void **state)
{
    (void)state;
    int cpus[1];
    struct team_result r;
    struct team *t = spread_team(1, cpus);
    team_run(t, nothing, NULL, (struct team_window){.window_ns = 1e5}, NULL, &r);
    assert_true(isnan(r.width));
    team_run(t, nothing, NULL, (struct team_window){.window_ns = 1e5, .alone = true}, NULL, &r);
    assert_true(r.width > 0.2 && r.width < 16);
    uint64_t begin = clock_raw_ns();
    struct team_window hopeless = {
        .window_ns = 1e5, .alone = true, .width = 1000, .patience_ns = 20e6};
    team_run(t, nothing, NULL, hopeless, NULL, &r);
    assert_true((double)(clock_raw_ns() - begin) >= 20e6);
    assert_false(width_is_full(r.width, hopeless.width));
    team_destroy(t);
}

static void a_width_is_full_within_its_tolerance(void **state)
{
    (void)state;
    assert_true(width_is_full(3.2, 3.2));
    assert_true(width_is_full(3.2 * (1 - WIDTH_TOLERANCE) + 0.001, 3.2));
    assert_false(width_is_full(3.2 * (1 - WIDTH_TOLERANCE) - 0.001, 3.2));
    assert_true(width_is_full(1, 0));
    assert_true(width_is_full(NAN, 3.2));
}

static void disjoint_windows_do_not_overlap(void **state)
{
    (void)state;
    const uint64_t span[2][2] = {{1000000, 2000000}, {2500000, 3500000}}, ops[2] = {0, 0};
    struct team_member *m = members_with(span, ops, 2);
    struct team_result r;
    team_summarize(m, 2, &r);
    assert_true(r.overlap == 0);
    assert_true(isnan(r.jain) && isnan(r.min_max_share) && isnan(r.least_share));
    free(m);
}

static void batches_adapt_in_both_directions(void **state)
{
    (void)state;
    assert_int_equal(loop_next_batch(8, 10, 100), 16);
    assert_int_equal(loop_next_batch(8, 100, 100), 8);
    assert_int_equal(loop_next_batch(8, 300, 100), 4);
    assert_int_equal(loop_next_batch(1, 300, 100), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_match_and_threads_are_pinned),
        cmocka_unit_test(an_uneven_end_shows_in_overlap),
        cmocka_unit_test(a_team_runs_again_and_again),
        cmocka_unit_test(an_unknown_cpu_is_refused),
        cmocka_unit_test(more_threads_than_cpus_all_run),
        cmocka_unit_test(figures_are_what_their_definitions_say),
        cmocka_unit_test(a_span_is_that_of_all_members),
        cmocka_unit_test(counts_are_the_sums_of_the_members),
        cmocka_unit_test(only_who_never_waits_is_preempted),
        cmocka_unit_test(the_cores_width_is_looked_at_where_it_is_whole),
        cmocka_unit_test(a_width_is_full_within_its_tolerance),
        cmocka_unit_test(disjoint_windows_do_not_overlap),
        cmocka_unit_test(batches_adapt_in_both_directions),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
