// SPDX-License-Identifier: MIT
// Order statistics of all pairs without making the pairs: count those below a bound, and halve the
// bound's range.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/rank.h"

struct pairs {
    double *base, *next; /* ascending */
    size_t n, m;
    /* pairs at most bound; never falls with it */
    size_t (*count)(const struct pairs *p, double bound);
};

static double *sorted_copy(const double *values, size_t n)
{
    double *copy = checked_alloc(n, sizeof *copy);
    memcpy(copy, values, n * sizeof *copy);
    gsl_sort(copy, 1, n);
    return copy;
}

static double ratio_of(double next, double base)
{
    return next / base;
}

static double difference_of(double next, double base)
{
    return next - base;
}

/* of falls as base grows, and grows with next. */
static size_t count_below(const struct pairs *p, double (*of)(double next, double base),
                          double bound)
{
    size_t below = 0, j = 0;
    for (size_t i = 0; i < p->n; i++) {
        while (j < p->m && of(p->next[j], p->base[i]) <= bound)
            j++;
        below += j;
    }
    return below;
}

static size_t count_ratios(const struct pairs *p, double bound)
{
    return count_below(p, ratio_of, bound);
}

static size_t count_differences(const struct pairs *p, double bound)
{
    return count_below(p, difference_of, bound);
}

static size_t count_means(const struct pairs *p, double bound)
{
    size_t below = 0, j = p->n;
    for (size_t i = 0; i < p->n; i++) {
        while (j > 0 && (p->base[i] + p->base[j - 1]) / 2 > bound)
            j--;
        below += j > i ? j - i : 0;
    }
    return below;
}

/* Whole numbers in the order of the doubles they stand for. */
static double double_of(uint64_t key)
{
    uint64_t bits = key >> 63 ? key ^ UINT64_C(1) << 63 : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t key_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

/* The k-th smallest pair, k from 1. */
static double pair_at(const struct pairs *p, size_t k)
{
    uint64_t low = key_of(-INFINITY), high = key_of(INFINITY);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (p->count(p, double_of(middle)) >= k)
            high = middle;
        else
            low = middle + 1;
    }
    return double_of(low);
}

/* The middle one of all pairs, twice, or the two that share the middle. */
static void middle_pairs(const struct pairs *p, size_t all, double middle[2])
{
    size_t half = (all + 1) / 2;
    middle[0] = middle[1] = pair_at(p, half);
    if (all % 2 == 0 && p->count(p, middle[0]) == half)
        middle[1] = pair_at(p, half + 1);
}

static double geometric_mean(double a, double b)
{
    return a == b ? a : sqrt(a) * sqrt(b);
}

static double arithmetic_mean(double a, double b)
{
    return a / 2 + b / 2;
}

static struct ratio two_samples(struct pairs *p, double (*mean)(double a, double b))
{
    size_t all = p->n * p->m, cut = rank_sum_cut(p->n, p->m);
    double middle[2];
    middle_pairs(p, all, middle);
    return (struct ratio){.value = mean(middle[0], middle[1]),
                          .low = cut ? pair_at(p, cut) : NAN,
                          .high = cut ? pair_at(p, all + 1 - cut) : NAN};
}

struct ratio hodges_lehmann_ratio(const double *base, size_t n, const double *next, size_t m)
{
    struct ratio r = {NAN, NAN, NAN};
    if (n == 0 || m == 0)
        return r;
    struct pairs p = {sorted_copy(base, n), sorted_copy(next, m), n, m, count_ratios};
    if (p.base[0] > 0)
        r = two_samples(&p, geometric_mean);
    free(p.base);
    free(p.next);
    return r;
}

struct ratio hodges_lehmann_difference(const double *base, size_t n, const double *next, size_t m)
{
    struct ratio r = {NAN, NAN, NAN};
    if (n == 0 || m == 0)
        return r;
    struct pairs p = {sorted_copy(base, n), sorted_copy(next, m), n, m, count_differences};
    r = two_samples(&p, arithmetic_mean);
    free(p.base);
    free(p.next);
    return r;
}

static size_t count_pairs(size_t n)
{
    return n * (n + 1) / 2;
}

static double median_of_means(const struct pairs *p)
{
    double middle[2];
    middle_pairs(p, count_pairs(p->n), middle);
    return (middle[0] + middle[1]) / 2;
}

double hodges_lehmann_paired(const double *log_ratio, size_t n)
{
    if (n == 0)
        return NAN;
    struct pairs p = {.base = sorted_copy(log_ratio, n), .n = n, .count = count_means};
    double median = median_of_means(&p);
    free(p.base);
    return median;
}

struct ratio hodges_lehmann_paired_ratio(const double *log_ratio, size_t n)
{
    struct ratio r = {NAN, NAN, NAN};
    if (n == 0)
        return r;
    struct pairs p = {.base = sorted_copy(log_ratio, n), .n = n, .count = count_means};
    size_t all = count_pairs(n), cut = signed_rank_cut(n);
    r.value = exp(median_of_means(&p));
    r.low = cut ? exp(pair_at(&p, cut)) : NAN;
    r.high = cut ? exp(pair_at(&p, all + 1 - cut)) : NAN;
    free(p.base);
    return r;
}
