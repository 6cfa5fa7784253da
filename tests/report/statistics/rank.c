// SPDX-License-Identifier: MIT
// Rank tests against published tables, enumeration and simulation.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/statistics/rank.h"
#include "tests/near.h"

/* The middle rank of v[i] among all. */
static double rank_of(const double *v, size_t all, size_t i)
{
    double below = 0, equal = 0;
    for (size_t j = 0; j < all; j++) {
        below += v[j] < v[i];
        equal += v[j] == v[i];
    }
    return below + (equal + 1) / 2;
}

/* p over every way to choose n of the values as the first side. */
static double enumerate_sum_p(const double *v, size_t n, size_t all)
{
    double seen = 0, ways = 0, below = 0, above = 0;
    for (size_t i = 0; i < n; i++)
        seen += rank_of(v, all, i);
    for (unsigned set = 0; set < 1u << all; set++) {
        double sum = 0;
        if ((size_t)__builtin_popcount(set) != n)
            continue;
        for (size_t i = 0; i < all; i++)
            sum += set >> i & 1 ? rank_of(v, all, i) : 0;
        ways++;
        below += sum <= seen;
        above += sum >= seen;
    }
    return fmin(1, 2 * fmin(below, above) / ways);
}

static void test_rank_sum_by_enumeration(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned i = 0; i < 300; i++) {
        double v[12];
        size_t n = 1 + gsl_rng_uniform_int(rng, 6), m = 1 + gsl_rng_uniform_int(rng, 6);
        for (size_t k = 0; k < n + m; k++)
            v[k] = i % 2 ? gsl_rng_uniform(rng) : (double)gsl_rng_uniform_int(rng, 5);
        assert_near(rank_sum_p(v, n, v + n, m), enumerate_sum_p(v, n, n + m));
        assert_near(rank_sum_p(v, n, v + n, m), rank_sum_p(v + n, m, v, n));
    }
    gsl_rng_free(rng);
}

static double enumerate_signed_p(const double *d, size_t n)
{
    double size[12], seen = 0, below = 0, above = 0;
    for (size_t i = 0; i < n; i++)
        size[i] = fabs(d[i]);
    for (size_t i = 0; i < n; i++)
        seen += d[i] > 0 ? rank_of(size, n, i) : 0;
    for (unsigned set = 0; set < 1u << n; set++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += set >> i & 1 && size[i] > 0 ? rank_of(size, n, i) : 0;
        below += sum <= seen;
        above += sum >= seen;
    }
    return fmin(1, 2 * fmin(below, above) / (double)(1u << n));
}

static void test_signed_rank_by_enumeration(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (unsigned i = 0; i < 300; i++) {
        double d[10];
        size_t n = 1 + gsl_rng_uniform_int(rng, 10);
        for (size_t k = 0; k < n; k++)
            d[k] = i % 2 ? gsl_rng_uniform(rng) - 0.3 : (double)gsl_rng_uniform_int(rng, 6) - 2;
        assert_near(signed_rank_p(d, n), enumerate_signed_p(d, n));
    }
    gsl_rng_free(rng);
}

/* The greatest U and the greatest sum of ranks that are significant at 5 % on two sides, from the
 * tables of Mann & Whitney and of Wilcoxon as statistics textbooks print them. */
static void test_published_tables(void **state)
{
    (void)state;
    static const struct {
        size_t n, m, u;
    } sum[] = {{4, 4, 0},    {5, 5, 2},    {3, 5, 0},    {6, 9, 10},    {8, 8, 13}, {9, 9, 17},
               {10, 10, 23}, {12, 15, 49}, {15, 15, 64}, {20, 20, 127}, {2, 8, 0},  {10, 20, 55}};
    static const struct {
        size_t n, w;
    } sign[] = {{6, 0}, {7, 2}, {8, 3}, {9, 5}, {10, 8}, {15, 25}, {20, 52}, {25, 89}};
    for (size_t i = 0; i < sizeof sum / sizeof *sum; i++) {
        assert_int_equal(rank_sum_cut(sum[i].n, sum[i].m), sum[i].u + 1);
        assert_int_equal(rank_sum_cut(sum[i].m, sum[i].n), sum[i].u + 1);
    }
    for (size_t i = 0; i < sizeof sign / sizeof *sign; i++)
        assert_int_equal(signed_rank_cut(sign[i].n), sign[i].w + 1);
    assert_int_equal(rank_sum_cut(3, 4), 0);
    assert_int_equal(rank_sum_cut(0, 9), 0);
    assert_int_equal(signed_rank_cut(5), 0);
}

static void fill(double *v, size_t n, double from, double step)
{
    for (size_t i = 0; i < n; i++)
        v[i] = from + step * (double)i;
}

static void test_least_p(void **state)
{
    (void)state;
    for (size_t n = 1; n <= RANK_EXACT; n += 7)
        for (size_t m = 1; m <= RANK_EXACT; m += 11) {
            double a[RANK_EXACT], b[RANK_EXACT];
            fill(a, n, 1, 1);
            fill(b, m, 1000, 1);
            assert_near(rank_sum_p(a, n, b, m), rank_sum_least_p(n, m));
        }
    assert_near(rank_sum_least_p(4, 4), 2 / 70.0);
    for (size_t n = 1; n <= RANK_EXACT; n += 5) {
        double d[RANK_EXACT];
        fill(d, n, 1, 1);
        assert_near(signed_rank_p(d, n), signed_rank_least_p(n));
    }
    double one = 1, zero[3] = {0};
    assert_true(isnan(rank_sum_p(&one, 0, &one, 1)) && isnan(rank_sum_p(&one, 1, &one, 0)));
    assert_true(isnan(rank_sum_least_p(0, 3)) && isnan(signed_rank_p(&one, 0)) &&
                isnan(signed_rank_least_p(0)));
    assert_near(signed_rank_p(zero, 3), 1);
    assert_near(rank_sum_p(zero, 3, zero, 3), 1);
}

