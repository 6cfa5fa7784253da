// SPDX-License-Identifier: MIT
// Made-up reports of many machines, side by side.
#pragma once

#include "report/machines/machines.h"
#include "tests/report/fake_report.h"
#include "tests/test.h"

enum { MOST = 20 };

struct fleet {
    struct report report[MOST];
    const struct report *reports[MOST];
    const struct noise *noise[MOST];
    char host[MOST][20];
    size_t n;
    struct machines m;
};

static inline void add(struct fleet *f, struct fake_options o)
{
    snprintf(f->host[f->n], sizeof f->host[0], "host-%zu", f->n);
    o.host = f->host[f->n];
    o.seed = f->n + 1;
    o.launches = o.launches ? o.launches : 12;
    fake_report(&f->report[f->n], &o);
    f->reports[f->n] = &f->report[f->n];
    f->n++;
}

static inline void done(struct fleet *f)
{
    machines_free(&f->m);
    for (size_t i = 0; i < f->n; i++)
        report_free(&f->report[i]);
}

static inline const struct machines_row *row_of(const struct fleet *f, const char *name)
{
    for (size_t i = 0; i < f->m.n_rows; i++)
        if (strcmp(f->m.row[i].row->name, name) == 0)
            return &f->m.row[i];
    fail_msg("no row %s", name);
    return NULL;
}

/* Of B the last launches are far, of five times the time. */
static inline void move_all_but(struct fleet *f, const char *name, unsigned near)
{
    for (size_t i = 0; i < f->n; i++) {
        struct row *row = report_row(&f->report[i], name);
        for (size_t k = 0; k < row->n_samples; k++) {
            const bool far = i == 1 && row->samples[k].launch >= near;
            row->samples[k].value[METRIC_line_ns] = far ? 300 : 60;
            row->samples[k].value[METRIC_real_time] *= far ? 5 : 1;
        }
    }
}

/* After samples have changed. */
static inline void estimate_all(struct fleet *f)
{
    for (size_t i = 0; i < f->n; i++)
        report_estimate(&f->report[i]);
}
