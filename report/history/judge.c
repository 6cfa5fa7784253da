// SPDX-License-Identifier: MIT
// Which rows changed, and when.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "report/history/parts.h"
#include "report/statistics/holm.h"

/* Of a spread by medians, against a standard deviation, where values are normal. */
static const double efficiency = 0.37;

static int by_time(const void *left, const void *right, void *argument)
{
    const struct history_report *report = argument, *a = &report[*(const size_t *)left],
                                *b = &report[*(const size_t *)right];
    if (a->when != b->when)
        return a->when < b->when ? -1 : 1;
    return (a > b) - (a < b);
}

static int by_report(const void *left, const void *right)
{
    const struct history_point *a = left, *b = right;
    return (a->report > b->report) - (a->report < b->report);
}

/* Like with like: the host may have moved the CPUs between two reports. */
static void keep_one_distance(struct history_row *row)
{
    double *line_ns = checked_alloc(row->n, sizeof *line_ns);
    size_t known = 0, kept = 0;
    for (size_t i = 0; i < row->n; i++)
        if (!isnan(row->point[i].line_ns))
            line_ns[known++] = row->point[i].line_ns;
    gsl_sort(line_ns, 1, known);
    const struct reach usual = reach_of_most(line_ns, known);
    for (size_t i = 0; i < row->n; i++)
        if (reach_has(&usual, row->point[i].line_ns))
            row->point[kept++] = row->point[i];
    row->apart = row->n - kept;
    row->n = kept;
    free(line_ns);
}

static void put_in_order(struct history *h)
{
    size_t *order = checked_alloc(h->n_reports, sizeof *order),
           *place = checked_alloc(h->n_reports, sizeof *place);
    struct history_report *sorted = checked_alloc(h->n_reports, sizeof *sorted);
    for (size_t i = 0; i < h->n_reports; i++)
        order[i] = i;
    qsort_r(order, h->n_reports, sizeof *order, by_time, h->report);
    for (size_t i = 0; i < h->n_reports; i++) {
        sorted[i] = h->report[order[i]];
        place[order[i]] = i;
    }
    free(h->report);
    h->report = sorted;
    for (size_t i = 0; i < h->n_rows; i++) {
        struct history_row *row = &h->row[i];
        keep_one_distance(row);
        h->apart += row->apart > 0;
        row->log_ns = checked_alloc(row->n, sizeof *row->log_ns);
        for (size_t k = 0; k < row->n; k++)
            row->point[k].report = place[row->point[k].report];
        qsort(row->point, row->n, sizeof *row->point, by_report);
        for (size_t k = 0; k < row->n; k++)
            row->log_ns[k] = log(row->point[k].ns);
    }
    free(order);
    free(place);
}

/* The least number of reports that can give a p that low. */
static size_t reports_for(double p)
{
    size_t n = 2 * (size_t)RANK_SCAN_LEAST;
    while (n < HISTORY_MOST && rank_scan_least_p(n) > p)
        n++;
    return n;
}

size_t history_least(void)
{
    return reports_for(HISTORY_ALPHA);
}

/*
 * What the row must have moved by: what two runs of this history keep below in 95 of 100 cases, by
 * the spread from run to run, and never less than the noise file says of one row. How many rows are
 * looked at does not count here: p is adjusted for it.
 */
static void take_threshold(const struct history *h, struct history_row *row)
{
    double known = noise_threshold(h->noise, &row->like, 1),
           own = gsl_cdf_tdist_Qinv(0.025, fmax(1, efficiency * ((double)row->n - 1))) * sqrt(2) *
                 changes_spread(row->log_ns, row->n);
    row->measured = !isnan(known);
    row->threshold = fmax(log1p(NOISE_LEAST), fmax(known, own));
}

static void test_rows(struct history *h, struct rank_scan *scan)
{
    double *adjusted = checked_alloc(h->n_rows, sizeof *adjusted);
    for (size_t i = 0; i < h->n_rows; i++) {
        struct history_row *row = &h->row[i];
        size_t begin, end;
        if (row->n >= h->needs)
            row->p = rank_scan_p(scan, row->log_ns, row->n, &begin, &end);
        adjusted[i] = row->p;
    }
    benjamini_hochberg_adjust(adjusted, h->n_rows);
    for (size_t i = 0; i < h->n_rows; i++)
        h->row[i].p_adjusted = adjusted[i];
    free(adjusted);
}

/* The stretches of a row that was found are searched at the level at which it was found. */
static void find_changes(struct history *h, struct rank_scan *scan)
{
    size_t found = 0;
    for (size_t i = 0; i < h->n_rows; i++)
        found += h->row[i].p_adjusted <= HISTORY_ALPHA;
    for (size_t i = 0; i < h->n_rows; i++) {
        struct history_row *row = &h->row[i];
        if (!(row->p_adjusted <= HISTORY_ALPHA))
            continue;
        changes_find(&row->changes, scan, row->log_ns, row->n,
                     HISTORY_ALPHA * (double)found / (double)h->looked, row->threshold);
        h->changed += row->changes.n > 0;
        h->drifting += row->changes.drifts;
    }
}

void history_judge(struct history *h, const struct noise *noise, struct rank_scan *scan)
{
    put_in_order(h);
    history_events(h);
    h->noise = noise;
    h->needs = history_least();
    for (size_t i = 0; i < h->n_rows; i++) {
        h->looked += h->row[i].n >= h->needs;
        h->few += h->row[i].n < h->needs;
        take_threshold(h, &h->row[i]);
    }
    h->alone = reports_for(HISTORY_ALPHA / (double)(h->looked ? h->looked : 1));
    test_rows(h, scan);
    find_changes(h, scan);
}

double history_largest(const struct history_row *row)
{
    double largest = NAN;
    for (size_t i = 0; i < row->changes.n; i++)
        if (!(fabs(row->changes.change[i].size.value) <= fabs(largest)))
            largest = row->changes.change[i].size.value;
    return largest;
}

static int largest_first(const void *left, const void *right)
{
    const struct history_row *const *a = left, *const *b = right;
    double x = fabs(history_largest(*a)), y = fabs(history_largest(*b));
    return x != y ? (x < y) - (x > y) : (*a > *b) - (*a < *b);
}

size_t history_changed(const struct history *h, const struct history_row ***rows)
{
    size_t n = 0;
    *rows = checked_alloc(h->n_rows, sizeof **rows);
    for (size_t i = 0; i < h->n_rows; i++)
        if (h->row[i].changes.n)
            (*rows)[n++] = &h->row[i];
    qsort(*rows, n, sizeof **rows, largest_first);
    return n;
}

size_t history_slower(const struct history *h, time_t since)
{
    size_t slower = 0;
    for (size_t i = 0; i < h->n_rows; i++) {
        const struct history_row *row = &h->row[i];
        bool found = false;
        for (size_t k = 0; k < row->changes.n; k++) {
            const struct change *c = &row->changes.change[k];
            found |= c->size.value > 0 && h->report[row->point[c->at].report].when >= since;
        }
        slower += found;
    }
    return slower;
}

double history_level(const struct history_row *row, size_t change, int side, size_t *reports)
{
    const struct changes *c = &row->changes;
    size_t first = side ? change : change - 1,
           begin = side     ? c->change[change].at
                   : change ? c->change[first].at
                            : 0,
           end = side ? (change + 1 < c->n ? c->change[change + 1].at : row->n)
                      : c->change[change].at;
    double sum = 0;
    for (size_t i = begin; i < end; i++)
        sum += row->log_ns[i];
    *reports = end - begin;
    return exp(sum / (double)(end - begin));
}
