// SPDX-License-Identifier: MIT
// Medians of launches, which trials they are of, and what follows for a row.
#include "report/statistics.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "report/interval.h"
#include "report/room.h"

struct trial {
    unsigned launch;
    bool disturbed;
    double value;
};

static int by_launch_and_value(const void *left, const void *right)
{
    const struct trial *a = left, *b = right;
    if (a->launch != b->launch)
        return a->launch < b->launch ? -1 : 1;
    return (a->value > b->value) - (a->value < b->value);
}

double statistics_quantile(const double *sorted, size_t n, double q)
{
    return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, q) : NAN;
}

/* Every trial that has m, by launch and then by value; *n of them. */
static struct trial *trials_of(const struct row *row, enum metric m, size_t *n)
{
    struct trial *trial = room_for(row->n_samples, sizeof *trial);
    *n = 0;
    for (size_t i = 0; i < row->n_samples; i++) {
        const struct sample *s = &row->samples[i];
        if (isfinite(s->value[m]))
            trial[(*n)++] = (struct trial){s->launch, s->value[METRIC_disturbed] == 1, s->value[m]};
    }
    qsort(trial, *n, sizeof *trial, by_launch_and_value);
    return trial;
}

/* The trials that count, in the same order, and what was left out, in *e. */
static struct trial *trials_that_count(const struct row *row, enum metric m, size_t *n, struct estimate *e)
{
    struct trial *trial = trials_of(row, m, n);
    for (size_t begin = 0, end; begin < *n; begin = end) {
        bool quiet = false;
        for (end = begin; end < *n && trial[end].launch == trial[begin].launch; end++)
            quiet |= !trial[end].disturbed;
        e->launches++;
        e->quiet += quiet;
    }
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++)
        if (!trial[i].disturbed || e->quiet < STATISTICS_ENOUGH) {
            e->noisy |= trial[i].disturbed;
            trial[kept++] = trial[i];
        }
    *n = kept;
    return trial;
}

/* The median of each launch in medians, by launch. Returns how many. */
static size_t launch_medians(const struct trial *trial, size_t n, double *medians)
{
    size_t launches = 0;
    double *values = room_for(n, sizeof *values);
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n && trial[end].launch == trial[begin].launch; end++)
            values[end - begin] = trial[end].value;
        medians[launches++] = statistics_quantile(values, end - begin, 0.5);
    }
    free(values);
    return launches;
}

size_t statistics_series(const struct row *row, enum metric m, double **medians)
{
    size_t n;
    struct estimate unused = {0};
    struct trial *trial = trials_that_count(row, m, &n, &unused);
    *medians = n ? room_for(n, sizeof **medians) : NULL;
    size_t launches = n ? launch_medians(trial, n, *medians) : 0;
    free(trial);
    return launches;
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
    size_t n;
    struct estimate e = {0};
    struct trial *trial = trials_that_count(row, m, &n, &e);
    double *medians = room_for(n, sizeof *medians), *all = room_for(n, sizeof *all);
    size_t launches = launch_medians(trial, n, medians);
    interval_of_median(medians, launches, &e.low, &e.high);
    gsl_sort(medians, 1, launches);
    e.median = statistics_quantile(medians, launches, 0.5);
    for (size_t i = 0; i < n; i++)
        all[i] = trial[i].value;
    gsl_sort(all, 1, n);
    e.min = n ? all[0] : NAN;
    e.q1 = statistics_quantile(all, n, 0.25);
    e.q3 = statistics_quantile(all, n, 0.75);
    free(trial);
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
