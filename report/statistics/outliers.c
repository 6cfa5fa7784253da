// SPDX-License-Identifier: MIT
// Outliers by the generalized extreme studentized deviate.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "common/alloc.h"
#include "report/statistics/outliers.h"

/* The bound of the i-th largest deviation of n values, i from 1. */
static double bound(size_t n, size_t i, double alpha)
{
    double left = (double)(n - i), t = gsl_cdf_tdist_Qinv(alpha / (2 * (left + 1)), left - 1);
    return left * t / sqrt((left - 1 + t * t) * (left + 1));
}

size_t outliers_find(const double *values, size_t n, size_t most, double alpha, bool *out)
{
    double *left = checked_alloc(n, sizeof *left);
    size_t *place = checked_alloc(n, sizeof *place), *taken = checked_alloc(n, sizeof *taken),
           found = 0;
    memset(out, 0, n * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        left[i] = values[i];
        place[i] = i;
    }
    for (size_t i = 1; i <= most && n >= i + 2; i++) {
        size_t rest = n - i + 1, far = 0;
        double mean = gsl_stats_mean(left, 1, rest), sd = gsl_stats_sd(left, 1, rest);
        for (size_t k = 1; k < rest; k++)
            if (fabs(left[k] - mean) > fabs(left[far] - mean))
                far = k;
        if (!(sd > 0))
            break;
        taken[i - 1] = place[far];
        if (fabs(left[far] - mean) / sd > bound(n, i, alpha))
            found = i;
        left[far] = left[rest - 1];
        place[far] = place[rest - 1];
    }
    for (size_t i = 0; i < found; i++)
        out[taken[i]] = true;
    free(left);
    free(place);
    free(taken);
    return found;
}
