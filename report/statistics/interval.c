// SPDX-License-Identifier: MIT
// Order statistics, interpolated, and widened by what neighbouring launches have in common.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "report/statistics/interval.h"
#include "report/statistics/statistics.h"

static const double level = 0.95, most_correlation = 0.9;

/* The probability that the k-th smallest and the k-th largest of n hold the median. */
static double holds(size_t k, size_t n)
{
    return 1 - 2 * gsl_cdf_binomial_P((unsigned)k - 1, 0.5, (unsigned)n);
}

static void order_interval(const double *sorted, size_t n, double *low, double *high)
{
    *low = sorted[0];
    *high = sorted[n - 1];
    if (n <= STATISTICS_ENOUGH)
        return;
    size_t k = 1;
    while (holds(k + 1, n) >= level)
        k++;
    double outer = holds(k, n), part = (outer - level) / (outer - holds(k + 1, n));
    double weight = (double)(n - k) * part / ((double)k + (double)(n - 2 * k) * part);
    *low = (1 - weight) * sorted[k - 1] + weight * sorted[k];
    *high = (1 - weight) * sorted[n - k] + weight * sorted[n - k - 1];
}

/* What a launch tells of the next one: lag-one correlation of normal scores, one score for equal
 * values. */
static double serial_correlation(const double *in_order, size_t n)
{
    size_t *place = checked_alloc(n, sizeof *place);
    double *score = checked_alloc(n, sizeof *score), squares = 0, products = 0;
    gsl_sort_index(place, in_order, 1, n);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n && in_order[place[end]] == in_order[place[begin]]; end++)
            ;
        for (size_t i = begin; i < end; i++)
            score[place[i]] = gsl_cdf_ugaussian_Pinv((double)(begin + end) / (2 * (double)n));
    }
    for (size_t i = 0; i < n; i++) {
        squares += score[i] * score[i];
        products += i ? score[i] * score[i - 1] : 0;
    }
    free(place);
    free(score);
    return squares > 0 ? products / squares + 1 / (double)n : 0;
}

void interval_of_median(const double *in_order, size_t n, double *low, double *high)
{
    *low = *high = NAN;
    if (n < 2)
        return;
    double *sorted = checked_alloc(n, sizeof *sorted);
    memcpy(sorted, in_order, n * sizeof *sorted);
    gsl_sort(sorted, 1, n);
    order_interval(sorted, n, low, high);
    if (n > STATISTICS_ENOUGH) {
        double r = fmin(most_correlation, fmax(0, serial_correlation(in_order, n)));
        double median = statistics_quantile(sorted, n, 0.5), wider = sqrt((1 + r) / (1 - r));
        *low = fmax(0, median - (median - *low) * wider);
        *high = median + (*high - median) * wider;
    }
    free(sorted);
}
