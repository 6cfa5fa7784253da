// SPDX-License-Identifier: MIT
// Collects, orders and writes the curves of a line chart.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/charts/style.h"
#include "report/charts/sweep.h"

void sweep_add(struct sweep *s, const struct row *row, const char *series, double x)
{
    sweep_add_value(s, row, row->time, series, x);
}

void sweep_add_value(struct sweep *s, const struct row *row, struct estimate value,
                     const char *series, double x)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->points[i].x == x && strcmp(s->points[i].series, series) == 0)
            return;
    s->points = checked_grow(s->points, s->n, sizeof *s->points);
    struct sweep_point *p = &s->points[s->n++];
    *p = (struct sweep_point){.row = row, .value = value, .x = x};
    snprintf(p->series, sizeof p->series, "%s", series);
    chart_count_launches(&s->launches, row);
}

static int by_rank(const void *left, const void *right)
{
    const struct sweep_point *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    int names = strcmp(a->series, b->series);
    if (names != 0)
        return names;
    return (a->x > b->x) - (a->x < b->x);
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void sweep_arrange(struct sweep *s)
{
    for (size_t i = 0; i < s->n; i++) {
        double last = -INFINITY;
        for (size_t k = 0; k < s->n; k++)
            if (strcmp(s->points[i].series, s->points[k].series) == 0 && s->points[k].x > last) {
                last = s->points[k].x;
                s->points[i].rank = s->points[k].value.median;
            }
    }
    if (s->n == 0)
        return;
    qsort(s->points, s->n, sizeof *s->points, by_rank);
    s->xs = malloc(s->n * sizeof *s->xs);
    if (!s->xs)
        abort();
    for (size_t i = 0; i < s->n; i++) {
        s->xs[i] = s->points[i].x;
        s->n_series += i == 0 || strcmp(s->points[i].series, s->points[i - 1].series) != 0;
    }
    qsort(s->xs, s->n, sizeof *s->xs, by_value);
    for (size_t i = 0; i < s->n; i++)
        if (i == 0 || s->xs[i] != s->xs[s->n_xs - 1])
            s->xs[s->n_xs++] = s->xs[i];
}

static unsigned place_of(const struct sweep *s, double x)
{
    unsigned place = 0;
    while (place < s->n_xs && s->xs[place] != x)
        place++;
    return place + 1;
}

void sweep_write(FILE *f, const struct sweep *s, const char *title, const char *second,
                 const char *third)
{
    char list[CHART_TEXT] = "";
    size_t used = 0;
    for (unsigned i = 0; i < s->n_xs && used + 16 < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%g", i ? " " : "", s->xs[i]);
    chart_head(
        f, s->in, &s->launches,
        &(struct chart_head){
            .title = title,
            .unit = s->unit ? s->unit : chart_unit(s->points[0].row),
            .note = s->note,
            .series = s->n_series,
            .extra = {list, second, third},
            .columns =
                s->unit ? "series, colour, dash, mark, x, place of x, median, low, high, threads, "
                          "CPUs, row"
                        : "series, colour, dash, mark, x, place of x, median ns, low ns, high ns, "
                          "threads, "
                          "CPUs, row"});
    for (size_t i = 0; i < s->n; i++) {
        const struct sweep_point *p = &s->points[i];
        if (i == 0 || strcmp(p->series, p[-1].series) != 0)
            fputs("\n\n", f);
        fputs(p->series, f);
        chart_style_write(f, chart_style_of(p->series));
        fprintf(f, "\t%.6g\t%u", p->x, place_of(s, p->x));
        chart_estimate(f, &p->value, 1);
        fprintf(f, "\t%u\t%u\t%s\n", p->row->threads, p->row->cpus, p->row->name);
    }
}

void sweep_free(struct sweep *s)
{
    free(s->points);
    free(s->xs);
}

void sweep_hold(struct held *h, size_t n, const struct report *r, const char *family,
                const char *scenario)
{
    for (size_t i = 0; i < n; i++)
        h[i].known =
            chart_pick(r, family, scenario, h[i].key, h[i].wanted, h[i].value, sizeof h[i].value);
}

bool sweep_fits(const struct row *row, const struct held *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (h[i].known && !chart_param_fits(row, h[i].key, h[i].value))
            return false;
    return true;
}
