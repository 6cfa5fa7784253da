// SPDX-License-Identifier: MIT
// Changes of level: a recursive search, and what each must show to be kept.
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "report/statistics/changes.h"
#include "report/statistics/hodges_lehmann.h"

/* NEAR: values right before and after a change. A value further from its level than FAR spreads
 * counts as one that far. LAG: values that a spread looks back, at most. DEGREE: of the
 * curves that drifts are. STRONG: by how much a step must be the better model (Kass & Raftery
 * 1995). */
enum { NEAR = 4, FAR = 4, LAG = 5, DEGREE = 3, STRONG = 6 };

struct series {
    const double *values;
    double spread, level, threshold;
    struct rank_scan *scan;
    size_t n;
};

static double median_of(double *values, size_t n)
{
    gsl_sort(values, 1, n);
    return statistics_quantile(values, n, 0.5);
}

double changes_spread(const double *values, size_t n)
{
    double *step = checked_alloc(n, sizeof *step), spread = NAN;
    for (size_t lag = 1; lag < n && (lag == 1 || (lag <= LAG && 8 * lag <= n)); lag++) {
        for (size_t i = lag; i < n; i++)
            step[i - lag] = fabs(values[i] - values[i - lag]);
        spread = fmax(spread, 1.4826 / sqrt(2) * median_of(step, n - lag));
    }
    free(step);
    return spread;
}

static void add(struct changes *c, size_t at)
{
    c->change = checked_grow(c->change, c->n, sizeof *c->change);
    c->change[c->n++] = (struct change){.at = at};
}

/* Adds the changes of [begin, end) in order. */
static void search(const struct series *s, struct changes *c, size_t begin, size_t end)
{
    size_t from = 0, to = 0;
    double p = rank_scan_p(s->scan, s->values + begin, end - begin, &from, &to);
    if (!(p <= s->level))
        return;
    from += begin;
    to += begin;
    search(s, c, begin, from);
    add(c, from);
    search(s, c, from, to);
    if (to == end)
        return;
    add(c, to);
    search(s, c, to, end);
}

static size_t end_of(const struct changes *c, size_t i, size_t n)
{
    return i + 1 < c->n ? c->change[i + 1].at : n;
}

static size_t begin_of(const struct changes *c, size_t i)
{
    return i ? c->change[i - 1].at : 0;
}

static double distances_to_median(const double *values, size_t n, double *room)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        room[i] = values[i];
    double median = median_of(room, n);
    for (size_t i = 0; i < n; i++)
        sum += fabs(values[i] - median);
    return sum;
}

/* Each change moves to where two levels explain the values between its neighbours best, by the
 * distances to their medians. */
static void settle(const struct series *s, struct changes *c)
{
    double *room = checked_alloc(s->n, sizeof *room);
    for (size_t i = 0; i < c->n; i++) {
        size_t begin = begin_of(c, i), end = end_of(c, i, s->n);
        double least = INFINITY;
        for (size_t at = begin + RANK_SCAN_LEAST; at + RANK_SCAN_LEAST <= end; at++) {
            double distances = distances_to_median(s->values + begin, at - begin, room) +
                               distances_to_median(s->values + at, end - at, room);
            if (distances < least) {
                least = distances;
                c->change[i].at = at;
            }
        }
    }
    free(room);
}

/* The values of [begin, end) with those that stand out brought to FAR spreads from the median. */
static void put_level(const struct series *s, size_t begin, size_t end, double *out)
{
    double *sorted = checked_alloc(end - begin, sizeof *sorted);
    for (size_t i = begin; i < end; i++)
        sorted[i - begin] = s->values[i];
    double median = median_of(sorted, end - begin), most = FAR * s->spread;
    for (size_t i = begin; i < end; i++)
        out[i - begin] = fmin(fmax(s->values[i], median - most), median + most);
    free(sorted);
}

/* About the polynomial of that degree that fits best. */
static double squares_about_curve(const double *values, size_t n, size_t degree)
{
    gsl_multifit_linear_workspace *room = gsl_multifit_linear_alloc(n, degree + 1);
    gsl_matrix *x = gsl_matrix_alloc(n, degree + 1),
               *cov = gsl_matrix_alloc(degree + 1, degree + 1);
    gsl_vector *c = gsl_vector_alloc(degree + 1);
    gsl_vector_const_view y = gsl_vector_const_view_array(values, n);
    double squares;
    if (!room || !x || !cov || !c)
        abort();
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= degree; k++)
            gsl_matrix_set(x, i, k, gsl_pow_int(2 * (double)i / (double)(n - 1) - 1, (int)k));
    gsl_multifit_linear(x, &y.vector, c, cov, &squares, room);
    gsl_multifit_linear_free(room);
    gsl_matrix_free(x);
    gsl_matrix_free(cov);
    gsl_vector_free(c);
    return squares;
}

