// SPDX-License-Identifier: MIT
// Modes of launches: dips with known answers, how often chance is taken for a mode, and modes that
// must be seen; and the goal, which depends on them.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "report/model/goal.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"
#include "tests/near.h"

enum { ROWS = 1000 };

static void test_known_dips(void **state)
{
    (void)state;
    static const double even[] = {1, 2, 3, 4, 5, 6, 7, 8}, two[] = {0, 0, 0, 0, 1, 1, 1, 1},
                        one[] = {3, 3, 3, 3}, apart[] = {0, 1, 2, 3, 4, 1e9, 1e9 + 1, 1e9 + 2};
    assert_near(modes_dip(even, 8), 1 / 16.0);
    assert_near(modes_dip(even, 1), 1 / 2.0);
    assert_near(modes_dip(one, 4), 1 / 8.0);
    assert_near(modes_dip(two, 8), 1 / 4.0);
    assert_true(fabs(modes_dip(apart, 8) - 3 / 16.0) < 1e-6); /* half the lesser share */
}

/* The quality of 63 statistics departments that Hartigan & Hartigan 1985 give. */
static void test_published_dip(void **state)
{
    (void)state;
    static const double values[] = {30, 33, 35, 36, 37, 37, 39, 39, 39, 39, 39, 40, 40, 40, 40, 41,
                                    42, 43, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 48, 48, 48, 49,
                                    50, 50, 51, 52, 52, 53, 53, 53, 53, 53, 54, 54, 57, 57, 59, 60,
                                    60, 60, 61, 61, 61, 61, 62, 62, 62, 62, 63, 66, 70, 72, 72};
    enum { N = sizeof values / sizeof *values };
    assert_int_equal(N, 63);
    assert_near(modes_dip(values, N), 7.5 / 126);
    double p = modes_dip_p(7.5 / 126, N);
    assert_true(p > 0.05 && p < 0.15);
}

static void test_p_of_dips(void **state)
{
    (void)state;
    assert_near(modes_dip_p(0.25, 3), 1);
    assert_near(modes_dip_p(0, 20), 1);
    assert_near(modes_dip_p(1 / 8.0, 4), 1); /* the least there is */
    assert_near(modes_dip_p(0.25, 20), 1 / 2001.0);
    assert_near(modes_dip_p(0.02, 512), modes_dip_p(0.01, 2048));
    /* by the same draws in every process and version */
    assert_near(modes_dip_p(0.1, 20), 141 / 2001.0);
    assert_near(modes_dip_p(0.06, 60), 168 / 2001.0);
    assert_near(modes_dip_p(0.02, 512), 322 / 2001.0);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t below[2] = {0, 0};
    gsl_rng_set(rng, 7);
    for (unsigned i = 0; i < ROWS; i++) {
        double x[20];
        for (size_t k = 0; k < 20; k++)
            x[k] = gsl_rng_uniform(rng);
        gsl_sort(x, 1, 20);
        double p = modes_dip_p(modes_dip(x, 20), 20);
        below[0] += p <= 0.1;
        below[1] += p <= 0.5;
    }
    assert_in_range(below[0], ROWS * 0.05, ROWS * 0.15);
    assert_in_range(below[1], ROWS * 0.44, ROWS * 0.56);
    gsl_rng_free(rng);
}

/* Mirroring and stretching change nothing, and no dip leaves [1/(2n), 1/4]. */
static void test_dip_is_invariant(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned i = 0; i < 500; i++) {
        size_t n = 4 + gsl_rng_uniform_int(rng, 30);
        double x[40], mirrored[40];
        for (size_t k = 0; k < n; k++)
            x[k] = gsl_rng_uniform(rng) + (double)gsl_rng_uniform_int(rng, 3);
        gsl_sort(x, 1, n);
        for (size_t k = 0; k < n; k++)
            mirrored[n - 1 - k] = 7 - 2 * x[k];
        double dip = modes_dip(x, n);
        assert_near(dip, modes_dip(mirrored, n));
        assert_true(dip >= 1 / (2.0 * (double)n) && dip <= 0.25);
    }
    gsl_rng_free(rng);
}

typedef double drawer(gsl_rng *rng);

static double lognormal(gsl_rng *rng)
{
    return 50 * exp(gsl_ran_gaussian(rng, 0.5));
}

static double cauchy(gsl_rng *rng)
{
    return 50 * exp(0.1 * gsl_ran_cauchy(rng, 1));
}

static double contaminated(gsl_rng *rng)
{
    double scale = gsl_rng_uniform(rng) < 0.1 ? 1 + 2 * gsl_rng_uniform(rng) : 1;
    return 50 * scale * exp(gsl_ran_gaussian(rng, 0.02));
}

static double uniform(gsl_rng *rng)
{
    return 50 * exp(gsl_rng_uniform(rng));
}

static double two_modes(gsl_rng *rng)
{
    return (gsl_rng_uniform(rng) < 0.6 ? 22 : 44) * exp(gsl_ran_gaussian(rng, 0.03));
}

static double three_modes(gsl_rng *rng)
{
    double u = gsl_rng_uniform(rng);
    return (u < 0.35 ? 20 : u < 0.7 ? 40 : 80) * exp(gsl_ran_gaussian(rng, 0.03));
}

