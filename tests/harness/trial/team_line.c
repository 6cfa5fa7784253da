// SPDX-License-Identifier: MIT
// The line between a team's members: who has one, and the figures made of it.
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/line.h"
#include "harness/machine/topology.h"
#include "harness/trial/line.h"
#include "harness/trial/team.h"
#include "harness/trial/team_result.h"
#include "tests/harness/topology_group.h"
#include "tests/test.h"

/* Neighbours whose lines all take 90 ns; the last member has none to the next. */
static struct team_member *neighbours(unsigned pairs)
{
    struct team_member *m = aligned_alloc(512, (pairs + 1) * sizeof *m);
    assert_non_null(m);
    memset(m, 0, (pairs + 1) * sizeof *m);
    for (unsigned i = 0; i <= pairs; i++)
        m[i].line_before = m[i].line_after = i < pairs ? 90 : NAN;
    return m;
}

static void assert_line(const struct team_member *m, unsigned pairs, double ns, double shift)
{
    struct team_result r;
    team_summarize(m, pairs + 1, &r);
    assert_true(fabs(r.line_ns - ns) < 1e-9);
    assert_true(fabs(r.line_shift - shift) < 1e-9);
}

static void the_line_is_the_neighbours_mean_and_its_change(void **state)
{
    (void)state;
    struct team_member *m = neighbours(2);
    struct team_result r;
    assert_line(m, 2, 90, 0);
    m[0].line_before = 60, m[1].line_before = 80;
    m[0].line_after = 360, m[1].line_after = 340;
    assert_line(m, 2, 210, 5);
    m[0].line_before = 360, m[1].line_before = 340;
    m[0].line_after = 80, m[1].line_after = 60;
    assert_line(m, 2, 210, 340.0 / 60 - 1);
    m[1].line_after = NAN;
    assert_line(m, 2, 220, 3.5);
    m[0].line_before = NAN;
    team_summarize(m, 3, &r);
    assert_true(isnan(r.line_ns) && isnan(r.line_shift));
    free(m);
}

enum { FEW = 15, MANY = 63 };

/* As many as 16 and 64 threads have. The first and the last CPU have one pair, each other two. */
static void one_cpu_of_many_that_moves_is_seen(void **state)
{
    (void)state;
    const double moved = 350.0 / 90 - 1;
    for (unsigned pairs = FEW; pairs <= MANY; pairs += MANY - FEW) {
        struct team_member *m = neighbours(pairs);
        m[pairs - 1].line_after = 350;
        assert_line(m, pairs, 90 + 260.0 / (2 * pairs), moved);
        m[0].line_before = 350;
        m[pairs - 1].line_after = 90;
        assert_line(m, pairs, 90 + 260.0 / (2 * pairs), moved);
        m[0].line_before = 90;
        m[3].line_after = m[4].line_after = 350;
        assert_line(m, pairs, 90 + 260.0 / pairs, moved);
        m[4].line_after = 90;
        m[6].line_before = 350; /* those between move together */
        assert_line(m, pairs, 90 + 260.0 / pairs, moved);
        free(m);
    }
}

/* Members between them that share their CPUs have no line. */
static void each_pair_of_few_is_an_outer_one(void **state)
{
    (void)state;
    struct team_member *m = neighbours(FEW);
    for (unsigned i = 1; i < FEW; i += 2)
        m[i].line_before = m[i].line_after = NAN;
    m[4].line_after = 350;
    assert_line(m, FEW, 90 + 260.0 / (FEW + 1), 350.0 / 90 - 1);
    free(m);
}

static void one_pair_between_others_is_chance(void **state)
{
    (void)state;
    struct team_member *m = neighbours(MANY);
    m[3].line_after = 350;
    m[5].line_after = 99;
    assert_line(m, MANY, 90 + 269.0 / (2 * MANY), 0.1);
    free(m);
}

/* Each of the pairs spreads by 4 %: all quantiles of that, and before and after do not go
 * together. */
static void noise_of_many_pairs_is_no_move(void **state)
{
    (void)state;
    struct team_member *m = neighbours(MANY);
    struct team_result r;
    for (unsigned i = 0; i < MANY; i++) {
        const double quantile = (i + 0.5) / MANY, other = (20 * i % MANY + 0.5) / MANY;
        m[i].line_before = 90 * exp(gsl_cdf_gaussian_Pinv(quantile, 0.04));
        m[i].line_after = 90 * exp(gsl_cdf_gaussian_Pinv(other, 0.04));
    }
    team_summarize(m, MANY + 1, &r);
    assert_true(r.line_shift > 0.05 && r.line_shift < LINE_SAME - 1);
    free(m);
}

