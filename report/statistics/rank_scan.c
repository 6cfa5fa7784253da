// SPDX-License-Identifier: MIT
// Least p values of rank sums over all places of a series, calibrated by random orders.
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "report/statistics/rank_scan.h"

enum { EXACT = 12, STEPS = 32, SQUARES = 200, ONE = RANK_SCAN_LEAST, TWO_MOST = 100 };

/* Of one number of values. A score is -log p; that of a rank sum which is d from its mean stands at
 * d without its half. */
struct table {
    size_t n;
    float *exact[EXACT + 1]; /* by the number of values in the sum */
    double *one, *two;       /* ascending scores of random orders: of one change, of two */
};

struct rank_scan {
    size_t draws;
    uint64_t seed;
    float normal[SQUARES * STEPS]; /* by the square of the deviation */
    struct table *table;
    size_t n_tables;
};

struct rank_scan *rank_scan_new(size_t draws, uint64_t seed)
{
    struct rank_scan *scan = checked_alloc(1, sizeof *scan);
    scan->draws = draws;
    scan->seed = seed;
    for (int i = 0; i < SQUARES * STEPS; i++)
        scan->normal[i] = (float)-gsl_sf_log_erfc(sqrt((i + 0.5) / STEPS / 2));
    return scan;
}

void rank_scan_free(struct rank_scan *scan)
{
    for (size_t i = 0; scan && i < scan->n_tables; i++) {
        for (int k = 0; k <= EXACT; k++)
            free(scan->table[i].exact[k]);
        free(scan->table[i].one);
        free(scan->table[i].two);
    }
    if (scan)
        free(scan->table);
    free(scan);
}

/* Scores of sums of k of the ranks 1..n: the number of sets of each sum, from its ends inwards. */
static float *exact_scores(size_t k, size_t n)
{
    size_t sums = k * (n - k) + 1, room = k * n + 1;
    double *sets = checked_alloc((k + 1) * room, sizeof *sets), total = 0, all = 0;
    float *score = checked_alloc(sums / 2 + 1, sizeof *score);
    sets[0] = 1;
    for (size_t rank = 1; rank <= n; rank++)
        for (size_t size = rank < k ? rank : k; size > 0; size--)
            for (size_t sum = room - 1; sum >= rank; sum--)
                sets[size * room + sum] += sets[(size - 1) * room + sum - rank];
    const double *of = sets + k * room + k * (k + 1) / 2;
    for (size_t u = 0; u < sums; u++)
        all += of[u];
    for (size_t u = 0; u <= (sums - 1) / 2; u++) {
        total += 2 * of[u];
        score[(sums - 1 - 2 * u) / 2] = (float)-log(fmin(1, total / all));
    }
    free(sets);
    return score;
}

/* sum: twice the sum of len of n ranks, each less their mean. In standard deviations, squared. */
static inline double square_of(size_t n, long sum, size_t len)
{
    return 3.0 * (double)sum * (double)sum / ((double)len * (double)(n - len) * (double)(n + 1));
}

static inline double score_of(const struct rank_scan *scan, const struct table *t, long sum,
                              size_t len)
{
    size_t few = len < t->n - len ? len : t->n - len;
    if (few <= EXACT)
        return t->exact[few][labs(sum) / 2];
    size_t at = (size_t)(square_of(t->n, sum, len) * STEPS);
    return scan->normal[at < SQUARES * STEPS ? at : SQUARES * STEPS - 1];
}

/* before[i]: the sum of the first i of twice the ranks less their mean. */
static double best_one(const struct rank_scan *scan, const struct table *t, const long *before)
{
    double best = 0;
    for (size_t i = ONE; i + ONE <= t->n; i++)
        best = fmax(best, score_of(scan, t, before[i], i));
    return best;
}

static double best_two(const struct rank_scan *scan, const struct table *t, const long *before)
{
    double best = 0;
    for (size_t i = ONE; i + 2 * ONE <= t->n; i++)
        for (size_t j = i + ONE; j + ONE <= t->n && j <= i + TWO_MOST; j++) {
            double score = score_of(scan, t, before[j] - before[i], j - i);
            best = score > best ? score : best;
        }
    return best;
}

/* Where the deviation is largest. Among places of which each is beyond doubt, it says more than a
 * score does, whose tails are of two kinds. */