static size_t rows_with(drawer *draw, size_t n, unsigned least, gsl_rng *rng)
{
    size_t found = 0;
    for (unsigned i = 0; i < ROWS; i++) {
        double x[64];
        struct modes m;
        for (size_t k = 0; k < n; k++)
            x[k] = draw(rng);
        gsl_sort(x, 1, n);
        modes_find(x, n, &m);
        found += m.n >= least;
    }
    return found;
}

static void test_chance_is_no_mode(void **state)
{
    (void)state;
    static drawer *const one_mode[] = {lognormal, cauchy, contaminated, uniform};
    static const size_t launches[] = {8, 10, 20, 60};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t d = 0; d < 4; d++)
        for (size_t k = 0; k < 4; k++) {
            size_t found = rows_with(one_mode[d], launches[k], 2, rng);
            print_message("%zu of %d rows of kind %zu with %zu launches show modes\n", found, ROWS,
                          d, launches[k]);
            assert_true(found <= ROWS * 0.02);
        }
    gsl_rng_free(rng);
}

static void test_modes_are_seen(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t found = rows_with(two_modes, 20, 2, rng), three = rows_with(three_modes, 40, 3, rng);
    print_message("%zu and %zu of %d\n", found, three, ROWS);
    assert_true(found >= ROWS * 0.93);
    assert_true(three >= ROWS * 0.8);
    assert_true(rows_with(two_modes, 20, 3, rng) <= ROWS * 0.02);
    gsl_rng_free(rng);
}

static void test_modes_are_parted(void **state)
{
    (void)state;
    static const double x[] = {20, 20.1, 20.2, 20.3, 20.4, 20.5, 41, 41.2, 41.4, 41.6},
                        close[] = {20, 20.001, 20.002, 20.003, 20.004,
                                   21, 21.001, 21.002, 21.003, 21.004};
    struct modes m;
    modes_find(x, 10, &m);
    assert_int_equal(m.n, 2);
    assert_near(m.mode[0].median, 20.25);
    assert_near(m.mode[0].low, 20);
    assert_near(m.mode[0].high, 20.5);
    assert_near(m.mode[0].share, 0.6);
    assert_near(m.mode[1].median, 41.3);
    assert_near(m.mode[1].share, 0.4);
    modes_find(close, 10, &m);
    assert_int_equal(m.n, 1);
    assert_true(m.p <= 0.01);
    assert_near(m.mode[0].share, 1);
    modes_find(x, 1, &m);
    assert_true(m.n == 1 && isnan(m.p));
    modes_find(x, 0, &m);
    assert_int_equal(m.n, 0);
}

/* Two launches of forty are no mode, however far off. */
static void test_stray_launches_are_no_mode(void **state)
{
    (void)state;
    double x[40];
    struct modes m;
    for (unsigned i = 0; i < 40; i++)
        x[i] = (i < 20 ? 20 : i < 38 ? 40 : 900) + 0.01 * i;
    modes_find(x, 40, &m);
    assert_int_equal(m.n, 2);
    assert_near(m.mode[0].share, 0.5);
    assert_near(m.mode[1].high, x[39]);
}

static void add(struct row *row, unsigned launch, double time, bool disturbed)
{
    struct sample s = {.launch = launch, .iterations = 10};
    for (int m = 0; m < METRIC_COUNT; m++)
        s.value[m] = NAN;
    s.value[METRIC_real_time] = time;
    s.value[METRIC_disturbed] = disturbed;
    row_add_sample(row, &s);
}

static double wave(unsigned i)
{
    static const double of[] = {0, 1, -1, 0.5, -0.5, -0.8, 0.8, 0.2, -0.2, 0.6};
    return of[i % 10];
}

/* Launches needed until a row of that noise, and that share of a mode twice as dear, reaches its
 * goal, where only the first `quiet` launches are undisturbed. */
static unsigned launches_to_goal(unsigned threads, double noise, unsigned dear_of_ten,
                                 unsigned quiet)
{
    struct report r;
    report_init(&r);
    struct row *row = report_add_row(&r, "a/b");
    row->threads = threads;
    unsigned n = 0;
    while (n < 100 && !goal_reached(row)) {
        add(row, n, (n * 7 % 10 < dear_of_ten ? 200 : 100) * (1 + noise * wave(n / 2)), n >= quiet);
        n++;
    }
    report_free(&r);
    return n;
}

static void test_goal(void **state)
{
    (void)state;
    assert_int_equal(launches_to_goal(1, 0.001, 0, 100), GOAL_LEAST);
    assert_int_equal(launches_to_goal(1, 0.001, 0, 3), 100);
    assert_in_range(launches_to_goal(1, 0.02, 0, 100), GOAL_LEAST + 1, 90);
    assert_int_equal(launches_to_goal(2, 0.02, 0, 100), GOAL_LEAST);
    assert_int_equal(launches_to_goal(2, 0.5, 0, 100), 100);
    assert_in_range(launches_to_goal(2, 0.01, 4, 100), GOAL_LEAST + 1, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_dips),
        cmocka_unit_test(test_published_dip),
        cmocka_unit_test(test_p_of_dips),
        cmocka_unit_test(test_dip_is_invariant),
        cmocka_unit_test(test_chance_is_no_mode),
        cmocka_unit_test(test_modes_are_seen),
        cmocka_unit_test(test_modes_are_parted),
        cmocka_unit_test(test_goal),
        cmocka_unit_test(test_stray_launches_are_no_mode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
