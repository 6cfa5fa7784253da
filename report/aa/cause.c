// SPDX-License-Identifier: MIT
// The likeliest cause of a row's spread, from what was recorded beside its times.
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "report/aa/aa.h"
#include "report/model/estimate.h"
#include "report/model/launch_order.h"
#include "report/noise/noise.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

enum {
    CAUSE_STEAL,
    CAUSE_NEIGHBOUR,
    CAUSE_FREQUENCY,
    CAUSE_PROGRAMS,
    CAUSE_MODES,
    CAUSE_SCHEDULER,
    CAUSE_DRIFT,
    CAUSE_PLACEMENT
};
const char *const noise_causes[] = {"steal",     "neighbour on the core's other thread",
                                    "frequency", "other programs",
                                    "two modes", "scheduler",
                                    "drift",     "placement",
                                    NULL};

/* What disturbs a trial (docs/MEASURING.md): a core narrower by so much than the widest seen, a
 * cycle time that moved by so much, a thread kept from its CPU for that part of the time. */
static const double narrow = 0.1, unsteady = 0.02, delayed = 0.005;

/* Bounds: of disturbed trials; of sleeps per trial; of the rank correlation of time with launch
 * order that all runs share; of launches' over trials' standard deviation. */
static const double many_trials = 0.1, many_sleeps = 10, strong_trend = 0.6, wider = 3;

/* The part of the trials with a value of m whose value lies below least or above most. */
static double share_outside(const struct row *const *runs, size_t n, enum metric m, double least,
                            double most)
{
    size_t outside = 0, all = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < runs[k]->n_samples; i++) {
            double value = runs[k]->samples[i].value[m];
            all += isfinite(value) != 0;
            outside += value < least || value > most;
        }
    return all ? (double)outside / (double)all : 0;
}

/* A thread that sleeps or shares its CPU waits for it as a matter of course. */
static bool always_ready(const struct row *const *runs, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (runs[k]->cpus && runs[k]->threads > runs[k]->cpus)
            return false;
    return share_outside(runs, n, METRIC_voluntary_switches, 0, 0) <= 0.5;
}

/* Spearman's correlation of a run's launch times with their order; 0 where there are too few. */
static double trend(const struct row *row)
{
    struct launch_value *v;
    size_t n = launch_order(row, METRIC_real_time, &v);
    double *order = checked_alloc(n, sizeof *order), *times = checked_alloc(n, sizeof *times),
           *work = checked_alloc(2 * n, sizeof *work);
    for (size_t i = 0; i < n; i++) {
        order[i] = (double)i;
        times[i] = v[i].value;
    }
    double r = n >= STATISTICS_ENOUGH ? gsl_stats_spearman(order, 1, times, 1, n, work) : 0;
    free(v);
    free(order);
    free(times);
    free(work);
    return isfinite(r) ? r : 0;
}

static bool drifts(const struct row *const *runs, size_t n)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t k = 0; k < n; k++) {
        double r = trend(runs[k]);
        least = fmin(least, r);
        most = fmax(most, r);
    }
    return least > strong_trend || most < -strong_trend;
}

/* Variance of log time within launches, and between launches' medians, over all runs. */
static bool spread_of(const struct row *row, double *within, double *between)
{
    struct launch_value *v;
    size_t n = launch_order(row, METRIC_real_time, &v), trials = 0;
    double squares = 0, *logs = checked_alloc(n, sizeof *logs);
    for (size_t i = 0, k = 0; i < row->n_samples; i++) {
        double value = row->samples[i].value[METRIC_real_time];
        for (k = 0; k < n && v[k].launch != row->samples[i].launch; k++)
            ;
        if (k == n || !(value > 0) || !(v[k].value > 0))
            continue;
        squares += pow(log(value / v[k].value), 2);
        trials++;
    }
    for (size_t i = 0; i < n; i++)
        logs[i] = log(v[i].value);
    bool known = n > 1 && trials > n;
    if (known) {
        *within = squares / (double)(trials - n);
        *between = gsl_stats_variance(logs, 1, n);
    }
    free(logs);
    free(v);
    return known;
}

static bool placed(const struct row *const *runs, size_t n)
{
    double within = 0, between = 0;
    for (size_t k = 0; k < n; k++) {
        double a = 0, b = 0;
        if (!spread_of(runs[k], &a, &b))
            return false;
        within += a;
        between += b;
    }
    return between > wider * wider * within;
}

/* Several modes in more than half of the runs. */
static bool has_modes(const struct row *const *runs, size_t n)
{
    size_t several = 0;
    for (size_t k = 0; k < n; k++) {
        struct modes m;
        estimate_modes(runs[k], METRIC_real_time, &m);
        several += m.n > 1;
    }
    return 2 * several > n;
}

/* By what was recorded beside the trials, the surest first; NULL where none of it was often so. */
static const char *recorded_cause(const struct row *const *runs, size_t n, double width)
{
    if (share_outside(runs, n, METRIC_steal_ms, 0, 0) >= many_trials)
        return noise_causes[CAUSE_STEAL];
    if (share_outside(runs, n, METRIC_core_width, (1 - narrow) * width, INFINITY) >= many_trials)
        return noise_causes[CAUSE_NEIGHBOUR];
    if (share_outside(runs, n, METRIC_cycle_shift, -unsteady, unsteady) >= many_trials)
        return noise_causes[CAUSE_FREQUENCY];
    if (always_ready(runs, n) &&
        share_outside(runs, n, METRIC_delayed_share, 0, delayed) >= many_trials)
        return noise_causes[CAUSE_PROGRAMS];
    return NULL;
}

const char *noise_cause(const struct row *const *runs, size_t n, double width)
{
    const char *recorded = recorded_cause(runs, n, width);
    if (recorded)
        return recorded;
    if (has_modes(runs, n))
        return noise_causes[CAUSE_MODES];
    if (share_outside(runs, n, METRIC_voluntary_switches, 0, many_sleeps) > 0.5)
        return noise_causes[CAUSE_SCHEDULER];
    if (drifts(runs, n))
        return noise_causes[CAUSE_DRIFT];
    return placed(runs, n) ? noise_causes[CAUSE_PLACEMENT] : NULL;
}
