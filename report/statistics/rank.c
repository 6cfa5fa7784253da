// SPDX-License-Identifier: MIT
// Rank tests by counting: in how many ways can ranks be shared out so that their sum is as small as
// seen.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

#include "common/alloc.h"
#include "report/statistics/rank.h"

static const double tail = 0.025;

/* Ranks of values in ascending order of size, doubled so that mid-ranks are whole. */
struct ranking {
    unsigned *doubled;
    double tie_sum; /* sum of t^3 - t over groups of t equal values */
};

struct ranked {
    double value;
    size_t place;
};

static int by_value(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

/* Sorts v by value and gives each its rank; the caller frees doubled. */
static struct ranking rank_all(struct ranked *v, size_t n)
{
    struct ranking r = {.doubled = checked_alloc(n, sizeof *r.doubled)};
    qsort(v, n, sizeof *v, by_value);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n && v[end].value == v[begin].value; end++)
            ;
        double ties = (double)(end - begin);
        r.tie_sum += ties * (ties * ties - 1);
        for (size_t i = begin; i < end; i++)
            r.doubled[i] = (unsigned)(begin + 1 + end);
    }
    return r;
}

static double least_of_two(double a, double b)
{
    return fmin(1, 2 * fmin(a, b));
}

static double normal_p(double distance, double variance)
{
    return variance > 0 ? fmin(1, 2 * gsl_cdf_ugaussian_Q(fmax(0, distance) / sqrt(variance))) : 1;
}

/*
 * ways[s], s <= most: in how many ways can n of all ranks, which ascend, have the sum s. Counts
 * below 2^1023, to 15 digits. Sums are left out that no choice of the ranks so far can have, or
 * from which the least of the others lead above most.
 */
static double *count_shares(const unsigned *rank, size_t all, size_t n, size_t most)
{
    size_t width = most + 1, *before = checked_alloc(all + 1, sizeof *before);
    double *ways = checked_alloc((n + 1) * width, sizeof *ways);
    for (size_t i = 0; i < all; i++)
        before[i + 1] = before[i] + rank[i];
    ways[0] = 1;
    for (size_t i = 0; i < all; i++) {
        size_t chosen = i + 1 < n ? i + 1 : n, needed = n + i + 1 > all ? n + i + 1 - all : 1;
        for (size_t k = chosen; k >= needed; k--) {
            double *to = ways + k * width;
            const double *from = to - width;
            size_t rest = before[i + 1 + n - k] - before[i + 1];
            for (size_t s = before[k - 1] + rank[i]; s + rest <= most; s++)
                to[s] += from[s - rank[i]];
        }
    }
    double *last = checked_alloc(width, sizeof *last);
    for (size_t s = 0; s < width; s++)
        last[s] = ways[n * width + s];
    free(ways);
    free(before);
    return last;
}

static double share_tail(const unsigned *rank, size_t all, size_t n, size_t sum)
{
    double *ways = count_shares(rank, all, n, sum), below = 0;
    for (size_t s = 0; s <= sum; s++)
        below += ways[s];
    free(ways);
    return below / gsl_sf_choose((unsigned)all, (unsigned)n);
}

/* Both tails of the sum of n ranks; the upper one is the lower one with the ranks turned round. */
static double exact_sum_p(const struct ranking *r, size_t all, size_t n, size_t sum)
{
    unsigned *rank = checked_alloc(all, sizeof *rank);
    size_t step = r->tie_sum > 0 ? 1 : 2, top = 2 * (all + 1) / step, turned = n * top - sum / step;
    for (size_t i = 0; i < all; i++)
        rank[i] = r->doubled[i] / (unsigned)step;
    sum /= step;
    double p;
    if (step == 2) { /* a symmetric distribution */
        p = fmin(1, 2 * share_tail(rank, all, n, sum < turned ? sum : turned));
    } else {
        double below = share_tail(rank, all, n, sum);
        for (size_t i = 0; i < all; i++)
            rank[i] = (unsigned)(top - r->doubled[all - 1 - i]);
        p = least_of_two(below, share_tail(rank, all, n, turned));
    }
    free(rank);
    return p;
}

static double normal_sum_p(const struct ranking *r, size_t n, size_t m, size_t doubled_sum)
{
    double a = (double)n, b = (double)m, all = a + b;
    double u = (double)doubled_sum / 2 - a * (a + 1) / 2;
    return normal_p(fabs(u - a * b / 2) - 0.5,
                    a * b / 12 * (all + 1 - r->tie_sum / (all * (all - 1))));
}

