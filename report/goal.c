// SPDX-License-Identifier: MIT
// The width of an interval against its goal.
#include "report/goal.h"

#include "report/statistics.h"

bool goal_reached(const struct row *row)
{
    struct estimate e = statistics_estimate(row, METRIC_real_time, 1);
    return e.high - e.low <= 2 * (row->threads > 1 ? 0.05 : 0.01) * e.median;
}
