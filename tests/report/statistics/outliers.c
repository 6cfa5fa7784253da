// SPDX-License-Identifier: MIT
// Outliers among a few values, by Rosner's own example and by chance.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "report/statistics/outliers.h"
#include "tests/test.h"

/* The data of Rosner 1983: three outliers of ten that may be, which hide each other. */
static void test_rosner(void **state)
{
    (void)state;
    static const double values[] = {
        -0.25, 0.68, 0.94, 1.15, 1.20, 1.26, 1.26, 1.34, 1.38, 1.43, 1.49, 1.49, 1.55, 1.56,
        1.58,  1.65, 1.69, 1.70, 1.76, 1.77, 1.81, 1.91, 1.94, 1.96, 1.99, 2.06, 2.09, 2.10,
        2.14,  2.15, 2.23, 2.24, 2.26, 2.35, 2.37, 2.40, 2.47, 2.54, 2.62, 2.64, 2.90, 2.92,
        2.92,  2.93, 3.21, 3.26, 3.30, 3.59, 3.68, 4.30, 4.64, 5.34, 5.42, 6.01};
    enum { N = sizeof values / sizeof *values };
    bool out[N];
    assert_int_equal(outliers_find(values, N, 10, 0.05, out), 3);
    for (int i = 0; i < N; i++)
        assert_int_equal(out[i], values[i] > 5.3);
}

static void test_chance(void **state)
{
    (void)state;
    enum { REPEATS = 2000, N = 12 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    size_t wrong = 0;
    for (int k = 0; k < REPEATS; k++) {
        double values[N];
        bool out[N];
        for (int i = 0; i < N; i++)
            values[i] = gsl_ran_gaussian(rng, 1);
        wrong += outliers_find(values, N, 2, 0.05, out) > 0;
    }
    gsl_rng_free(rng);
    print_message("an outlier in %zu of %d sets without one\n", wrong, REPEATS);
    assert_true(wrong < 0.08 * REPEATS);
}

static void test_few(void **state)
{
    (void)state;
    static const double equal[5] = {1, 1, 1, 1, 1}, two[2] = {1, 9};
    bool out[5];
    assert_int_equal(outliers_find(equal, 5, 2, 0.05, out), 0);
    assert_int_equal(outliers_find(two, 2, 1, 0.05, out), 0);
    assert_false(out[0] || out[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rosner),
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
