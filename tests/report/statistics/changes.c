// SPDX-License-Identifier: MIT
// What is a change of a series and what is none.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "report/statistics/changes.h"
#include "tests/test.h"

enum { N = 50 };

static struct rank_scan *scan;
static gsl_rng *rng;

static void noise(double *values, double sd)
{
    for (int i = 0; i < N; i++)
        values[i] = gsl_ran_gaussian(rng, sd);
}

static struct changes found(const double *values, size_t n)
{
    struct changes c;
    changes_find(&c, scan, values, n, 0.001, fmax(0.005, 2.8 * changes_spread(values, n)));
    return c;
}

static void assert_none(const double *values)
{
    struct changes c = found(values, N);
    assert_int_equal(c.n, 0);
    changes_free(&c);
}

static void test_steps(void **state)
{
    (void)state;
    double values[N];
    noise(values, 0.003);
    for (int i = 15; i < N; i++)
        values[i] += 0.05;
    for (int i = 30; i < N; i++)
        values[i] -= 0.02;
    struct changes c = found(values, N);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.change[0].at, 15);
    assert_int_equal(c.change[1].at, 30);
    assert_true(fabs(c.change[0].size.value - 0.05) < 0.005);
    assert_true(fabs(c.change[1].size.value + 0.02) < 0.005);
    assert_true(c.change[0].size.low < 0.05 && c.change[0].size.high > 0.049);
    assert_false(c.drifts);
    changes_free(&c);
}

static void test_level_that_goes(void **state)
{
    (void)state;
    double values[N];
    noise(values, 0.003);
    for (int i = 24; i < 29; i++)
        values[i] += 0.05;
    struct changes c = found(values, N);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.change[0].at, 24);
    assert_int_equal(c.change[1].at, 29);
    changes_free(&c);
}

static void test_outliers(void **state)
{
    (void)state;
    double values[N];
    noise(values, 0.003);
    values[20] += 0.5;
    values[N - 1] += 0.3;
    values[N - 2] += 0.3;
    assert_none(values);
}

static void test_drift(void **state)
{
    (void)state;
    double values[N];
    for (int k = 0; k < 20; k++) {
        noise(values, 0.003);
        for (int i = 0; i < N; i++)
            values[i] += (k - 10) * 0.01 * i / N;
        struct changes c = found(values, N);
        assert_int_equal(c.n, 0);
        assert_true(c.drifts || abs(k - 10) < 4);
        changes_free(&c);
    }
}

/* A slope on both sides of a step explains less than the step does. */
static void test_step_beside_a_slope(void **state)
{
    (void)state;
    double values[N];
    for (int k = -1; k <= 1; k++) {
        noise(values, 0.001);
        for (int i = 0; i < N; i++)
            values[i] += k * 0.0008 * i + (i < 20 ? 0 : 0.05);
        struct changes c = found(values, N);
        assert_int_equal(c.n, 1);
        assert_int_equal(c.change[0].at, 20);
        assert_false(c.drifts);
        changes_free(&c);
    }
}

static double small(int i)
{
    return i * 7 % 5 - 2;
}

/* Both sides rise alike: only a step in a slope says so, and neither a curve nor two levels. */
static void test_step_in_a_slope(void **state)
{
    (void)state;
    static const double slopes[] = {0.0005, 0.001, 0.0015, 0.003},
                        steps[] = {0.03, 0.06, 0.06, 0.12};
    double values[N];
    for (size_t k = 0; k < sizeof slopes / sizeof *slopes; k++) {
        for (int i = 0; i < N; i++)
            values[i] =
                0.001 * small(i) + (i < 20 ? slopes[k] * i : slopes[k] * (i - 20) + steps[k]);
        struct changes c = found(values, N);
        assert_int_equal(c.n, 1);
        assert_in_range(c.change[0].at, 19, 20);
        changes_free(&c);
    }
}

/* Two thirds of the threshold must lie between the values right before and after a change. */
static void test_near_part_of_a_step(void **state)
{
    (void)state;
    static const double near[] = {0.6, 0.65, 0.8};
    double values[N];
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < N; i++)
            values[i] = 0.0002 * small(i) + 0.0525 * (i < 21   ? 0
                                                      : i < 25 ? (1 - near[k]) / 2
                                                      : i < 29 ? (1 + near[k]) / 2
                                                               : 1);
        struct changes c;
        changes_find(&c, scan, values, N, 0.001, 0.05);
        assert_int_equal(c.n, k > 0);
        assert_int_equal(c.drifts, k == 0);
        changes_free(&c);
    }
}

/* The wider a step, the more it is a curve: up to a difference of 6 between the two models. */
static void test_wide_step(void **state)
{
    (void)state;
    static const double width[] = {2.14, 2.2}; /* 6.7 and 5.3 */
    double values[N];
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < N; i++)
            values[i] = 0.002 * small(i) + 0.05 / (1 + exp((24.5 - i) / width[k]));
        struct changes c;
        changes_find(&c, scan, values, N, 0.001, 0.01);
        assert_int_equal(c.n, !k);
        assert_int_equal(c.drifts, k);
        changes_free(&c);
    }
}

/* A series that wanders has no level that it leaves, whatever the scan says. */
static void test_wander(void **state)
{
    (void)state;
    double values[N];
    size_t changes = 0, drifts = 0;
    for (int k = 0; k < 40; k++) {
        noise(values, 0.004);
        for (int i = 1; i < N; i++)
            values[i] += values[i - 1];
        struct changes c = found(values, N);
        changes += c.n;
        drifts += c.drifts;
        changes_free(&c);
    }
    print_message("%zu changes and %zu drifts in 40 series that wander\n", changes, drifts);
    assert_true(changes <= 5 && drifts >= 18);
}

/* Each run has one of two times by chance. */
static void test_modes(void **state)
{
    (void)state;
    double values[N];
    for (int k = 0; k < 20; k++) {
        noise(values, 0.003);
        for (int i = 0; i < N; i++)
            values[i] += gsl_ran_bernoulli(rng, 0.3) ? 0.4 : 0;
        assert_none(values);
    }
}

static void test_small(void **state)
{
    (void)state;
    double values[N];
    noise(values, 0.0005);
    for (int i = 25; i < N; i++)
        values[i] += 0.004;
    assert_none(values);
}

static void test_equal_values(void **state)
{
    (void)state;
    double values[N] = {0};
    assert_none(values);
    for (int i = 25; i < N; i++)
        values[i] = 0.05;
    struct changes c = found(values, N);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.change[0].at, 25);
    changes_free(&c);
    c = found(values, 4);
    assert_int_equal(c.n, 0);
    changes_free(&c);
}

static int begin(void **state)
{
    (void)state;
    scan = rank_scan_new(20000, 1);
    rng = gsl_rng_alloc(gsl_rng_mt19937);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rank_scan_free(scan);
    gsl_rng_free(rng);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),        cmocka_unit_test(test_level_that_goes),
        cmocka_unit_test(test_outliers),     cmocka_unit_test(test_drift),
        cmocka_unit_test(test_modes),        cmocka_unit_test(test_small),
        cmocka_unit_test(test_equal_values), cmocka_unit_test(test_step_beside_a_slope),
        cmocka_unit_test(test_wander),       cmocka_unit_test(test_step_in_a_slope),
        cmocka_unit_test(test_wide_step),    cmocka_unit_test(test_near_part_of_a_step),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
