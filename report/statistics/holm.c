// SPDX-License-Identifier: MIT
// Holm's step down and Benjamini and Hochberg's step up.
#include <gsl/gsl_sort.h>
#include <math.h>

#include "common/alloc.h"
#include "report/statistics/holm.h"

/* The places of the values that are not NAN, in ascending order of value. Returns how many. */
static size_t order_of(const double *p, size_t n, size_t *place)
{
    size_t known = 0;
    double *values = checked_alloc(n, sizeof *values);
    size_t *from = checked_alloc(n, sizeof *from), *order = checked_alloc(n, sizeof *order);
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i])) {
            from[known] = i;
            values[known++] = p[i];
        }
    gsl_sort_index(order, values, 1, known);
    for (size_t i = 0; i < known; i++)
        place[i] = from[order[i]];
    free(values);
    free(from);
    free(order);
    return known;
}

void holm_adjust(double *p, size_t n)
{
    size_t *place = checked_alloc(n, sizeof *place), known = order_of(p, n, place);
    double worst = 0;
    for (size_t i = 0; i < known; i++) {
        worst = fmax(worst, fmin(1, p[place[i]] * (double)(known - i)));
        p[place[i]] = worst;
    }
    free(place);
}

void benjamini_hochberg_adjust(double *p, size_t n)
{
    size_t *place = checked_alloc(n, sizeof *place), known = order_of(p, n, place);
    double best = 1;
    for (size_t i = known; i > 0; i--) {
        best = fmin(best, p[place[i - 1]] * (double)known / (double)i);
        p[place[i - 1]] = best;
    }
    free(place);
}
