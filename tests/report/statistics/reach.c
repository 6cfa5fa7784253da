// SPDX-License-Identifier: MIT
// Distances among round trips: two interleaved, a few in between, a drift, an outlier, none.
#include <gsl/gsl_sort.h>
#include <math.h>

#include "report/statistics/reach.h"
#include "tests/test.h"

enum { N = 300 };

/* Sorts the values and finds the distance of most. */
static struct reach most_of(double *ns, size_t n)
{
    gsl_sort(ns, 1, n);
    return reach_of_most(ns, n);
}

static size_t held(const struct reach *r, const double *ns, size_t n)
{
    size_t held = 0;
    for (size_t i = 0; i < n; i++)
        held += reach_has(r, ns[i]);
    return held;
}

static void two_interleaved_are_parted(void **state)
{
    (void)state;
    double ns[N];
    for (size_t i = 0; i < N; i++)
        ns[i] = i % 3 == 2 ? 340 + (double)(i % 7) : 58 + (double)(i % 11) / 2;
    const struct reach r = most_of(ns, N);
    assert_int_equal(held(&r, ns, N), 200);
    assert_true(r.usual > 58 && r.usual < 64);
    assert_false(reach_has(&r, 340));
    for (size_t i = 0; i < N; i++)
        ns[i] = i % 3 == 2 ? 60 : 340 + (double)(i % 7);
    assert_true(most_of(ns, N).usual > 300);
}

/* What a host does while it moves a CPU gives times in between. */
static void a_few_in_between_join_nothing(void **state)
{
    (void)state;
    double ns[N];
    for (size_t i = 0; i < N; i++)
        ns[i] = i % 3 ? 60 + (double)(i % 5) : 340 + (double)(i % 7);
    for (size_t i = 0; i < 20; i++)
        ns[15 * i] = 64 * pow(340.0 / 64, (double)i / 20);
    const struct reach r = most_of(ns, N);
    assert_true(r.usual > 59 && r.usual < 66);
    assert_false(reach_has(&r, 300));
}

static void a_slow_drift_is_one_distance(void **state)
{
    (void)state;
    double ns[N];
    for (size_t i = 0; i < N; i++)
        ns[i] = 60 * (1 + 0.4 * (double)i / N);
    struct reach r = most_of(ns, N);
    assert_int_equal(held(&r, ns, N), N);
}

static void one_outlier_is_left_out(void **state)
{
    (void)state;
    double ns[] = {61, 60, 62, 350, 61, 63};
    const struct reach r = most_of(ns, 6);
    assert_int_equal(held(&r, ns, 6), 5);
    assert_true(r.usual == 61);
}

/* A quarter more than the least of the interval belongs to it; to each side, a quarter more. */
static void its_bounds_belong_to_it(void **state)
{
    (void)state;
    double ns[] = {79, 80, 100, 100, 100, 125, 125, 156.25, 157};
    const struct reach r = most_of(ns, 9);
    assert_true(r.low == 80 && r.high == 156.25);
    assert_true(r.usual == 100); /* of the seven from 80 to 156.25 */
    assert_true(reach_has(&r, 80) && reach_has(&r, 156.25));
    assert_false(reach_has(&r, 79.99) || reach_has(&r, 156.26));
    double equal[] = {10, 10, 50, 50}; /* the lower of two that hold as many */
    assert_true(most_of(equal, 4).usual == 10);
    double last[] = {10, 50, 50};
    assert_true(most_of(last, 3).usual == 50);
    double unknown[] = {0, 5, 5, 5};
    assert_true(most_of(unknown, 4).usual == 5);
}

static void nothing_known_leaves_nothing_out(void **state)
{
    (void)state;
    const struct reach none = reach_of_most(NULL, 0), some = {50, 70, 60}, other = {250, 350, 300},
                       near = {55, 77, 66};
    assert_true(none.high == 0);
    assert_true(reach_has(&none, 12) && reach_has(&none, NAN) && reach_has(&some, NAN));
    assert_true(reach_same(&none, &some) && reach_same(&some, &none));
    assert_true(reach_same(&some, &near) && reach_same(&near, &some));
    assert_false(reach_same(&some, &other) || reach_same(&other, &some));
    double zero[] = {0, 0};
    assert_true(most_of(zero, 2).high == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_interleaved_are_parted),
        cmocka_unit_test(a_few_in_between_join_nothing),
        cmocka_unit_test(a_slow_drift_is_one_distance),
        cmocka_unit_test(one_outlier_is_left_out),
        cmocka_unit_test(its_bounds_belong_to_it),
        cmocka_unit_test(nothing_known_leaves_nothing_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
