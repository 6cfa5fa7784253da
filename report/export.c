// SPDX-License-Identifier: MIT
// What an export holds: the measured rows, and of each the trials that its format is to have.
#include "report/export.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/statistics.h"
#include "report/words.h"

static const struct exporter exporters[] = {
    {"gbench", EXPORT_POOLED, true, export_gbench}, {"benchfmt", EXPORT_POOLED, false, export_benchfmt},
    {"csv", EXPORT_EVERY, false, export_csv},       {"bmf", EXPORT_MEDIANS, false, export_bmf},
    {"gha", EXPORT_MEDIANS, false, export_gha},
};

const struct exporter *exporter_find(const char *name)
{
    for (size_t i = 0; i < sizeof exporters / sizeof *exporters; i++)
        if (strcmp(exporters[i].name, name) == 0)
            return &exporters[i];
    return NULL;
}

static void *allocate(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

static int by_launch_and_trial(const void *left, const void *right)
{
    const struct sample *a = *(const struct sample *const *)left, *b = *(const struct sample *const *)right;
    if (a->launch != b->launch)
        return a->launch < b->launch ? -1 : 1;
    return (a->trial > b->trial) - (a->trial < b->trial);
}

static bool disturbed(const struct sample *s)
{
    return s->value[METRIC_disturbed] > 0;
}

/* Launches that have an undisturbed one among n trials in order. */
static size_t quiet_launches(const struct sample *const *sample, size_t n)
{
    size_t launches = 0;
    const struct sample *last = NULL;
    for (size_t i = 0; i < n; i++) {
        if (disturbed(sample[i]))
            continue;
        launches += !last || sample[i]->launch != last->launch;
        last = sample[i];
    }
    return launches;
}

static size_t every_trial(const struct row *row, const struct sample **chosen, bool timed)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_samples; i++)
        if (!timed || isfinite(row->samples[i].value[METRIC_real_time]))
            chosen[n++] = &row->samples[i];
    qsort(chosen, n, sizeof *chosen, by_launch_and_trial);
    return n;
}

size_t export_choose(const struct row *row, const struct sample **chosen, size_t *left_out)
{
    size_t n = every_trial(row, chosen, true), kept = 0;
    *left_out = 0;
    if (quiet_launches(chosen, n) < STATISTICS_ENOUGH)
        return n;
    for (size_t i = 0; i < n; i++)
        if (!disturbed(chosen[i]))
            chosen[kept++] = chosen[i];
    *left_out = n - kept;
    return kept;
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
    size_t left_out = 0;
    to->sample = allocate(row->n_samples, sizeof(struct sample *));
    to->n = x->trials == EXPORT_EVERY ? every_trial(row, to->sample, false)
                                      : export_choose(row, to->sample, &left_out);
    size_t n = x->needs_cpu_time ? drop_untimed(to->sample, to->n) : to->n;
    e->disturbed_out += left_out;
    e->untimed_out += to->n - n;
    to->n = n;
    if (n)
        e->n_rows++;
    else
        free(to->sample);
}

void export_select(struct export *e, const struct report *r, const struct exporter *x, const regex_t *filter)
{
    *e = (struct export){.report = r,
                         .rows = allocate(r->n_rows, sizeof *e->rows),
                         .emulated = json_is_true(words_member(r, "machine.emulated"))};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        if (filter && regexec(filter, row->name, 0, NULL, 0) != 0)
            continue;
        e->matched++;
        if (row_measured(row))
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
