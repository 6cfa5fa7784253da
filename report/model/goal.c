// SPDX-License-Identifier: MIT
// The width that an interval should have, and whether it has.
#include "common/alloc.h"
#include "report/model/estimate.h"
#include "report/model/goal.h"
#include "report/statistics/interval.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

double goal_width(const struct row *row)
{
    return row_contended(row) ? GOAL_WIDTH_CONTENDED : GOAL_WIDTH;
}

static const struct mode *main_mode(const struct modes *m)
{
    const struct mode *most = &m->mode[0];
    for (unsigned i = 1; i < m->n; i++)
        most = m->mode[i].share > most->share ? &m->mode[i] : most;
    return most;
}

bool goal_reached(const struct row *row)
{
    if (row->kind != KIND_TIME) /* nothing of it has an interval to narrow */
        return true;
    struct estimate e = estimate_of(row, METRIC_real_time);
    if (e.quiet < GOAL_LEAST)
        return false;
    struct modes m;
    estimate_modes(row, METRIC_real_time, &m);
    const struct mode *most = main_mode(&m);
    double *series, low, high;
    size_t n = estimate_series(row, METRIC_real_time, &series), kept = 0;
    for (size_t i = 0; i < n; i++)
        if (most->low <= series[i] && series[i] <= most->high)
            series[kept++] = series[i];
    interval_of_median(series, kept, &low, &high);
    free(series);
    return kept >= GOAL_LEAST && high - low <= 2 * goal_width(row) * most->median;
}
