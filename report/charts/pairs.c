// SPDX-License-Identifier: MIT
// Data of the core-to-core heatmap, and the same as the comma-separated triangle that public
// galleries use.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/charts/data.h"
#include "report/model/pairs.h"

size_t chart_write_pairs_csv(FILE *f, const struct report *r)
{
    struct pairs p;
    pairs_of(&p, r);
    for (size_t y = 0; y < p.n_cpus; y++) {
        for (size_t x = 0; x < p.n_cpus; x++) {
            if (x > 0)
                fputc(',', f);
            for (size_t i = 0; i < p.n; i++)
                if (p.pair[i].a == p.cpus[x] && p.pair[i].b == p.cpus[y]) {
                    fprintf(f, "%.6g", p.pair[i].ns);
                    break;
                }
        }
        fputc('\n', f);
    }
    size_t n = p.n;
    pairs_free(&p);
    return n;
}

static size_t pairs_with(const struct pairs *p, int cpu)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += p->pair[i].a == cpu || p->pair[i].b == cpu;
    return n;
}

/* A core's second hardware thread is measured against its sibling alone: it gets no line of its own
 * but its core's place on the diagonal. */
static bool only_sibling(const struct pairs *p, const struct pair *pair, int cpu)
{
    int other = pair->a == cpu ? pair->b : pair->a;
    return p->n > 1 && pairs_with(p, cpu) == 1 && pairs_with(p, other) > 1 && cpu > other;
}

static size_t place_of(const int *cpus, size_t n, int cpu)
{
    size_t i = 0;
    while (i < n && cpus[i] != cpu)
        i++;
    return i;
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
    size_t n_axis = p.n_cpus;
    bool diagonal = false;
    for (size_t i = 0; i < p.n; i++) {
        chart_count_launches(&launches, p.pair[i].row);
        if (only_sibling(&p, &p.pair[i], p.pair[i].b)) {
            size_t at = place_of(p.cpus, n_axis, p.pair[i].b);
            memmove(&p.cpus[at], &p.cpus[at + 1], (n_axis - at - 1) * sizeof *p.cpus);
            n_axis--;
            diagonal = true;
        }
    }
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
        size_t x = place_of(p.cpus, n_axis, pair->a), y = place_of(p.cpus, n_axis, pair->b);
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
