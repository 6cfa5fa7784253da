// SPDX-License-Identifier: MIT
// Made-up histories: rows given as values, without reports behind them.
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/history/history.h"

/* Adds a report a day, of a revision each. */
static inline void made_reports(struct history *h, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct history_report r = {.when = (time_t)(1767225600 + 86400 * (long)i)};
        struct tm tm;
        gmtime_r(&r.when, &tm);
        strftime(r.date, sizeof r.date, "%Y-%m-%d %H:%M", &tm);
        snprintf(r.revision, sizeof r.revision, "r%zu", i);
        r.facts = checked_alloc(64, 1);
        for (int k = 0; k < 31; k++)
            r.facts[2 * k] = '-';
        h->report = checked_grow(h->report, h->n_reports, sizeof *h->report);
        h->report[h->n_reports++] = r;
    }
}

/* Adds a row that the first n reports have, with these logarithms of times. */
static inline struct history_row *made_row(struct history *h, const char *name, unsigned threads,
                                           const double *log_ns, size_t n)
{
    h->row = checked_grow(h->row, h->n_rows, sizeof *h->row);
    struct history_row *row = &h->row[h->n_rows++];
    *row = (struct history_row){.like = {.name = strdup(name), .threads = threads},
                                .p = NAN,
                                .p_adjusted = NAN,
                                .threshold = NAN};
    for (size_t i = 0; i < n; i++) {
        row->point = checked_grow(row->point, row->n, sizeof *row->point);
        row->point[row->n++] = (struct history_point){i, exp(log_ns[i]), NAN, NAN, NAN};
    }
    return row;
}
