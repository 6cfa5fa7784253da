// SPDX-License-Identifier: MIT
// Data of the core-to-core heatmap, and the same as the comma-separated triangle that public
// galleries use.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "report/charts/axis.h"
#include "report/charts/data.h"
#include "report/model/pairs.h"

/* By line and cell of the triangle; of one cell the row that the report has first. */
static int by_cell(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

size_t chart_write_pairs_csv(FILE *f, const struct report *r)
{
    struct pairs p;
    pairs_of(&p, r);
    const size_t n = p.n;
    const struct pair *at = p.pair, *end = p.pair + n;
    if (n)
        qsort(p.pair, n, sizeof *p.pair, by_cell);
    for (size_t y = 0; y < p.n_cpus; y++) {
        for (size_t x = 0; x < p.n_cpus; x++) {
            if (x > 0)
                fputc(',', f);
            if (at < end && at->b == p.cpus[y] && at->a == p.cpus[x])
                fprintf(f, "%.6g", at->ns);
            while (at < end && at->b == p.cpus[y] && at->a == p.cpus[x])
                at++;
        }
        fputc('\n', f);
    }
    pairs_free(&p);
    return n;
}

static void put_pair(FILE *f, const struct axis *axis, const struct pair *pair)
{
    const struct cell at = axis_cell(axis, pair);
    char ns[32], low[32], high[32];
    const struct estimate *trip = &pair->time;
    /* the interval is known of the round trip; one way is half of it */
    const double scale = pair->ns / trip->median;
    chart_ns_text(pair->ns, ns, sizeof ns);
    fprintf(f, "%zu\t%zu\t%d\t%d", at.column + 1, at.line + 1, pair->a, pair->b);
    chart_estimate(f, trip, scale);
    fprintf(f, "\t%s", ns);
    if (trip->launches > 1 && isfinite(trip->low) && isfinite(trip->high)) {
        chart_ns_text(trip->low * scale, low, sizeof low);
        chart_ns_text(trip->high * scale, high, sizeof high);
        fprintf(f, "\t%s to %s\n", low, high);
    } else {
        fputs("\t-\n", f);
    }
}

/* The triangle as lines of figures: a picture of points where there are too many for boxes. */
static void put_grid(FILE *f, const struct axis *axis, const struct pairs *p)
{
    double *ns = checked_alloc(axis->n * axis->n, sizeof *ns);
    for (size_t i = 0; i < axis->n * axis->n; i++)
        ns[i] = NAN;
    for (size_t i = 0; i < p->n; i++) {
        const struct cell at = axis_cell(axis, &p->pair[i]);
        ns[at.line * axis->n + at.column] = p->pair[i].ns;
    }
    for (size_t i = 0; i < axis->n * axis->n; i++)
        if (isfinite(ns[i]))
            fprintf(f, "%.4g%c", ns[i], (i + 1) % axis->n ? '\t' : '\n');
        else
            fprintf(f, "NaN%c", (i + 1) % axis->n ? '\t' : '\n');
    free(ns);
}

/* A first line that is drawn nowhere: gnuplot takes no empty block. */
static void put_borders(FILE *f, const struct axis *axis)
{
    fputs("0\tNaN\n", f);
    for (size_t i = 1; i < axis->n; i++)
        if (axis->border[i] != BORDER_none)
            fprintf(f, "%zu\t%d\n", i, axis->border[i]);
}

static void put_blocks(FILE *f, const struct axis *axis, const struct pairs *p)
{
    const size_t boxes = 64; /* CPUs; plots/core-to-core.gp knows it, too */
    fputs("\n\n", f);
    for (size_t i = 0; i < p->n; i++)
        put_pair(f, axis, &p->pair[i]);
    fputs("\n\n", f);
    for (size_t i = 0; i < axis->n; i++)
        fprintf(f, "%zu\t%d\n", i + 1, axis->cpu[i]);
    fputs("\n\n", f);
    put_borders(f, axis);
    if (axis->n > boxes) {
        fputs("\n\n", f);
        put_grid(f, axis, p);
    }
}

void chart_write_core_to_core(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Core to core: time for a cache line to go from one CPU to another";
    struct pairs p;
    pairs_of(&p, in->reports[0]);
    if (p.n == 0) {
        chart_nothing(f, title,
                      "needs floor/core-to-core or floor/line-transfer rows: a machine with at "
                      "least two CPUs to measure");
        pairs_free(&p);
        return;
    }
    struct chart_launches launches = {0};
    for (size_t i = 0; i < p.n; i++)
        if (i == 0 || p.pair[i].row != p.pair[i - 1].row)
            chart_count_launches(&launches, p.pair[i].row);
    struct axis axis;
    axis_of(&axis, &p);
    char count[24];
    snprintf(count, sizeof count, "%zu", axis.n);
    chart_head(
        f, in, &launches,
        &(struct chart_head){
            .title = title,
            .unit = "one way, ns (half a round trip)",
            .series = 2,
            .extra = {count,
                      axis.n < p.n_cpus ? "diagonal: a core's own two hardware threads" : NULL,
                      axis.remark},
            .columns = "1: column, row, CPU, CPU, one-way ns, low ns, high ns, text, interval as "
                       "text; 2: place, CPU; 3: a border behind that place, 1 of an L3, 2 of a "
                       "NUMA node, 3 of a package; 4: lines of one-way ns, of more than 64 CPUs"});
    put_blocks(f, &axis, &p);
    axis_free(&axis);
    pairs_free(&p);
}