double rank_sum_p(const double *a, size_t n, const double *b, size_t m)
{
    if (n == 0 || m == 0)
        return NAN;
    if (n > m)
        return rank_sum_p(b, m, a, n);
    struct ranked *v = checked_alloc(n + m, sizeof *v);
    for (size_t i = 0; i < n + m; i++)
        v[i] = (struct ranked){i < n ? a[i] : b[i - n], i};
    struct ranking r = rank_all(v, n + m);
    size_t sum = 0;
    for (size_t i = 0; i < n + m; i++)
        sum += v[i].place < n ? r.doubled[i] : 0;
    bool exact = m <= (r.tie_sum > 0 ? RANK_EXACT_TIED : RANK_EXACT);
    double p = exact ? exact_sum_p(&r, n + m, n, sum) : normal_sum_p(&r, n, m, sum);
    free(r.doubled);
    free(v);
    return p;
}

double rank_sum_least_p(size_t n, size_t m)
{
    if (n == 0 || m == 0)
        return NAN;
    double all = (double)(n + m);
    return fmin(1, 2 * exp(lgamma((double)n + 1) + lgamma((double)m + 1) - lgamma(all + 1)));
}

/* ways[s], s <= most: in how many ways can some of the ranks have the sum s. */
static double *count_signs(const unsigned *rank, size_t n, size_t most)
{
    double *ways = checked_alloc(most + 1, sizeof *ways);
    ways[0] = 1;
    for (size_t i = 0; i < n; i++)
        for (size_t s = most; s >= rank[i]; s--)
            ways[s] += ways[s - rank[i]];
    return ways;
}

static double sign_tail(const unsigned *rank, size_t n, size_t sum)
{
    double *ways = count_signs(rank, n, sum), below = 0;
    for (size_t s = 0; s <= sum; s++)
        below += ways[s];
    free(ways);
    return below / pow(2, (double)n);
}

double signed_rank_p(const double *d, size_t n)
{
    if (n == 0)
        return NAN;
    struct ranked *v = checked_alloc(n, sizeof *v);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct ranked){fabs(d[i]), i};
    struct ranking r = rank_all(v, n);
    size_t left = 0, sum = 0, positive = 0;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        if (v[i].value == 0)
            continue;
        sum += r.doubled[i];
        positive += d[v[i].place] > 0 ? r.doubled[i] : 0;
        squares += (double)r.doubled[i] * r.doubled[i] / 4;
        r.doubled[left++] = r.doubled[i];
    }
    size_t lesser = positive < sum - positive ? positive : sum - positive;
    double p = 1;
    if (left && n <= RANK_EXACT)
        p = fmin(1, 2 * sign_tail(r.doubled, left, lesser));
    else if (left)
        p = normal_p((double)sum / 4 - (double)lesser / 2 - 0.5, squares / 4);
    free(r.doubled);
    free(v);
    return p;
}

double signed_rank_least_p(size_t n)
{
    return n ? pow(2, 1 - (double)n) : NAN;
}

/* How many of the least sums, from `least` up, the tail has room for. */
static size_t cut(const double *ways, size_t least, size_t most, double all)
{
    double below = 0;
    size_t s = least;
    for (; s <= most; s++) {
        below += ways[s];
        if (below > tail * all * (1 + 1e-12))
            break;
    }
    return s - least;
}

static size_t normal_cut(double mean, double variance)
{
    return (size_t)fmax(0, floor(mean + gsl_cdf_ugaussian_Pinv(tail) * sqrt(variance) + 0.5));
}

size_t rank_sum_cut(size_t n, size_t m)
{
    if (n > m)
        return rank_sum_cut(m, n);
    double a = (double)n, b = (double)m;
    if (n == 0)
        return 0;
    if (m > RANK_EXACT)
        return normal_cut(a * b / 2, a * b * (a + b + 1) / 12);
    unsigned rank[2 * RANK_EXACT];
    for (size_t i = 0; i < n + m; i++)
        rank[i] = (unsigned)i + 1;
    size_t least = n * (n + 1) / 2, most = least + n * m / 2;
    double *ways = count_shares(rank, n + m, n, most);
    size_t c = cut(ways, least, most, gsl_sf_choose((unsigned)(n + m), (unsigned)n));
    free(ways);
    return c;
}

size_t signed_rank_cut(size_t n)
{
    double a = (double)n;
    if (n == 0)
        return 0;
    if (n > RANK_EXACT)
        return normal_cut(a * (a + 1) / 4, a * (a + 1) * (2 * a + 1) / 24);
    unsigned rank[RANK_EXACT];
    for (size_t i = 0; i < n; i++)
        rank[i] = (unsigned)i + 1;
    size_t most = n * (n + 1) / 4;
    double *ways = count_signs(rank, n, most);
    size_t c = cut(ways, 0, most, pow(2, a));
    free(ways);
    return c;
}
