// SPDX-License-Identifier: MIT
// Data of the core-to-core heatmap, and the same as the comma-separated triangle that public
// galleries use.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
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

/* A core's second hardware thread is measured against its sibling alone: it gets no line of its own
 * but its core's place on the diagonal. */
static bool only_sibling(const struct pairs *p, const struct pair *pair)
{
    return p->n > 1 && p->met[pairs_place(p->cpus, p->n_cpus, pair->b)] == 1 &&
           p->met[pairs_place(p->cpus, p->n_cpus, pair->a)] > 1;
}

/* Takes the CPUs that have no line of their own out of cpus, whose others come first then. Returns
 * how many these are. */
static size_t make_axis(struct pairs *p)
{
    bool *gone = checked_alloc(p->n_cpus, sizeof *gone);
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++)
        if (only_sibling(p, &p->pair[i]))
            gone[pairs_place(p->cpus, p->n_cpus, p->pair[i].b)] = true;
    for (size_t i = 0; i < p->n_cpus; i++)
        if (!gone[i])
            p->cpus[kept++] = p->cpus[i];
    free(gone);
    return kept;
}

void chart_write_core_to_core(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Core to core: time for a cache line to go from one CPU to another";
    struct pairs p;
    pairs_of(&p, in->reports[0]);
    if (p.n == 0) {
        chart_nothing(
            f, title,
            "needs floor/line-transfer rows: a machine with at least two CPUs to measure");
        pairs_free(&p);
        return;
    }
    struct chart_launches launches = {0};
    for (size_t i = 0; i < p.n; i++)
        chart_count_launches(&launches, p.pair[i].row);
    size_t n_axis = make_axis(&p);
    bool diagonal = n_axis < p.n_cpus;
    char count[24];
    snprintf(count, sizeof count, "%zu", n_axis);
    chart_head(
        f, in, &launches,
        &(struct chart_head){
            .title = title,
            .unit = "one way, ns (half a round trip)",
            .series = 2,
            .extra = {count, diagonal ? "diagonal: a core's own two hardware threads" : NULL},
            .columns = "1: column, row, CPU, CPU, one-way ns, low ns, high ns, text, interval as "
                       "text; 2: place, CPU"});
    fputs("\n\n", f);
    for (size_t i = 0; i < p.n; i++) {
        const struct pair *pair = &p.pair[i];
        size_t x = pairs_place(p.cpus, n_axis, pair->a), y = pairs_place(p.cpus, n_axis, pair->b);
        char ns[32], low[32], high[32];
        const struct estimate *trip = &pair->time;
        double scale =
            /* the interval is known of the round trip; one way is half of it */
            pair->ns / trip->median;
        chart_ns_text(pair->ns, ns, sizeof ns);
        fprintf(f, "%zu\t%zu\t%d\t%d", x + 1, (y < n_axis ? y : x) + 1, pair->a, pair->b);
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
    fputs("\n\n", f);
    for (size_t i = 0; i < n_axis; i++)
        fprintf(f, "%zu\t%d\n", i + 1, p.cpus[i]);
    pairs_free(&p);
}
