// SPDX-License-Identifier: MIT
// The line between a team's members: who has one, and the figures made of it.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/topology.h"
#include "harness/trial/team.h"
#include "harness/trial/team_result.h"
#include "tests/harness/topology_group.h"
#include "tests/test.h"

/* Neighbours that have a line; the last of them has none to the next. */
static void the_line_is_the_neighbours_mean_and_its_change(void **state)
{
    (void)state;
    struct team_member *m = aligned_alloc(512, 3 * sizeof *m);
    struct team_result r;
    assert_non_null(m);
    memset(m, 0, 3 * sizeof *m);
    m[0].line_before = 60, m[1].line_before = 80, m[2].line_before = NAN;
    m[0].line_after = 360, m[1].line_after = 340, m[2].line_after = NAN;
    team_summarize(m, 3, &r);
    assert_true(fabs(r.line_ns - 210) < 1e-9 && fabs(r.line_shift - 4) < 1e-9);
    m[0].line_before = 360, m[1].line_before = 340;
    m[0].line_after = 80, m[1].line_after = 60;
    team_summarize(m, 3, &r);
    assert_true(fabs(r.line_shift - 4) < 1e-9);
    m[0].line_before = m[1].line_before = m[0].line_after = m[1].line_after = NAN;
    team_summarize(m, 3, &r);
    assert_true(isnan(r.line_ns) && isnan(r.line_shift));
    free(m);
}

static void nothing(struct team_member *m, void *shared)
{
    (void)shared;
    m->started = m->ended = ticks();
    m->ops = 1;
}

/* Threads that share a CPU, and one alone, have no line to send. */
static void the_line_is_timed_where_each_has_a_cpu(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        char err[SC_ERR];
        int cpus[2];
        struct team_result r;
        assert_int_equal(topology_place(&topology, PLACE_SPREAD, threads, cpus), 0);
        struct team *t = team_create(threads, cpus, err);
        assert_non_null(t);
        team_run(t, nothing, NULL, (struct team_window){.window_ns = 1e5}, NULL, &r);
        const bool apart = threads == 2 && cpus[0] != cpus[1];
        assert_int_equal(apart, r.line_ns > 1 && r.line_ns < 1e9);
        assert_int_equal(apart, r.line_shift >= 0);
        assert_true(apart || (isnan(r.line_ns) && isnan(r.line_shift)));
        team_destroy(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_the_neighbours_mean_and_its_change),
        cmocka_unit_test(the_line_is_timed_where_each_has_a_cpu),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