/* One more value than is counted out exactly must change p by little. */
static void test_normal_goes_on_where_exact_ends(void **state)
{
    (void)state;
    enum { MOST = RANK_EXACT + 1 };
    double a[MOST], b[MOST], tied_a[MOST], tied_b[MOST], d[MOST];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < MOST; i++) {
        a[i] = gsl_ran_gaussian(rng, 1);
        b[i] = a[i] + 0.3 + 1e-6 * gsl_rng_uniform(rng);
        tied_a[i] = floor(0.7 * a[i]);
        tied_b[i] = floor(0.7 * b[i] + 0.1);
        d[i] = i < RANK_EXACT ? gsl_ran_gaussian(rng, 1) + 0.15 : 0.15;
    }
    double exact = rank_sum_p(a, RANK_EXACT, b, RANK_EXACT), normal = rank_sum_p(a, MOST, b, MOST);
    assert_true(exact > 0.005 && exact < 0.5 && fabs(normal / exact - 1) < 0.15);
    exact = rank_sum_p(tied_a, RANK_EXACT_TIED, tied_b, RANK_EXACT_TIED);
    normal = rank_sum_p(tied_a, RANK_EXACT_TIED + 1, tied_b, RANK_EXACT_TIED + 1);
    assert_true(exact > 0.005 && exact < 0.8 && fabs(normal / exact - 1) < 0.2);
    exact = signed_rank_p(d, RANK_EXACT), normal = signed_rank_p(d, MOST);
    assert_true(exact > 1e-6 && exact < 0.5 && fabs(normal / exact - 1) < 0.3);
    double step = (double)rank_sum_cut(RANK_EXACT + 1, 20) / (double)rank_sum_cut(RANK_EXACT, 20);
    assert_true(step > 1 && step < 1.04);
    step = (double)signed_rank_cut(RANK_EXACT + 1) / (double)signed_rank_cut(RANK_EXACT);
    assert_true(step > 1 && step < 1.06);
    gsl_rng_free(rng);
}

static double normal_p(double distance, double variance)
{
    return fmin(1, 2 * gsl_cdf_ugaussian_Q(distance / sqrt(variance)));
}

/* Mann & Whitney's normal form with the correction for ties that Siegel gives, by counting. */
static double counted_normal_p(const double *v, size_t n, size_t all)
{
    double u = 0, ties = 0, a = (double)n, b = (double)(all - n), both = (double)all;
    for (size_t i = 0; i < n; i++)
        for (size_t j = n; j < all; j++)
            u += (v[i] > v[j]) + 0.5 * (v[i] == v[j]);
    for (size_t i = 0; i < all; i++) {
        double equal = 0;
        for (size_t j = 0; j < all; j++)
            equal += v[j] == v[i];
        ties += equal * equal - 1;
    }
    return normal_p(fabs(u - a * b / 2) - 0.5,
                    a * b / (both * (both - 1)) * (pow(both, 3) - both - ties) / 12);
}

static void test_normal_forms(void **state)
{
    (void)state;
    enum { N = RANK_EXACT + 10, M = RANK_EXACT + 20 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (int tied = 0; tied < 2; tied++) {
        double v[N + M], size[N], positive = 0, sum = 0, squares = 0;
        for (size_t i = 0; i < N + M; i++) {
            v[i] = gsl_ran_gaussian(rng, 1) + (i < N ? 0.25 : 0);
            v[i] = tied ? floor(3 * v[i]) : v[i];
        }
        assert_near(rank_sum_p(v, N, v + N, M), counted_normal_p(v, N, N + M));
        for (size_t i = 0; i < N; i++)
            size[i] = fabs(v[i]);
        for (size_t i = 0; i < N; i++) {
            double rank = v[i] == 0 ? 0 : rank_of(size, N, i);
            sum += rank;
            positive += v[i] > 0 ? rank : 0;
            squares += rank * rank;
        }
        assert_near(signed_rank_p(v, N), normal_p(fabs(positive - sum / 2) - 0.5, squares / 4));
    }
    /* equal values lie in the middle, where the correction leaves no distance */
    double same[2 * M] = {0}, none[N] = {0};
    assert_true(rank_sum_p(same, M, same + M, M) == 1 && signed_rank_p(none, N) == 1);
    double n = N, m = M, z = gsl_cdf_ugaussian_Pinv(0.025);
    assert_int_equal(rank_sum_cut(N, M),
                     (size_t)floor(n * m / 2 + z * sqrt(n * m * (n + m + 1) / 12) + 0.5));
    assert_int_equal(rank_sum_cut(1, 1000), 0);
    assert_int_equal(signed_rank_cut(N), (size_t)floor(n * (n + 1) / 4 + 0.5 +
                                                       z * sqrt(n * (n + 1) * (2 * n + 1) / 24)));
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rank_sum_by_enumeration),
        cmocka_unit_test(test_signed_rank_by_enumeration),
        cmocka_unit_test(test_published_tables),
        cmocka_unit_test(test_least_p),
        cmocka_unit_test(test_normal_goes_on_where_exact_ends),
        cmocka_unit_test(test_normal_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
