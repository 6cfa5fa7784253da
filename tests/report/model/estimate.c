// SPDX-License-Identifier: MIT
// Medians of launches and the trials that count: known answers.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/estimate.h"
#include "report/model/launch_order.h"
#include "report/model/trials.h"
#include "report/statistics/statistics.h"
#include "tests/near.h"

static void add(struct row *row, unsigned launch, unsigned trial, double time)
{
    struct sample s = {.launch = launch, .trial = trial, .iterations = 10};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = time;
    row_add_sample(row, &s);
}

/* The launch is the unit: a launch of many trials weighs no more than one of few, and their order
 * does not matter. */
static void test_median_of_launches(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    add(row, 7, 0, 10);
    for (unsigned i = 0; i < 9; i++)
        add(row, 1, i, 100);
    add(row, 7, 1, 14);
    add(row, 3, 0, 13);
    add(row, 7, 2, 11);
    add(row, 3, 1, 15);
    add(row, 9, 0, NAN);
    report_estimate(&r);
    assert_near(row->time.median, 14); /* of 11, 14, 100 */
    assert_int_equal(row->time.launches, 3);
    assert_near(row->time.low, 11);
    assert_near(row->time.high, 100);
    assert_near(row->time.min, 10);
    assert_near(row->time.q1, 14.25);
    assert_near(row->time.q3, 100);
    assert_near(row_metric(row, METRIC_real_time), 14);
    assert_true(isnan(row_metric(row, METRIC_jain)));
    assert_int_equal(row->cycles.launches, 0);
    assert_true(isnan(row->cycles.median) && isnan(row->cycles.low) && isnan(row->cycles.min));
    report_free(&r);
}

static void test_launches_count_once(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    assert_int_equal(row_launches(row), 0);
    for (unsigned i = 0; i < 6; i++) {
        add(row, 7 + i / 3, i % 3, 10);
        assert_int_equal(row_launches(row), 1 + i / 3);
    }
    row->imported = true;
    assert_int_equal(row_launches(row), 0);
    report_free(&r);
}

static void test_one_launch_has_no_interval(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    for (unsigned i = 0; i < 30; i++)
        add(row, 0, i, 10 + i);
    report_estimate(&r);
    assert_near(row->time.median, 24.5);
    assert_true(isnan(row->time.low) && isnan(row->time.high));
    assert_near(row->time.min, 10);
    report_free(&r);
}

/* Rows of one mode of each kind of trial: quiet launches have one undisturbed trial of three. */
static void fill_disturbed(struct row *row, unsigned launches, unsigned quiet)
{
    for (unsigned i = 0; i < launches; i++)
        for (unsigned trial = 0; trial < 3; trial++) {
            bool disturbed = trial > 0 || i >= quiet;
            add(row, i, trial, disturbed ? 1000 + i : 10 + i);
            row->samples[row->n_samples - 1].value[METRIC_disturbed] = disturbed;
        }
}

static void test_disturbed_trials_are_left_out(void **state)
{
    (void)state;
    for (unsigned quiet = 0; quiet <= 8; quiet++) {
        struct report r;
        double *medians;
        report_init(&r);
        struct row *row = report_add_row(&r, "a/b");
        fill_disturbed(row, 8, quiet);
        report_estimate(&r);
        bool noisy = quiet < STATISTICS_ENOUGH;
        assert_int_equal(row->time.launches, 8);
        assert_int_equal(row->time.quiet, quiet);
        assert_int_equal(row->time.noisy, noisy);
        size_t n = estimate_launches(row, METRIC_real_time, &medians);
        assert_int_equal(n, noisy ? 8 : quiet);
        assert_near(medians[0], noisy ? 1000 : 10);
        assert_near(row->time.median, noisy ? 1003.5 : 10 + (quiet - 1) / 2.0);
        assert_near(row->time.min, quiet ? 10 : 1000);
        assert_near(row->time.q3, noisy ? row->time.q3 : 10 + 0.75 * (quiet - 1));
        assert_true(!noisy || row->time.q3 > 1000);
        free(medians);
        report_free(&r);
    }
}

/* Launches, estimates and exports go by one rule, whatever stands for disturbed. */
static void test_one_rule_of_trials(void **state)
{
    (void)state;
    for (unsigned quiet = STATISTICS_ENOUGH - 1; quiet <= STATISTICS_ENOUGH; quiet++) {
        struct report r;
        struct trials t;
        struct launch_value *launches;
        report_init(&r);
        struct row *row = report_add_row(&r, "a/b");
        fill_disturbed(row, 8, quiet);
        for (size_t i = 0; i < row->n_samples; i++)
            row->samples[i].value[METRIC_disturbed] *= 2;
        report_estimate(&r);
        trials_that_count(row, METRIC_real_time, &t);
        bool noisy = quiet < STATISTICS_ENOUGH;
        assert_int_equal(t.n, noisy ? row->n_samples : quiet);
        assert_int_equal(t.n + t.left_out, row->n_samples);
        assert_int_equal(t.noisy, noisy);
        assert_int_equal(row->time.noisy, noisy);
        assert_int_equal(row->time.quiet, quiet);
        size_t n = launch_order(row, METRIC_real_time, &launches);
        assert_int_equal(n, noisy ? 8 : quiet);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(launches[i].launch, i);
        assert_near(launches[0].value, noisy ? 1000 : 10);
        free(launches);
        trials_free(&t);
        report_free(&r);
    }
}

static void test_unknown_disturbance_counts(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    for (unsigned i = 0; i < 6; i++)
        add(row, i, 0, 10 + i);
    report_estimate(&r);
    assert_int_equal(row->time.quiet, 6);
    assert_false(row->time.noisy);
    assert_int_equal(row->cycles.quiet, 0);
    assert_false(row->cycles.noisy);
    report_free(&r);
}

static void test_series_keeps_the_order(void **state)
{
    (void)state;
    static const double times[] = {5, 1, 4, 2, 3};
    struct report r;
    double *medians;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    for (unsigned i = 5; i > 0; i--)
        add(row, i - 1, 0, times[i - 1]);
    assert_int_equal(estimate_series(row, METRIC_real_time, &medians), 5);
    assert_memory_equal(medians, times, sizeof times);
    free(medians);
    report_estimate(&r);
    assert_near(row->time.median, 3);
    assert_near(row->time.min, 1);
    assert_near(row->time.q1, 2);
    assert_near(row->time.q3, 4);
    assert_int_equal(estimate_series(row, METRIC_jain, &medians), 0);
    assert_null(medians);
    row->threads = 1;
    assert_false(row_contended(row));
    row->threads = 2;
    assert_true(row_contended(row));
    assert_true(statistics_seed(5, "a/b") != statistics_seed(5, "a/c"));
    assert_true(statistics_seed(5, "a/b") != statistics_seed(6, "a/b"));
    report_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_median_of_launches),
        cmocka_unit_test(test_launches_count_once),
        cmocka_unit_test(test_one_launch_has_no_interval),
        cmocka_unit_test(test_disturbed_trials_are_left_out),
        cmocka_unit_test(test_one_rule_of_trials),
        cmocka_unit_test(test_unknown_disturbance_counts),
        cmocka_unit_test(test_series_keeps_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
