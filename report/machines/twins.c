// SPDX-License-Identifier: MIT
// Machines of one model that should be alike, and those that are not.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/machines/parts.h"
#include "report/model/facts.h"
#include "report/model/one_distance.h"
#include "report/statistics/hodges_lehmann.h"
#include "report/statistics/outliers.h"

/* The two classes of rows are looked at each by itself. */
#define TWINS_ALPHA (MACHINES_ALPHA / 2)

struct twins {
    const struct machines *m;
    size_t column[MACHINES_MOST];
    size_t n;
};

static const char *text_of(const struct machines *m, size_t column, const char *path)
{
    const char *text = json_string_value(report_member(m->report[column], path));
    return text ? text : "";
}

/* The columns of the first one's model, a host once: the last of its reports counts. */
static void find_twins(struct twins *t, const struct machines *m, size_t first)
{
    const char *print = text_of(m, first, "machine.fingerprint");
    *t = (struct twins){.m = m};
    for (size_t i = first; i < m->n && *print; i++) {
        const char *host = text_of(m, i, "machine.host");
        size_t k = 0;
        if (!*host || machines_unjudged(m->report[i]) ||
            strcmp(text_of(m, i, "machine.fingerprint"), print) != 0)
            continue;
        while (k < t->n && strcmp(text_of(m, t->column[k], "machine.host"), host) != 0)
            k++;
        t->column[k] = i;
        t->n += k == t->n;
    }
}

/* Each twin's row of that name; false where one has measured none. */
static bool rows_of(const struct twins *t, const char *name, const struct row **row)
{
    for (size_t i = 0; i < t->n; i++) {
        row[i] = report_row(t->m->report[t->column[i]], name);
        if (!row[i] || row[i]->kind != KIND_TIME || !row_measured(row[i]))
            return false;
    }
    return true;
}

/* The logarithms of the twins' times of the row, with their CPUs at one distance, less their
 * median; false where one lacks it. */
static bool deviations(const struct twins *t, const char *name, double *out)
{
    const struct row *row[MACHINES_MOST], *at[MACHINES_MOST];
    double sorted[MACHINES_MOST];
    if (!rows_of(t, name, row))
        return false;
    bool all = rows_at_one_distance(row, t->n, at) == t->n;
    for (size_t i = 0; i < t->n && all; i++) {
        all = at[i]->time.median > 0;
        out[i] = sorted[i] = log(at[i]->time.median);
    }
    rows_at_free(row, t->n, at);
    if (!all)
        return false;
    gsl_sort(sorted, 1, t->n);
    const double median = statistics_quantile(sorted, t->n, 0.5);
    for (size_t i = 0; i < t->n; i++)
        out[i] -= median;
    return true;
}

/* Of each twin a line of deviations, as long as there are rows of the class; and the median of the
 * rows' thresholds. Returns how many rows. */
static size_t collect(const struct twins *t, bool contended, double **all, double *threshold)
{
    const struct report *first = t->m->report[t->column[0]];
    double *one = checked_alloc(t->n, sizeof *one),
           *known = checked_alloc(first->n_rows, sizeof *known);
    size_t rows = 0;
    *all = checked_alloc(t->n * first->n_rows, sizeof **all);
    for (size_t i = 0; i < first->n_rows; i++) {
        const struct row *row = &first->rows[i];
        if (row_contended(row) != contended || !deviations(t, row->name, one))
            continue;
        for (size_t k = 0; k < t->n; k++)
            (*all)[k * first->n_rows + rows] = one[k];
        double noise = noise_threshold(t->m->noise[t->column[0]], row, 1);
        known[rows++] = isnan(noise) ? noise_assumed(row) : noise;
    }
    gsl_sort(known, 1, rows);
    *threshold = statistics_quantile(known, rows, 0.5);
    for (size_t k = 0; k < t->n; k++)
        memmove(*all + k * rows, *all + k * first->n_rows, rows * sizeof **all);
    free(one);
    free(known);
    return rows;
}

static void look(struct machines *m, const struct twins *t, bool contended)
{
    double *all, threshold, *usual = checked_alloc(t->n, sizeof *usual);
    bool *out = checked_alloc(t->n, sizeof *out);
    size_t rows = collect(t, contended, &all, &threshold);
    for (size_t k = 0; k < t->n && rows; k++)
        usual[k] = hodges_lehmann_paired(all + k * rows, rows);
    if (rows)
        outliers_find(usual, t->n, t->n / 8 + 1, TWINS_ALPHA, out);
    for (size_t k = 0; k < t->n; k++)
        if (out[k] && fabs(usual[k]) >= threshold) {
            m->outlier = checked_grow(m->outlier, m->n_outliers, sizeof *m->outlier);
            m->outlier[m->n_outliers++] = (struct machines_outlier){
                .column = t->column[k],
                .twins = t->n - 1,
                .rows = rows,
                .contended = contended,
                .ratio = hodges_lehmann_paired_ratio(all + k * rows, rows)};
        }
    free(all);
    free(usual);
    free(out);
}

void machines_find_outliers(struct machines *m)
{
    bool *seen = checked_alloc(m->n, sizeof *seen);
    for (size_t i = 0; i < m->n; i++) {
        struct twins t;
        if (seen[i])
            continue;
        find_twins(&t, m, i);
        for (size_t k = 0; k < m->n; k++)
            seen[k] |= strcmp(text_of(m, k, "machine.fingerprint"),
                              text_of(m, i, "machine.fingerprint")) == 0;
        if (t.n < MACHINES_TWINS_LEAST)
            continue;
        m->twins += t.n;
        look(m, &t, false);
        look(m, &t, true);
    }
    free(seen);
}
