// SPDX-License-Identifier: MIT
// The scan for a change: its p is right where nothing changed, and it finds the place where
// something did.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "report/statistics/rank_scan.h"
#include "tests/test.h"

enum { DRAWS = 2000 };

/* Values with two modes and outliers, which no test of means would like. */
static void draw(gsl_rng *rng, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        values[i] = gsl_ran_gaussian(rng, 0.01) + (gsl_ran_bernoulli(rng, 0.3) ? 1 : 0) +
                    (gsl_ran_bernoulli(rng, 0.05) ? 10 : 0);
}

static void test_calibrated(void **state)
{
    (void)state;
    enum { REPEATS = 2000 };
    static const size_t sizes[] = {6, 9, 20, 50};
    struct rank_scan *scan = rank_scan_new(DRAWS, 1);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int k = 0; k < 4; k++) {
        size_t below[2] = {0, 0};
        for (int i = 0; i < REPEATS; i++) {
            double values[50], p;
            size_t begin, end;
            draw(rng, values, sizes[k]);
            p = rank_scan_p(scan, values, sizes[k], &begin, &end);
            assert_true(p > 0 && p <= 1 && begin < end && end <= sizes[k]);
            below[0] += p <= 0.05;
            below[1] += p <= 0.2;
        }
        assert_true(below[0] < 0.05 * REPEATS + 4 * sqrt(0.05 * 0.95 * REPEATS));
        assert_true(below[1] < 0.2 * REPEATS + 4 * sqrt(0.2 * 0.8 * REPEATS));
        /* it is no more careful than it says, but for two tests that share one series */
        if (sizes[k] >= 20)
            assert_true(below[1] > 0.1 * REPEATS);
    }
    gsl_rng_free(rng);
    rank_scan_free(scan);
}

static void test_places(void **state)
{
    (void)state;
    struct rank_scan *scan = rank_scan_new(DRAWS, 1);
    double values[60];
    size_t begin, end;
    for (size_t i = 0; i < 60; i++)
        values[i] = (double)(i * 7 % 13) + (i >= 45 ? 20 : 0);
    assert_true(rank_scan_p(scan, values, 60, &begin, &end) < 0.002);
    assert_int_equal(begin, 45);
    assert_int_equal(end, 60);
    /* a level that comes and goes, which no single place shows */
    for (size_t i = 0; i < 60; i++)
        values[i] = (double)(i * 7 % 13) + (i >= 28 && i < 34 ? 20 : 0);
    assert_true(rank_scan_p(scan, values, 60, &begin, &end) < 0.002);
    assert_int_equal(begin, 28);
    assert_int_equal(end, 34);
    rank_scan_free(scan);
}

static void test_ends(void **state)
{
    (void)state;
    struct rank_scan *scan = rank_scan_new(DRAWS, 1);
    static const double equal[20] = {0}, few[] = {1, 2, 3, 4, 5};
    size_t begin, end;
    assert_true(isnan(rank_scan_p(scan, few, 5, &begin, &end)));
    assert_true(rank_scan_p(scan, equal, 20, &begin, &end) > 0.9);
    assert_true(rank_scan_least_p(5) == 1 && rank_scan_least_p(2000) < 1e-300);
    for (size_t n = 6; n < 40; n++)
        assert_true(rank_scan_least_p(n) >= rank_scan_least_p(n + 1));
    rank_scan_free(scan);
}

/* A seed gives the same p in every process and version, or a history would change by itself. */
static void test_the_same_as_ever(void **state)
{
    (void)state;
    static const struct {
        size_t n, from, to;
        double step, p; /* p: of all draws and one */
        size_t begin, end;
    } series[] = {{9, 4, 9, 5, 338, 5, 9},      {20, 12, 20, 6, 208, 9, 20},
                  {20, 8, 13, 7, 10, 7, 13},    {50, 35, 50, 5, 8, 35, 50},
                  {50, 20, 24, 9, 2, 20, 25},   {120, 60, 120, 2, 246, 59, 120},
                  {120, 50, 75, 4, 74, 48, 77}, {50, 0, 50, 1, 2001, 3, 50}};
    struct rank_scan *scan = rank_scan_new(DRAWS, 1);
    for (size_t k = 0; k < sizeof series / sizeof *series; k++) {
        double values[120];
        size_t begin, end;
        for (size_t i = 0; i < series[k].n; i++)
            values[i] = (double)(i * 7 % 13) +
                        (i >= series[k].from && i < series[k].to ? series[k].step : 0);
        double p = rank_scan_p(scan, values, series[k].n, &begin, &end);
        assert_true(fabs(p * (DRAWS + 1) - series[k].p) < 1e-6);
        assert_int_equal(begin, series[k].begin);
        assert_int_equal(end, series[k].end);
    }
    rank_scan_free(scan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calibrated),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_the_same_as_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