static void locate_one(size_t n, const long *before, size_t *begin, size_t *end)
{
    double best = -1;
    *end = n;
    for (size_t i = ONE; i + ONE <= n; i++)
        if (square_of(n, before[i], i) > best) {
            best = square_of(n, before[i], i);
            *begin = i;
        }
}

static void locate_two(size_t n, const long *before, size_t *begin, size_t *end)
{
    double best = -1;
    for (size_t i = ONE; i + 2 * ONE <= n; i++)
        for (size_t j = i + ONE; j + ONE <= n && j <= i + TWO_MOST; j++)
            if (square_of(n, before[j] - before[i], j - i) > best) {
                best = square_of(n, before[j] - before[i], j - i);
                *begin = i;
                *end = j;
            }
}

static void draw_scores(const struct rank_scan *scan, struct table *t)
{
    long *rank = checked_alloc(t->n, sizeof *rank), *before = checked_alloc(t->n + 1, sizeof *rank);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng)
        abort();
    gsl_rng_set(rng, (unsigned long)((scan->seed + t->n) & 0xffffffffu));
    for (size_t i = 0; i < t->n; i++)
        rank[i] = 2 * (long)i - (long)(t->n - 1);
    for (size_t k = 0; k < scan->draws; k++) {
        gsl_ran_shuffle(rng, rank, t->n, sizeof *rank);
        for (size_t i = 0; i < t->n; i++)
            before[i + 1] = before[i] + rank[i];
        t->one[k] = best_one(scan, t, before);
        t->two[k] = best_two(scan, t, before);
    }
    gsl_sort(t->one, 1, scan->draws);
    gsl_sort(t->two, 1, scan->draws);
    gsl_rng_free(rng);
    free(rank);
    free(before);
}

static const struct table *table_of(struct rank_scan *scan, size_t n)
{
    size_t i = 0;
    while (i < scan->n_tables && scan->table[i].n != n)
        i++;
    if (i < scan->n_tables)
        return &scan->table[i];
    scan->table = checked_grow(scan->table, scan->n_tables++, sizeof *scan->table);
    struct table *t = &scan->table[i];
    *t = (struct table){.n = n,
                        .one = checked_alloc(scan->draws, sizeof *t->one),
                        .two = checked_alloc(scan->draws, sizeof *t->two)};
    for (size_t k = ONE; k <= EXACT && 2 * k <= n; k++)
        t->exact[k] = exact_scores(k, n);
    draw_scores(scan, t);
    return t;
}

/* Twice the mid-ranks less their mean, summed from the beginning on; the caller's to free. */
static long *rank_sums(const double *values, size_t n)
{
    size_t *order = checked_alloc(n, sizeof *order);
    long *rank = checked_alloc(n, sizeof *rank), *before = checked_alloc(n + 1, sizeof *before);
    gsl_sort_index(order, values, 1, n);
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && values[order[j]] == values[order[i]];)
            j++;
        for (size_t k = i; k < j; k++)
            rank[order[k]] = (long)(i + j) - (long)n;
    }
    for (size_t i = 0; i < n; i++)
        before[i + 1] = before[i] + rank[i];
    free(order);
    free(rank);
    return before;
}

/* The part of the drawn scores that are as large, the one at hand counted among them. */
static double part_as_large(const double *drawn, size_t draws, double score)
{
    size_t low = 0, high = draws;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (drawn[middle] >= score)
            high = middle;
        else
            low = middle + 1;
    }
    return (double)(draws - low + 1) / (double)(draws + 1);
}

double rank_scan_p(struct rank_scan *scan, const double *values, size_t n, size_t *begin,
                   size_t *end)
{
    if (n < 2 * (size_t)ONE)
        return NAN;
    const struct table *t = table_of(scan, n);
    long *before = rank_sums(values, n);
    double one = part_as_large(t->one, scan->draws, best_one(scan, t, before)),
           two = part_as_large(t->two, scan->draws, best_two(scan, t, before));
    (two < one ? locate_two : locate_one)(n, before, begin, end);
    free(before);
    return fmin(1, 2 * fmin(one, two));
}

double rank_scan_least_p(size_t n)
{
    if (n < 2 * (size_t)ONE)
        return 1;
    return fmin(1, 4 * exp(-gsl_sf_lnchoose((unsigned)n, (unsigned)(n / 2))));
}
