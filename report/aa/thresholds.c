// SPDX-License-Identifier: MIT
// Noise from runs that do not differ.
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "common/text.h"
#include "report/aa/aa.h"
#include "report/model/estimate.h"
#include "report/model/facts.h"
#include "report/model/one_distance.h"
#include "report/noise/parts.h"
#include "report/statistics/hodges_lehmann.h"

/* The largest |log ratio| of two of the n runs' rows. */
static double widest_pair(const struct row *const *runs, size_t n)
{
    double **launches = checked_alloc(n, sizeof *launches), widest = 0;
    size_t *count = checked_alloc(n, sizeof *count);
    for (size_t i = 0; i < n; i++)
        count[i] = estimate_launches(runs[i], METRIC_real_time, &launches[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            widest = fmax(
                widest,
                fabs(
                    log(hodges_lehmann_ratio(launches[i], count[i], launches[j], count[j]).value)));
    for (size_t i = 0; i < n; i++)
        free(launches[i]);
    free(launches);
    free(count);
    return widest;
}

static void add_row(struct noise *noise, const struct row *const *runs, size_t n, double width)
{
    double *logs = checked_alloc(n, sizeof *logs);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(runs[i]->time.median);
    double sd = gsl_stats_sd(logs, 1, n);
    double bound = noise_student((unsigned)n, 1) * sqrt(2) * sd;
    double threshold = fmax(bound, widest_pair(runs, n));
    free(logs);
    if (!isfinite(threshold))
        return;
    char *name = strdup(runs[0]->name);
    if (!name)
        abort();
    noise->row[noise->n_rows++] = (struct noise_row){.name = name,
                                                     .threshold = threshold,
                                                     .spread = sd,
                                                     .runs = (unsigned)n,
                                                     .cause = noise_cause(runs, n, width)};
}

/* Of the n runs' rows those count whose CPUs were at one distance: between two distances the
 * difference is no noise. */
static void add_row_at_one_distance(struct noise *noise, const struct row *const *runs, size_t n,
                                    double width)
{
    const struct row **at = checked_alloc(n, sizeof *at), **counted = checked_alloc(n, sizeof *at);
    size_t found = 0;
    rows_at_one_distance(runs, n, at);
    for (size_t i = 0; i < n; i++)
        if (at[i])
            counted[found++] = at[i];
    if (found >= NOISE_RUNS)
        add_row(noise, counted, found, width);
    else
        noise->apart++;
    rows_at_free(runs, n, at);
    free(at);
    free(counted);
}

/* The most of a metric in any trial of the runs; NAN where none has it. */
static double most_of(const struct report *runs, size_t n, enum metric m)
{
    double most = NAN;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < runs[k].n_rows; i++)
            for (size_t s = 0; s < runs[k].rows[i].n_samples; s++)
                most = fmax(most, runs[k].rows[i].samples[s].value[m]);
    return most;
}

static void add_rows(struct noise *noise, const struct report *runs, size_t n)
{
    const struct row **same = checked_alloc(n, sizeof *same);
    double width = most_of(runs, n, METRIC_core_width);
    noise->row = checked_alloc(runs[0].n_rows, sizeof *noise->row);
    for (size_t i = 0; i < runs[0].n_rows; i++) {
        bool all = true;
        for (size_t k = 0; k < n; k++) {
            same[k] = report_row(&runs[k], runs[0].rows[i].name);
            all &= same[k] && row_measured(same[k]) && same[k]->time.median > 0;
        }
        if (all)
            add_row_at_one_distance(noise, same, n, width);
    }
    free(same);
    noise_sort(noise);
}

static double quantile_of_family(const struct noise *noise, const struct report *r,
                                 const char *family, bool wanted)
{
    double *thresholds = checked_alloc(noise->n_rows, sizeof *thresholds);
    size_t n = 0;
    char name[64];
    for (size_t i = 0; i < noise->n_rows; i++) {
        const struct row *row = report_row(r, noise->row[i].name);
        if (row_part(row, 0, name, sizeof name) && strcmp(name, family) == 0 &&
            row_contended(row) == wanted)
            thresholds[n++] = noise->row[i].threshold;
    }
    gsl_sort(thresholds, 1, n);
    double quantile = statistics_quantile(thresholds, n, 0.9);
    free(thresholds);
    return quantile;
}

static bool has_family(const struct noise *noise, const char *name)
{
    for (size_t i = 0; i < noise->n_families; i++)
        if (strcmp(noise->family[i].name, name) == 0)
            return true;
    return false;
}

static void add_families(struct noise *noise, const struct report *r)
{
    noise->family = checked_alloc(noise->n_rows, sizeof *noise->family);
    for (size_t i = 0; i < noise->n_rows; i++) {
        struct noise_family f = {0};
        if (!row_part(report_row(r, noise->row[i].name), 0, f.name, sizeof f.name) ||
            has_family(noise, f.name))
            continue;
        for (int wanted = 0; wanted < 2; wanted++)
            f.threshold[wanted] = quantile_of_family(noise, r, f.name, wanted);
        noise->family[noise->n_families++] = f;
    }
}

int noise_from_reports(const struct report *runs, size_t n, const char *made, struct noise *out,
                       char err[SC_ERR])
{
    *out = (struct noise){.runs = (unsigned)n};
    if (noise_check_runs(runs, n, err) != 0)
        return -1;
    report_fact(&runs[0], "machine.fingerprint", out->fingerprint, sizeof out->fingerprint);
    if (report_member(&runs[0], "machine.host"))
        report_fact(&runs[0], "machine.host", out->host, sizeof out->host);
    report_fact(&runs[0], "machine.slug", out->machine, sizeof out->machine);
    report_fact(&runs[0], "run.profile", out->profile, sizeof out->profile);
    text_clean(made, out->made, sizeof out->made);
    add_rows(out, runs, n);
    if (out->n_rows == 0) {
        snprintf(err, SC_ERR,
                 out->apart ? "no row had its CPUs at one distance in enough of the %zu runs: a "
                              "host moved them; take more runs"
                            : "no row was measured in all %zu runs: run them with one profile and "
                              "filter",
                 n);
        noise_free(out);
        return -1;
    }
    add_families(out, &runs[0]);
    out->alarms = noise_count_alarms(runs, n);
    return 0;
}
