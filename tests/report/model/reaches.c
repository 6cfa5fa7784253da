// SPDX-License-Identifier: MIT
// Trials count at one distance between the CPUs: a run's usual one, else the row's own.
#include <math.h>
#include <stdlib.h>

#include "report/model/estimate.h"
#include "report/model/goal.h"
#include "report/model/reaches.h"
#include "tests/test.h"

static struct row *new_row(struct report *r, const char *name)
{
    struct row *row = report_add_row(r, name);
    row->threads = row->cpus = 2;
    return row;
}

/* A trial whose time follows the distance. */
static struct sample *add(struct row *row, unsigned launch, unsigned trial, double line)
{
    struct sample s = {.launch = launch, .trial = trial, .iterations = 10};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = isnan(line) ? 100 : 2 * line;
    s.value[METRIC_line_ns] = line;
    s.value[METRIC_line_shift] = isnan(line) ? NAN : 0.01;
    row_add_sample(row, &s);
    return &row->samples[row->n_samples - 1];
}

/* So many launches of two trials, of which every third launch is far. */
static void fill(struct row *row, unsigned launches, double near, double far)
{
    for (unsigned i = 0; i < 2 * launches; i++)
        add(row, i / 2, i % 2, i / 2 % 3 == 2 ? far : near + i % 2);
}

static void two_distances_are_never_mixed(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = new_row(&r, "a/b/threads:2");
    fill(row, 30, 60, 350);
    report_estimate(&r);
    assert_int_equal(row->time.launches, 30);
    assert_int_equal(row->time.apart, 10);
    assert_int_equal(row->time.quiet, 20);
    assert_int_equal(row_launches(row), 30);
    assert_int_equal(reach_launches(row, &row->reach), 20); /* each once, of two trials */
    assert_true(row->time.median == 121 && row->time.low == 121 && row->time.high == 121);
    assert_false(row->time.noisy);
    const struct apart apart = row_apart(row);
    assert_int_equal(apart.launches, 10);
    assert_true(apart.line_ns == 350);
    assert_true(row_metric(row, METRIC_line_ns) == 60.5);
    assert_true(goal_reached(row));
    report_free(&r);
}

/* A row with more launches far away than near still counts at what is usual in the run, as long as
 * it has enough of them there. */
static void the_runs_usual_distance_is_each_rows(void **state)
{
    (void)state;
    for (unsigned near = 2; near <= 6; near++) {
        struct report r;
        report_init(&r);
        fill(new_row(&r, "a/b/threads:2"), 60, 60, 350);
        struct row *odd = new_row(&r, "a/c/threads:2");
        for (unsigned i = 0; i < 12; i++)
            add(odd, i, 0, i < near ? 60 : 350);
        report_estimate(&r);
        const bool enough = near >= STATISTICS_ENOUGH;
        assert_true(odd->time.median == (enough ? 120 : 700));
        assert_int_equal(odd->time.apart, enough ? 12 - near : near);
        report_free(&r);
    }
}

/* A launch counts by its trials that are near. */
static void a_launch_may_have_trials_of_both(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = new_row(&r, "a/b/threads:2");
    for (unsigned i = 0; i < 8; i++) {
        add(row, i, 0, 60);
        add(row, i, 1, i < 3 ? 350 : 60)->value[METRIC_disturbed] = i == 4;
    }
    report_estimate(&r);
    assert_int_equal(row->time.apart, 0);
    assert_int_equal(row->time.quiet, 8);
    assert_true(row->time.median == 120 && row->time.q3 == 120);
    assert_int_equal(row_apart(row).launches, 0);
    assert_int_equal(row_apart(row).trials, 3);
    report_free(&r);
}

/* The mean of before and after is no distance: many such trials do not make one usual. */
static void a_trial_in_which_it_changed_makes_none_usual(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = new_row(&r, "a/b/threads:2");
    for (unsigned i = 0; i < 30; i++) {
        struct sample *s = add(row, i, 0, i < 10 ? 60 : 205);
        s->value[METRIC_line_shift] = i < 10 ? 0.02 : 4.8;
        s->value[METRIC_disturbed] = i >= 10;
    }
    report_estimate(&r);
    assert_true(row->time.median == 120);
    assert_int_equal(row->time.apart, 20);
    report_free(&r);
}

static void a_drift_stays_whole_and_an_outlier_does_not(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = new_row(&r, "a/b/threads:2"), *other;
    for (unsigned i = 0; i < 20; i++)
        add(row, i, 0, 60 + i);
    other = new_row(&r, "b/b/threads:4");
    other->threads = other->cpus = 4;
    for (unsigned i = 0; i < 6; i++)
        add(other, i, 0, i == 2 ? 900 : 300);
    report_estimate(&r);
    row = report_row(&r, "a/b/threads:2");
    assert_int_equal(row->time.apart, 0);
    assert_int_equal(row->time.quiet, 20);
    assert_int_equal(other->time.apart, 1);
    assert_true(other->time.high == 600);
    report_free(&r);
}

/* Nor are rows of other CPUs taken for moved ones; all pairs of a machine of two CPUs are one. */
static void rows_of_one_kind_share_what_is_usual(void **state)
{
    (void)state;
    for (unsigned cpus = 2; cpus <= 4; cpus += 2) {
        struct report r;
        report_init(&r);
        json_object_set_new(r.context, "synccost",
                            json_pack("{s:{s:i}}", "environment", "usable_cpus", (int)cpus));
        fill(new_row(&r, "a/b/threads:2"), 60, 60, 60);
        struct row *pair = new_row(&r, "floor/line-transfer/smt/pair:0-1");
        for (unsigned i = 0; i < 12; i++)
            add(pair, i, 0, i < 5 ? 60 : 350);
        report_estimate(&r);
        assert_true(pair->time.median == (cpus == 2 ? 120 : 700));
        report_free(&r);
    }
}

static void a_report_without_line_ns_is_read_as_ever(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = new_row(&r, "a/b/threads:2");
    for (unsigned i = 0; i < 10; i++)
        add(row, i, 0, NAN)->value[METRIC_real_time] = i % 2 ? 100 : 500;
    report_estimate(&r);
    assert_true(row->reach.high == 0);
    assert_true(row->time.median == 300);
    assert_int_equal(row->time.apart, 0);
    assert_int_equal(row->time.quiet, 10);
    add(row, 10, 0, 60); /* one of a later version beside them */
    report_estimate(&r);
    assert_int_equal(row->time.launches, 11);
    assert_int_equal(row->time.apart, 0);
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_distances_are_never_mixed),
        cmocka_unit_test(the_runs_usual_distance_is_each_rows),
        cmocka_unit_test(a_launch_may_have_trials_of_both),
        cmocka_unit_test(a_trial_in_which_it_changed_makes_none_usual),
        cmocka_unit_test(a_drift_stays_whole_and_an_outlier_does_not),
        cmocka_unit_test(rows_of_one_kind_share_what_is_usual),
        cmocka_unit_test(a_report_without_line_ns_is_read_as_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
