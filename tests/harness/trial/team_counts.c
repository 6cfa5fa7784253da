// SPDX-License-Identifier: MIT
// Counters of a team: each member's window and nothing else.
#include <dirent.h>
#include <math.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/counters/counters.h"
#include "harness/machine/clock.h"
#include "harness/machine/ticks.h"
#include "harness/machine/topology.h"
#include "harness/trial/team.h"
#include "harness/trial/team_counts.h"
#include "tests/harness/counters/plan.h"
#include "tests/test.h"

enum { WARMUP_PAGES = 400, WINDOW_PAGES = 60 };

/* The last member is a helper where shared says so. */
static void body(struct team_member *m, void *shared)
{
    m->uncounted = *(bool *)shared && m->id + 1 == m->threads;
    m->started = ticks();
    touch_fresh_pages(m->phase == 0 ? WARMUP_PAGES : WINDOW_PAGES);
    m->ended = ticks();
    m->ops = 1;
}

static struct team *team_of_two(void)
{
    struct topology topology;
    char err[SC_ERR];
    int cpus[2];
    assert_int_equal(topology_load(&topology, err), 0);
    assert_int_equal(topology_place(&topology, PLACE_SPREAD, 2, cpus), 0);
    topology_free(&topology);
    struct team *t = team_create(2, cpus, err);
    assert_non_null(t);
    return t;
}

static void run(struct team *t, bool helper, struct team_result *r)
{
    team_run(t, body, &helper, (struct team_window){.warmup_ns = 1e5, .window_ns = 1e5}, NULL, r);
}

static void the_window_of_every_counted_member_counts(void **state)
{
    (void)state;
    struct counters_plan plan = {0};
    struct team_result r;
    plan_event(&plan, "page_faults", "perf::PERF_COUNT_SW_PAGE_FAULTS", 0);
    plan_event(&plan, "task_clock", "perf::PERF_COUNT_SW_TASK_CLOCK", 1);
    struct counter_group g;
    int why = counters_open(&g, &plan, 0, &counter_kernel);
    counters_close(&g);
    if (why)
        skip(); /* the kernel lets nobody count */
    struct team *t = team_of_two();
    run(t, false, &r);
    assert_null(r.counts);
    team_count(t, &plan, 0);
    run(t, false, &r);
    assert_true(r.counts[0] >= 2 * WINDOW_PAGES &&
                r.counts[0] < 2 * WINDOW_PAGES + WARMUP_PAGES / 2);
    assert_true(isnan(r.counts[1])); /* the other set's */
    run(t, true, &r);
    assert_true(r.counts[0] >= WINDOW_PAGES && r.counts[0] < 2 * WINDOW_PAGES);
    team_count(t, &plan, 1);
    run(t, false, &r);
    assert_true(isnan(r.counts[0]) && r.counts[1] > 0);
    team_count(t, NULL, 0);
    run(t, false, &r);
    assert_null(r.counts);
    team_destroy(t);
}

static unsigned open_files(void)
{
    unsigned n = 0;
    DIR *d = opendir("/proc/self/fd");
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n; /* with ".", ".." and the folder's own */
}

/* The number of the file that is opened next. */
static rlim_t next_file(void)
{
    int fd = dup(STDERR_FILENO);
    assert_true(fd >= 0);
    close(fd);
    return (rlim_t)fd;
}

