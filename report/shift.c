// SPDX-License-Identifier: MIT
// Order statistics of all pairs without making the pairs: count those below a bound, and halve the bound's
// range.
#include "report/shift.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "report/rank.h"
#include "report/room.h"

struct pairs {
    double *base, *next; /* ascending */
    size_t n, m;
    size_t (*count)(const struct pairs *p, double bound); /* pairs at most bound; never falls with it */
};

static double *sorted_copy(const double *values, size_t n)
{
    double *copy = room_for(n, sizeof *copy);
    memcpy(copy, values, n * sizeof *copy);
    gsl_sort(copy, 1, n);
    return copy;
}

static size_t count_ratios(const struct pairs *p, double bound)
{
    size_t below = 0, j = 0;
    for (size_t i = 0; i < p->n; i++) {
        while (j < p->m && p->next[j] / p->base[i] <= bound)
            j++;
        below += j;
    }
    return below;
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

struct ratio shift_ratio(const double *base, size_t n, const double *next, size_t m)
{
    struct ratio r = {NAN, NAN, NAN};
    if (n == 0 || m == 0)
        return r;
    struct pairs p = {sorted_copy(base, n), sorted_copy(next, m), n, m, count_ratios};
    if (p.base[0] > 0) {
        size_t all = n * m, cut = rank_sum_cut(n, m);
        double below = pair_at(&p, (all + 1) / 2), above = pair_at(&p, all / 2 + 1);
        r.value = below == above ? below : sqrt(below) * sqrt(above);
        r.low = cut ? pair_at(&p, cut) : NAN;
        r.high = cut ? pair_at(&p, all + 1 - cut) : NAN;
    }
    free(p.base);
    free(p.next);
    return r;
}

struct ratio shift_paired_ratio(const double *log_ratio, size_t n)
{
    struct ratio r = {NAN, NAN, NAN};
    if (n == 0)
        return r;
    struct pairs p = {.base = sorted_copy(log_ratio, n), .n = n, .count = count_means};
    size_t all = n * (n + 1) / 2, cut = signed_rank_cut(n);
    r.value = exp((pair_at(&p, (all + 1) / 2) + pair_at(&p, all / 2 + 1)) / 2);
    r.low = cut ? exp(pair_at(&p, cut)) : NAN;
    r.high = cut ? exp(pair_at(&p, all + 1 - cut)) : NAN;
    free(p.base);
    return r;
}
