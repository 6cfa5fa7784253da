// SPDX-License-Identifier: MIT
// The dip test: how far values are from having one mode, and how far chance alone would bring them.
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>

#include "common/alloc.h"
#include "report/statistics/modes.h"

enum { DRAWS = 2000, MOST_VALUES = 512 };

/* The empirical distribution's corners, in launches: below each value (rise 0) or above it (rise
 * 1). */
struct corners {
    const double *x;
    size_t rise;
};

/* A hull's corners from one value to another, as places of values. */
struct hull {
    struct corners corners;
    size_t *place, n;
};

/* Whether the way from corner a by b to c turns to the left. */
static double turn(const struct corners *f, size_t a, size_t b, size_t c)
{
    return (f->x[b] - f->x[a]) * (double)(c - a) - (f->x[c] - f->x[a]) * (double)(b - a);
}

/* sign 1: the greatest convex line below the corners; -1: the least concave one above them. */
static void draw_hull(struct hull *h, size_t low, size_t high, double sign)
{
    h->n = 0;
    for (size_t i = low; i <= high; i++) {
        while (h->n >= 2 &&
               sign * turn(&h->corners, h->place[h->n - 2], h->place[h->n - 1], i) <= 0)
            h->n--;
        h->place[h->n++] = i;
    }
}

/* The hull's height at value i, its place in the hull found from *at on. */
static double height(const struct hull *h, size_t i, size_t *at)
{
    while (*at + 2 < h->n && h->place[*at + 1] < i)
        (*at)++;
    size_t left = h->place[*at], right = h->n > 1 ? h->place[*at + 1] : left;
    const double *x = h->corners.x;
    double base = (double)(left + h->corners.rise), run = x[right] - x[left];
    if (i == right)
        return (double)(right + h->corners.rise);
    return run > 0 ? base + (double)(right - left) * (x[i] - x[left]) / run : base;
}

/* Where the hulls are furthest apart over [low, high]: their distance, and the modal interval it
 * leaves. */
static double widest(const struct hull *below, const struct hull *above, size_t *low, size_t *high)
{
    double most = 0;
    size_t from = *low, to = *high, at_below = 0, at_above = 0, g = 0, l = 0;
    for (size_t i = from; i <= to; i++) {
        while (g + 1 < below->n && below->place[g + 1] <= i)
            g++;
        while (l + 1 < above->n && above->place[l] < i)
            l++;
        bool corner = below->place[g] == i || above->place[l] == i;
        double apart = corner ? height(above, i, &at_above) - height(below, i, &at_below) : 0;
        if (apart > most) {
            most = apart;
            *low = below->place[g];
            *high = above->place[l];
        }
    }
    return most;
}

/* How far the distribution leaves its own hull outside the modal interval. */
static double outside(const struct hull *h, size_t from, size_t to)
{
    double most = 0;
    size_t at = 0;
    for (size_t i = from; i <= to; i++) {
        double line = height(h, i, &at);
        double away = h->corners.rise ? line - (double)i : (double)(i + 1) - line;
        most = away > most ? away : most;
    }
    return most;
}

double modes_dip(const double *sorted, size_t n)
{
    struct hull below = {{sorted, 0}, checked_alloc(n, sizeof(size_t)), 0},
                above = {{sorted, 1}, checked_alloc(n, sizeof(size_t)), 0};
    size_t low = 0, high = n - 1;
    double dip = 1;
    for (;;) {
        size_t from = low, to = high;
        draw_hull(&below, from, to, 1);
        draw_hull(&above, from, to, -1);
        if (widest(&below, &above, &low, &high) <= dip)
            break;
        double left = outside(&below, from, low), right = outside(&above, high, to);
        dip = left > dip ? left : dip;
        dip = right > dip ? right : dip;
        if (low == from && high == to)
            break;
    }
    free(below.place);
    free(above.place);
    return dip / (2 * (double)n);
}

/* The dips of uniform values, ascending. Drawn once for every n. */
static const double *chance_dips(size_t n)
{
    static double *known[MOST_VALUES + 1];
    if (known[n])
        return known[n];
    double *dips = checked_alloc(DRAWS, sizeof *dips), *values = checked_alloc(n, sizeof *values);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!rng)
        abort();
    gsl_rng_set(rng, n);
    for (size_t i = 0; i < DRAWS; i++) {
        for (size_t j = 0; j < n; j++)
            values[j] = gsl_rng_uniform(rng);
        gsl_sort(values, 1, n);
        dips[i] = modes_dip(values, n);
    }
    gsl_sort(dips, 1, DRAWS);
    gsl_rng_free(rng);
    free(values);
    return known[n] = dips;
}

double modes_dip_p(double dip, size_t n)
{
    if (n < 4)
        return 1;
    if (n > MOST_VALUES) { /* dips shrink as one over the root of n */
        dip *= sqrt((double)n / MOST_VALUES);
        n = MOST_VALUES;
    }
    const double *dips = chance_dips(n);
    size_t least = 0, end = DRAWS;
    while (least < end) {
        size_t middle = (least + end) / 2;
        if (dips[middle] < dip)
            least = middle + 1;
        else
            end = middle;
    }
    return (double)(DRAWS - least + 1) / (DRAWS + 1);
}
