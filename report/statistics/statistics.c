// SPDX-License-Identifier: MIT
// Quantiles, seeds and the coverage of a range.
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "report/statistics/statistics.h"

double statistics_quantile(const double *sorted, size_t n, double q)
{
    return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, q) : NAN;
}

uint64_t statistics_seed(uint64_t seed, const char *name)
{
    uint64_t h =
        /* FNV-1a, then a mixer, since the generator takes 32 bits of it */
        0xcbf29ce484222325u ^ seed;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    return h ^ h >> 33;
}

double statistics_range_coverage(unsigned launches)
{
    return launches ? 1 - pow(2, 1 - (double)launches) : 0;
}
