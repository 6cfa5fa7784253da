// SPDX-License-Identifier: MIT
// Medians of launches, and what follows for a row.
#include <gsl/gsl_sort.h>
#include <math.h>

#include "common/alloc.h"
#include "report/model/estimate.h"
#include "report/model/floors.h"
#include "report/model/launch_order.h"
#include "report/model/reaches.h"
#include "report/statistics/interval.h"
#include "report/statistics/statistics.h"

/* Frees launch. NULL where n is 0. */
static double *values_of(struct launch_value *launch, size_t n)
{
    double *values = n ? checked_alloc(n, sizeof *values) : NULL;
    for (size_t i = 0; i < n; i++)
        values[i] = launch[i].value;
    free(launch);
    return values;
}

size_t estimate_series(const struct row *row, enum metric m, double **medians)
{
    struct launch_value *launch;
    size_t n = launch_order(row, m, &launch);
    *medians = values_of(launch, n);
    return n;
}

size_t estimate_launches(const struct row *row, enum metric m, double **medians)
{
    size_t n = estimate_series(row, m, medians);
    if (n)
        gsl_sort(*medians, 1, n);
    return n;
}

struct estimate estimate_of(const struct row *row, enum metric m)
{
    struct trials t;
    trials_that_count(row, m, &t);
    struct estimate e = {.launches = row->imported ? 0 : t.launches,
                         .quiet = row->imported ? 0 : t.quiet,
                         .apart = row->imported ? 0 : t.apart,
                         .noisy = t.noisy && !row->imported};
    struct launch_value *launch;
    size_t n = launch_order_of(&t, m, &launch);
    double *medians = values_of(launch, n), *all = checked_alloc(t.n, sizeof *all);
    interval_of_median(medians, row->imported ? 0 : n, &e.low, &e.high);
    if (n)
        gsl_sort(medians, 1, n);
    e.median = statistics_quantile(medians, n, 0.5);
    for (size_t i = 0; i < t.n; i++)
        all[i] = t.sample[i]->value[m];
    gsl_sort(all, 1, t.n);
    e.min = t.n ? all[0] : NAN;
    e.q1 = statistics_quantile(all, t.n, 0.25);
    e.q3 = statistics_quantile(all, t.n, 0.75);
    trials_free(&t);
    free(all);
    free(medians);
    return e;
}

struct row *row_at(const struct row *row, const struct reach *reach)
{
    struct row *copy = checked_alloc(1, sizeof *copy);
    *copy = *row;
    copy->reach = *reach;
    copy->time = estimate_of(copy, METRIC_real_time);
    copy->cycles = estimate_of(copy, METRIC_cycles_per_op);
    return copy;
}

double row_metric(const struct row *row, enum metric m)
{
    double *medians;
    size_t n = estimate_launches(row, m, &medians);
    double median = statistics_quantile(medians, n, 0.5);
    free(medians);
    return median;
}

void report_estimate(struct report *r)
{
    reaches_find(r);
    for (size_t i = 0; i < r->n_rows; i++) {
        struct row *row = &r->rows[i];
        row->time = estimate_of(row, METRIC_real_time);
        row->cycles = estimate_of(row, METRIC_cycles_per_op);
    }
    report_floors_renew(r);
}

double estimate_cycle_ns(const struct report *r)
{
    double *times = checked_alloc(r->n_rows, sizeof *times);
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        double ns = row_metric(&r->rows[i], METRIC_cycle_ns);
        if (isfinite(ns))
            times[n++] = ns;
    }
    gsl_sort(times, 1, n);
    double median = statistics_quantile(times, n, 0.5);
    free(times);
    return median;
}

void estimate_launch_range(const struct report *r, unsigned *fewest, unsigned *most)
{
    *fewest = *most = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        unsigned n = r->rows[i].time.launches;
        if (!row_measured(&r->rows[i]))
            continue;
        *fewest = !*most || n < *fewest ? n : *fewest;
        *most = n > *most ? n : *most;
    }
}

void estimate_modes(const struct row *row, enum metric metric, struct modes *m)
{
    double *medians;
    size_t n = estimate_launches(row, metric, &medians);
    modes_find(medians, n, m);
    free(medians);
}

json_t *modes_json(const struct modes *m)
{
    json_t *modes = json_array();
    for (unsigned i = 0; i < m->n; i++)
        json_array_append_new(modes, json_pack("{s:f, s:f, s:f, s:f}", "median", m->mode[i].median,
                                               "low", m->mode[i].low, "high", m->mode[i].high,
                                               "share", m->mode[i].share));
    return modes;
}
