// SPDX-License-Identifier: MIT
// A synthetic report of a machine that counts line transfers.
#pragma once

#include "tests/report/charts/report.h"

/* Gives every row of the family whose name holds words so many counted transfers per operation. */
static inline void count(struct report *r, const char *family, const char *words, double transfers)
{
    for (size_t i = 0; i < r->n_rows; i++) {
        struct row *row = &r->rows[i];
        if (strncmp(row->name, family, strlen(family)) != 0 || !strstr(row->name, words))
            continue;
        for (size_t k = 0; k < row->n_samples; k++)
            row->samples[k].value[METRIC_pmu_line_transfers] =
                transfers * wobble(row->name, row->samples[k].launch + 3);
    }
}

/* A report of a machine that counts: what shares a line moves it, what is padded does not. */
static inline void build_counted(struct report *r, unsigned cpus)
{
    build_report(r, cpus);
    count(r, "atomic/", "/shared-line/", 0.4);
    count(r, "mutex/", "/contended/", 1.7);
    count(r, "counter/shared/", "", 0.3);
    count(r, "counter/adjacent/", "", 0.25);
    count(r, "counter/padded", "", 0);
}

static inline void drop(struct report *r, const char *words)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (strstr(r->rows[i].name, words))
            r->rows[i].status = ROW_FAILED;
}
