// SPDX-License-Identifier: MIT
// Medians and intervals: known answers, determinism, and how often an interval holds the truth (printed as a
// table).
#include "report/statistics.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add(struct row *row, unsigned launch, unsigned trial, double time)
{
    struct sample s = {.launch = launch, .trial = trial, .iterations = 10};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = time;
    row_add_sample(row, &s);
}

static void assert_near(double a, double b)
{
    assert_true(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)));
}

/* The launch is the unit: a launch of many trials weighs no more than one of few, and their order does not
 * matter. */
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
    report_estimate(&r, 1);
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

static void test_one_launch_has_no_interval(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    for (unsigned i = 0; i < 30; i++)
        add(row, 0, i, 10 + i);
    report_estimate(&r, 1);
    assert_near(row->time.median, 24.5);
    assert_true(isnan(row->time.low) && isnan(row->time.high));
    assert_near(row->time.min, 10);
    report_free(&r);
}

static void test_seed(void **state)
{
    (void)state;
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned i = 0; i < 25; i++)
        add(row, i, 0, 100 + gsl_ran_gaussian(rng, 3));
    gsl_rng_free(rng);
    report_estimate(&r, 5);
    struct estimate first = row->time;
    report_estimate(&r, 5);
    assert_memory_equal(&first, &row->time, sizeof first);
    assert_true(first.low < first.median && first.median < first.high);
    bool moved = false;
    for (uint64_t seed = 6; seed < 20 && !moved; seed++) {
        report_estimate(&r, seed);
        moved = row->time.low != first.low || row->time.high != first.high;
    }
    assert_true(moved);
    assert_true(statistics_seed(5, "a/b") != statistics_seed(5, "a/c"));
    assert_true(statistics_seed(5, "a/b") != statistics_seed(6, "a/b"));
    report_free(&r);
}

static void test_ratio(void **state)
{
    (void)state;
    static const double base[] = {9, 10, 10, 11, 12}, twice[] = {18, 20, 20, 22, 24}, zero[] = {0, 0, 1};
    struct ratio r = statistics_ratio_of(base, 5, twice, 5, 1);
    assert_near(r.value, 2);
    assert_true(r.low > 1.4 && r.low < 2 && r.high > 2 && r.high < 2.7);
    r = statistics_ratio_of(base, 5, twice, 1, 1);
    assert_near(r.value, 1.8);
    assert_true(isnan(r.low) && isnan(r.high));
    r = statistics_ratio_of(base, 5, twice, 0, 1);
    assert_true(isnan(r.value));
    r = statistics_ratio_of(zero, 3, twice, 5, 1);
    assert_true(isnan(r.value));
    r = statistics_ratio_of(base, 5, zero, 3, 1);
    assert_near(r.value + 1, 1);
}

static void test_few_launches_give_their_range(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 4, 8, 16};
    for (size_t n = 2; n <= 5; n++) {
        double low, high;
        statistics_interval(values, n, 3, &low, &high);
        assert_near(low, values[0]);
        assert_near(high, values[n - 1]);
    }
    assert_near(statistics_range_coverage(3), 0.75);
    assert_near(statistics_range_coverage(5), 0.9375);
}

static size_t draw_launches(gsl_rng *rng, size_t n, double *sorted)
{
    for (size_t i = 0; i < n; i++)
        sorted[i] = 100 + gsl_ran_gaussian(rng, 2);
    gsl_sort(sorted, 1, n);
    return n;
}

/* The table of statistics.h. COVERAGE_ROWS sets how many rows are made up for each figure. */
static void test_coverage(void **state)
{
    (void)state;
    static const size_t launches[] = {2, 3, 5, 10, 20};
    static const double least[] = {0.44, 0.69, 0.90, 0.90, 0.91};
    const char *text = getenv("COVERAGE_ROWS");
    uint64_t rows = text ? strtoull(text, NULL, 10) : 300;
    assert_in_range(rows, 100, 1000000);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    printf("normal launches, %llu made-up rows, nominal 95 %%\nlaunches  interval holds the truth  equal "
           "sides called unequal\n",
           (unsigned long long)rows);
    for (size_t k = 0; k < sizeof launches / sizeof *launches; k++) {
        size_t n = launches[k], held = 0, alarms = 0;
        for (uint64_t i = 0; i < rows; i++) {
            double base[20], next[20], low, high;
            draw_launches(rng, n, base);
            draw_launches(rng, n, next);
            statistics_interval(base, n, i, &low, &high);
            held += low <= 100 && 100 <= high;
            struct ratio r = statistics_ratio_of(base, n, next, n, i);
            alarms += r.low > 1 || r.high < 1;
        }
        double coverage = (double)held / (double)rows, alarm = (double)alarms / (double)rows;
        printf("%8zu  %22.1f %%  %24.1f %%\n", n, 100 * coverage, 100 * alarm);
        assert_true(coverage >= least[k]);
        assert_true(n < STATISTICS_ENOUGH || alarm <= 0.08);
    }
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_median_of_launches),
        cmocka_unit_test(test_one_launch_has_no_interval),
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_few_launches_give_their_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
