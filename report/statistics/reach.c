// SPDX-License-Identifier: MIT
// The densest interval of a factor.
#include <math.h>

#include "common/line.h"
#include "report/statistics/reach.h"
#include "report/statistics/statistics.h"

static size_t end_of(const double *sorted, size_t n, size_t from, double high)
{
    while (from < n && sorted[from] <= high)
        from++;
    return from;
}

struct reach reach_of_most(const double *sorted, size_t n)
{
    size_t best = 0, most = 0;
    for (size_t from = 0, to = 0; from < n; from++) {
        to = end_of(sorted, n, to, LINE_SAME * sorted[from]);
        if (to - from > most) {
            most = to - from;
            best = from;
        }
    }
    if (most == 0 || !(sorted[best] > 0))
        return (struct reach){0};
    const double low = sorted[best] / LINE_SAME, high = sorted[best + most - 1] * LINE_SAME;
    size_t from = best;
    while (from > 0 && sorted[from - 1] >= low)
        from--;
    const size_t to = end_of(sorted, n, from, high);
    return (struct reach){low, high, statistics_quantile(sorted + from, to - from, 0.5)};
}

bool reach_has(const struct reach *reach, double ns)
{
    return reach->high == 0 || isnan(ns) || (reach->low <= ns && ns <= reach->high);
}

bool reach_same(const struct reach *a, const struct reach *b)
{
    if (a->high == 0 || b->high == 0)
        return true;
    return reach_has(a, b->usual) && reach_has(b, a->usual);
}