static void limit_files(rlim_t soft)
{
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = soft;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

/* A plan of two software events; skips the test where the kernel lets nobody count. */
static void plan_of_two(struct counters_plan *plan)
{
    struct counter_group g;
    *plan = (struct counters_plan){.sets = 1};
    plan_event(plan, "page_faults", "perf::PERF_COUNT_SW_PAGE_FAULTS", COUNTER_EVERY_SET);
    plan_event(plan, "task_clock", "perf::PERF_COUNT_SW_TASK_CLOCK", COUNTER_EVERY_SET);
    int why = counters_open(&g, plan, 0, &counter_kernel);
    counters_close(&g);
    if (why)
        skip();
}

static void count_alone(struct team_counts *c, unsigned member)
{
    team_counts_begin(c, member);
    touch_fresh_pages(WINDOW_PAGES);
    team_counts_end(c, member);
    team_counts_close(c, member);
}

/* The second member cannot open its group: there is no sum, unless it is not the row's. */
static void one_member_without_a_group_leaves_no_sum(void **state)
{
    (void)state;
    struct counters_plan plan;
    struct team_member members[2] = {{.id = 0}, {.id = 1}};
    plan_of_two(&plan);
    struct team_counts *c = team_counts_create(2);
    assert_non_null(c);
    team_counts_choose(c, &plan, 0);
    unsigned before = open_files();
    team_counts_open(c, 0);
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    limit_files(next_file() + 1); /* one event of its two */
    team_counts_open(c, 1);
    limit_files(files.rlim_cur);
    count_alone(c, 0);
    count_alone(c, 1);
    assert_int_equal(open_files(), before);
    const double *sum = team_counts_sum(c, members, 2);
    assert_true(isnan(sum[0]) && isnan(sum[1]));
    members[1].uncounted = true;
    sum = team_counts_sum(c, members, 2);
    assert_true(sum[0] >= WINDOW_PAGES && sum[0] < 2 * WINDOW_PAGES);
    team_counts_destroy(c);
}

static void nobody_counted_is_a_sum_of_none(void **state)
{
    (void)state;
    struct counters_plan plan = {0};
    struct team_member members[2] = {{.uncounted = true}, {.uncounted = true}};
    struct team_counts *c = team_counts_create(2);
    assert_non_null(c);
    team_counts_choose(c, &plan, 0);
    const double *sum = team_counts_sum(c, members, 2);
    for (unsigned i = 0; i < COUNTERS_MOST; i++)
        assert_true(sum[i] == 0);
    team_counts_destroy(c);
}

static void many_files_are_no_hindrance_and_none_stays_open(void **state)
{
    (void)state;
    struct counters_plan plan;
    struct team_result r;
    struct rlimit files;
    plan_of_two(&plan);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    struct team *t = team_of_two();
    unsigned before = open_files();
    limit_files(next_file()); /* not one more */
    team_count(t, &plan, 0);
    run(t, false, &r);
    double faults = r.counts[0];
    for (int i = 0; i < 3; i++)
        run(t, true, &r);
    unsigned after = open_files();
    limit_files(files.rlim_cur);
    assert_true(faults >= 2 * WINDOW_PAGES);
    assert_int_equal(after, before);
    team_destroy(t);
}

static void counts_outlive_a_trial_that_counts_nothing(void **state)
{
    (void)state;
    struct counters_plan plan;
    struct team_result r, other;
    plan_of_two(&plan);
    struct team *t = team_of_two();
    team_count(t, &plan, 0);
    run(t, false, &r);
    double faults = r.counts[0];
    team_count(t, NULL, 0);
    run(t, false, &other);
    assert_true(faults > 0 && r.counts[0] == faults);
    team_destroy(t);
}

static void what_cannot_be_opened_is_unknown(void **state)
{
    (void)state;
    struct counters_plan plan = {0};
    struct team_result r;
    plan_event(&plan, "page_faults", "perf::PERF_COUNT_SW_PAGE_FAULTS", 0);
    plan.item[0].code.attr.type = 0x7fffffff; /* no such PMU */
    struct team *t = team_of_two();
    team_count(t, &plan, 0);
    run(t, false, &r);
    assert_true(isnan(r.counts[0]));
    team_destroy(t);
}

static int setup(void **state)
{
    (void)state;
    clock_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_of_every_counted_member_counts),
        cmocka_unit_test(one_member_without_a_group_leaves_no_sum),
        cmocka_unit_test(nobody_counted_is_a_sum_of_none),
        cmocka_unit_test(many_files_are_no_hindrance_and_none_stays_open),
        cmocka_unit_test(counts_outlive_a_trial_that_counts_nothing),
        cmocka_unit_test(what_cannot_be_opened_is_unknown),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
