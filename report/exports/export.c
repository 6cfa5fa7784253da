// SPDX-License-Identifier: MIT
// What an export holds: the measured rows, and of each the trials that its format is to have.
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/exports/export.h"
#include "report/model/facts.h"
#include "report/model/trials.h"

static const struct exporter exporters[] = {
    {"gbench", EXPORT_POOLED, true, false, export_gbench},
    {"benchfmt", EXPORT_POOLED, false, false, export_benchfmt},
    {"csv", EXPORT_EVERY, false, false, export_csv},
    {"bmf", EXPORT_MEDIANS, false, false, export_bmf},
    {"gha", EXPORT_MEDIANS, false, false, export_gha},
    {"litmus7", EXPORT_EVERY, false, true, export_litmus7},
};

const struct exporter *exporter_find(const char *name)
{
    for (size_t i = 0; i < sizeof exporters / sizeof *exporters; i++)
        if (strcmp(exporters[i].name, name) == 0)
            return &exporters[i];
    return NULL;
}

static size_t drop_untimed(const struct sample **sample, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(sample[i]->value[METRIC_cpu_time]))
            sample[kept++] = sample[i];
    return kept;
}

/* Adds the row, unless nothing of it is left. */
static void take_row(struct export *e, const struct row *row, const struct exporter *x)
{
    struct export_row *to = &e->rows[e->n_rows];
    *to = (struct export_row){.row = row};
    if (x->trials == EXPORT_MEDIANS) {
        e->n_rows++;
        return;
    }
    struct trials t;
    if (x->trials == EXPORT_EVERY)
        trials_in_order(row, &t);
    else
        trials_that_count(row, METRIC_real_time, &t);
    to->sample = t.sample;
    to->n = x->needs_cpu_time ? drop_untimed(t.sample, t.n) : t.n;
    e->disturbed_out += t.left_out;
    e->far_out += t.far;
    e->untimed_out += t.n - to->n;
    if (to->n)
        e->n_rows++;
    else
        free(to->sample);
}

/* A guarantee has no time; one that was broken has counts all the same. */
static bool has_what_it_needs(const struct row *row, const struct exporter *x)
{
    return x->guarantees ? row->n_samples > 0 : row_measured(row);
}

void export_select(struct export *e, const struct report *r, const struct exporter *x,
                   const regex_t *filter)
{
    *e = (struct export){.report = r,
                         .rows = checked_alloc(r->n_rows, sizeof *e->rows),
                         .emulated = json_is_true(report_member(r, "machine.emulated")),
                         .imported = report_imported(r)};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (filter && regexec(filter, row->name, 0, NULL, 0) != 0)
            continue;
        if (x->guarantees != (row->kind == KIND_GUARANTEE))
            continue;
        e->matched++;
        if (has_what_it_needs(row, x))
            take_row(e, row, x);
    }
}

void export_free(struct export *e)
{
    for (size_t i = 0; i < e->n_rows; i++)
        free(e->rows[i].sample);
    free(e->rows);
    *e = (struct export){0};
}

void export_write(FILE *out, const struct exporter *x, const struct export *e)
{
    locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (!plain)
        abort();
    locale_t before = uselocale(plain);
    x->write(out, e);
    uselocale(before);
    freelocale(plain);
}