/* About a step: the means of both sides; and in *sloped about one slope with a step in it. */
static double squares_about_step(const double *values, size_t n, size_t at, double *sloped)
{
    double xx = 0, xy = 0, squares = 0;
    for (int side = 0; side < 2; side++) {
        size_t begin = side ? at : 0, end = side ? n : at;
        double mean = gsl_stats_mean(values + begin, 1, end - begin),
               middle = (double)(begin + end - 1) / 2;
        for (size_t i = begin; i < end; i++) {
            xx += ((double)i - middle) * ((double)i - middle);
            xy += ((double)i - middle) * (values[i] - mean);
            squares += (values[i] - mean) * (values[i] - mean);
        }
    }
    *sloped = xx > 0 ? squares - xy * xy / xx : squares;
    return squares;
}

/* Schwarz 1978, less what all models share. */
static double bic(double squares, size_t n, int parameters)
{
    return (double)n * log(squares / (double)n + 1e-12) + parameters * log((double)n);
}

/* Whether a curve says about as much of the values around the change as a step does, with a slope
 * or without. */
static bool is_trend(const struct series *s, size_t begin, size_t at, size_t end)
{
    size_t n = end - begin;
    double *values = checked_alloc(n, sizeof *values), curve = INFINITY;
    put_level(s, begin, at, values);
    put_level(s, at, end, values + (at - begin));
    for (int degree = 1; degree <= DEGREE; degree++)
        curve = fmin(curve, bic(squares_about_curve(values, n, (size_t)degree), n, degree + 1));
    double sloped, step = bic(squares_about_step(values, n, at - begin, &sloped), n, 3);
    free(values);
    return curve <= fmin(step, bic(sloped, n, 4)) + STRONG;
}

/* From the level right before at to that right after it, no further than from begin to end. */
static double jump(const struct series *s, size_t begin, size_t at, size_t end)
{
    double room[2][NEAR];
    size_t before = at - begin < NEAR ? at - begin : NEAR,
           after = end - at < NEAR ? end - at : NEAR;
    memcpy(room[0], s->values + at - before, before * sizeof *s->values);
    memcpy(room[1], s->values + at, after * sizeof *s->values);
    return median_of(room[1], after) - median_of(room[0], before);
}

/* What jumps are like away from all changes: nine in ten are smaller. 0 where there are few. */
static double usual_jump(const struct series *s, const struct changes *c)
{
    double *size = checked_alloc(s->n, sizeof *size), usual = 0;
    size_t n = 0;
    for (size_t at = NEAR; at + NEAR <= s->n; at++) {
        bool away = true;
        for (size_t i = 0; i < c->n; i++)
            away &= at + NEAR <= c->change[i].at || c->change[i].at + NEAR <= at;
        if (away)
            size[n++] = fabs(jump(s, 0, at, s->n));
    }
    gsl_sort(size, 1, n);
    if (n >= NEAR)
        usual = statistics_quantile(size, n, 0.9);
    free(size);
    return usual;
}

enum fault { FAULT_NONE, FAULT_SMALL, FAULT_TREND };

static enum fault fault_of(const struct series *s, struct changes *c, size_t i, double usual)
{
    struct change *change = &c->change[i];
    size_t begin = begin_of(c, i), end = end_of(c, i, s->n);
    change->size = hodges_lehmann_difference(s->values + begin, change->at - begin,
                                             s->values + change->at, end - change->at);
    if (!(fabs(change->size.value) >= s->threshold))
        return FAULT_SMALL;
    double near = jump(s, begin, change->at, end) * copysign(1, change->size.value);
    return near < s->threshold * 2 / 3 || near < 2 * usual || is_trend(s, begin, change->at, end)
               ? FAULT_TREND
               : FAULT_NONE;
}

/* Takes away the smallest change that has a fault, again and again. */
static void prune(const struct series *s, struct changes *c)
{
    for (;;) {
        size_t worst = c->n;
        double usual = usual_jump(s, c);
        for (size_t i = 0; i < c->n; i++) {
            enum fault fault = fault_of(s, c, i, usual);
            c->drifts |= fault == FAULT_TREND;
            if (fault && (worst == c->n ||
                          fabs(c->change[i].size.value) < fabs(c->change[worst].size.value)))
                worst = i;
        }
        if (worst == c->n)
            return;
        for (size_t i = worst + 1; i < c->n; i++)
            c->change[i - 1] = c->change[i];
        c->n--;
    }
}

void changes_find(struct changes *c, struct rank_scan *scan, const double *values, size_t n,
                  double level, double threshold)
{
    const struct series s = {.values = values,
                             .n = n,
                             .spread = changes_spread(values, n),
                             .level = level,
                             .threshold = threshold,
                             .scan = scan};
    *c = (struct changes){0};
    search(&s, c, 0, n);
    settle(&s, c);
    prune(&s, c);
    c->drifts &= c->n == 0;
}

void changes_free(struct changes *c)
{
    free(c->change);
    *c = (struct changes){0};
}
