// SPDX-License-Identifier: MIT
// Medians of launches, and what follows for a row.
#include "report/statistics/statistics.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "common/alloc.h"
#include "report/model/launch_order.h"
#include "report/statistics/interval.h"

double statistics_quantile(const double *sorted, size_t n, double q)
{
    return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, q) : NAN;
}

/* Frees launch. NULL where n is 0. */
static double *values_of(struct launch_value *launch, size_t n)
{
    double *values = n ? room_for(n, sizeof *values) : NULL;
    for (size_t i = 0; i < n; i++)
        values[i] = launch[i].value;
    free(launch);
    return values;
}

size_t statistics_series(const struct row *row, enum metric m, double **medians)
{
    struct launch_value *launch;
    size_t n = launch_order(row, m, &launch);
    *medians = values_of(launch, n);
    return n;
}

size_t statistics_launches(const struct row *row, enum metric m, double **medians)
{
    size_t n = statistics_series(row, m, medians);
    if (n)
        gsl_sort(*medians, 1, n);
    return n;
}

uint64_t statistics_seed(uint64_t seed, const char *name)
{
    uint64_t h =
        0xcbf29ce484222325u ^ seed; /* FNV-1a, then a mixer, since the generator takes 32 bits of it */
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001b3u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    return h ^ h >> 33;
}

struct estimate statistics_estimate(const struct row *row, enum metric m)
{
    struct trials t;
    trials_that_count(row, m, &t);
    struct estimate e = {.launches = t.launches, .quiet = t.quiet, .noisy = t.noisy};
    struct launch_value *launch;
    size_t n = launch_order_of(&t, m, &launch);
    double *medians = values_of(launch, n), *all = room_for(t.n, sizeof *all);
    interval_of_median(medians, n, &e.low, &e.high);
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

double statistics_range_coverage(unsigned launches)
{
    return launches ? 1 - pow(2, 1 - (double)launches) : 0;
}

double row_metric(const struct row *row, enum metric m)
{
    double *medians;
    size_t n = statistics_launches(row, m, &medians);
    double median = statistics_quantile(medians, n, 0.5);
    free(medians);
    return median;
}

void report_estimate(struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++) {
        struct row *row = &r->rows[i];
        row->time = statistics_estimate(row, METRIC_real_time);
        row->cycles = statistics_estimate(row, METRIC_cycles_per_op);
    }
}

double statistics_cycle_ns(const struct report *r)
{
    double *times = room_for(r->n_rows, sizeof *times);
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

void statistics_launch_range(const struct report *r, unsigned *fewest, unsigned *most)
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