static _Atomic pthread_t last; /* member */

static void tell_last(struct team_member *m, void *shared)
{
    (void)shared;
    if (m->id + 1 == m->threads)
        atomic_store(&last, pthread_self());
    m->started = m->ended = ticks();
    m->ops = 1;
}

static const struct team_window window = {.window_ns = 1e5};

static void trial(struct team *t, struct team_result *r)
{
    team_run(t, tell_last, NULL, window, NULL, r);
}

static atomic_bool held;

static void hold_on(int signal)
{
    const struct timespec late = {0, 2L * LINE_MOST_NS};
    (void)signal;
    atomic_store(&held, true);
    nanosleep(&late, NULL);
}

/* The last member is kept from its second trial, as by waiting for its core's full width, for
 * longer than a trip may take. */
static void late_trial(struct team *t, struct team_result *r)
{
    trial(t, r);
    atomic_store(&held, false);
    assert_int_equal(pthread_kill(atomic_load(&last), SIGUSR1), 0);
    while (!atomic_load(&held))
        sched_yield();
    trial(t, r);
}

/* Returns whether each of the threads has a CPU of its own. Something else may keep one from it:
 * then a line is timed in one of 20 teams. */
static bool look(unsigned threads, void (*run)(struct team *, struct team_result *),
                 struct team_result *r)
{
    char err[SC_ERR];
    int cpus[2];
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, threads, cpus), 0);
    const bool apart = threads == 2 && cpus[0] != cpus[1];
    r->line_ns = NAN;
    for (int i = 0; i < (apart ? 20 : 1) && isnan(r->line_ns); i++) {
        struct team *t = team_create(threads, cpus, err);
        assert_non_null(t);
        run(t, r);
        team_destroy(t);
    }
    return apart;
}

/* Threads of one CPU have no line to send. */
static void the_line_is_timed_where_each_has_a_cpu(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct team_result r;
        const bool apart = look(threads, trial, &r);
        assert_int_equal(apart, r.line_ns > 1 && r.line_ns < 1e9);
        assert_int_equal(apart, r.line_shift >= 0);
        assert_true(apart || (isnan(r.line_ns) && isnan(r.line_shift)));
    }
}

/* Four threads, two on each CPU: width and line are those of the first on each. */
static void the_first_on_each_cpu_look(void **state)
{
    (void)state;
    const struct team_window alone = {.window_ns = 1e5, .alone = true};
    char err[SC_ERR];
    int two[2];
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, 2, two), 0);
    const bool apart = two[0] != two[1];
    struct team_result r = {.line_ns = NAN};
    for (int i = 0; i < (apart ? 20 : 1) && isnan(r.line_ns); i++) {
        struct team *t = team_create(4, (int[]){two[0], two[0], two[1], two[1]}, err);
        assert_non_null(t);
        team_run(t, tell_last, NULL, alone, NULL, &r);
        for (unsigned m = 0; m < 4; m++) {
            const bool first = m == 0 || (m == 2 && apart);
            assert_int_equal(r.members[m].width_before > 0, first);
            assert_int_equal(r.members[m].width_after > 0, first);
            assert_true(m == 0 || isnan(r.members[m].line_before));
            assert_true(m == 0 || isnan(r.members[m].line_after));
        }
        team_destroy(t);
    }
    assert_true(r.width > 0);
    assert_int_equal(apart, r.line_ns > 1 && r.line_ns < 1e9);
    assert_int_equal(apart, r.line_shift >= 0);
}

static void the_line_is_timed_where_a_member_is_late(void **state)
{
    struct team_result r;
    (void)state;
    signal(SIGUSR1, hold_on);
    const bool apart = look(2, late_trial, &r);
    assert_int_equal(apart, r.line_ns > 1 && r.line_ns < 1e9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_the_neighbours_mean_and_its_change),
        cmocka_unit_test(one_cpu_of_many_that_moves_is_seen),
        cmocka_unit_test(each_pair_of_few_is_an_outer_one),
        cmocka_unit_test(one_pair_between_others_is_chance),
        cmocka_unit_test(noise_of_many_pairs_is_no_move),
        cmocka_unit_test(the_line_is_timed_where_each_has_a_cpu),
        cmocka_unit_test(the_first_on_each_cpu_look),
        cmocka_unit_test(the_line_is_timed_where_a_member_is_late),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
