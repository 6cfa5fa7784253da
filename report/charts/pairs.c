// SPDX-License-Identifier: MIT
// Data of the core-to-core heatmap, and the same as the comma-separated triangle that public
// galleries use.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/charts/data.h"

struct pair {
    int a, b; /* kernel CPU numbers, a < b */
    double ns;
    struct estimate time; /* of the round trip */
    const struct row *row;
};

struct pairs {
    struct pair *pair;
    size_t n;
    int *cpus;   /* ascending */
    size_t *met; /* pairs of each of cpus */
    size_t n_cpus;
};

static int by_number(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

/* Reads "0-1" whole. */
static bool cpus_of(const struct row *row, int *a, int *b)
{
    char text[64], *end;
    if (!row_param(row, "pair", text, sizeof text))
        return false;
    long first = strtol(text, &end, 10);
    if (end == text || *end != '-')
        return false;
    const char *rest = end + 1;
    long second = strtol(rest, &end, 10);
    if (end == rest || *end || first < 0 || second < 0 || first > 65535 || second > 65535 ||
        first == second)
        return false;
    *a = (int)(first < second ? first : second);
    *b = (int)(first < second ? second : first);
    return true;
}

/* Half a round trip, by the row's own metric where it has one. NAN where unknown. */
static double one_way(const struct row *row)
{
    double ns = row_metric(row, METRIC_one_way_ns);
    if (isfinite(ns))
        return ns;
    ns = row_metric(row, METRIC_round_trip_ns);
    if (!isfinite(ns) && basis_is(row->basis, BASIS_ROUND_TRIP))
        ns = row->time.median;
    return ns / 2;
}

/* Where cpu stands among the n ascending ones, which have it; n where they do not. */
static size_t place_of(const int *cpus, size_t n, int cpu)
{
    const int *at = n ? bsearch(&cpu, cpus, n, sizeof *cpus, by_number) : NULL;
    return at ? (size_t)(at - cpus) : n;
}

static void count_met(struct pairs *p)
{
    p->met = checked_alloc(p->n_cpus, sizeof *p->met);
    for (size_t i = 0; i < p->n; i++) {
        p->met[place_of(p->cpus, p->n_cpus, p->pair[i].a)]++;
        p->met[place_of(p->cpus, p->n_cpus, p->pair[i].b)]++;
    }
}

static struct pairs collect(const struct report *r)
{
    struct pairs p = {.pair = malloc((r->n_rows + 1) * sizeof *p.pair),
                      .cpus = malloc((2 * r->n_rows + 1) * sizeof *p.cpus)};
    if (!p.pair || !p.cpus)
        abort();
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        int a, b;
        if (!chart_usable(row) || !transfers_line(row->name) || !cpus_of(row, &a, &b))
            continue;
        double ns = one_way(row);
        if (!isfinite(ns) || ns <= 0)
            continue;
        p.pair[p.n++] = (struct pair){a, b, ns, row->time, row};
        p.cpus[p.n_cpus++] = a;
        p.cpus[p.n_cpus++] = b;
    }
    qsort(p.cpus, p.n_cpus, sizeof *p.cpus, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < p.n_cpus; i++)
        if (i == 0 || p.cpus[i] != p.cpus[kept - 1])
            p.cpus[kept++] = p.cpus[i];
    p.n_cpus = kept;
    count_met(&p);
    return p;
}

static void free_pairs(struct pairs *p)
{
    free(p->pair);
    free(p->cpus);
    free(p->met);
}

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
    struct pairs p = collect(r);
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
    free_pairs(&p);
    return n;
}

/* A core's second hardware thread is measured against its sibling alone: it gets no line of its own
 * but its core's place on the diagonal. */
static bool only_sibling(const struct pairs *p, const struct pair *pair)
{
    return p->n > 1 && p->met[place_of(p->cpus, p->n_cpus, pair->b)] == 1 &&
           p->met[place_of(p->cpus, p->n_cpus, pair->a)] > 1;
}

/* Takes the CPUs that have no line of their own out of cpus, whose others come first then. Returns
 * how many these are. */
static size_t make_axis(struct pairs *p)
{
    bool *gone = checked_alloc(p->n_cpus, sizeof *gone);
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++)
        if (only_sibling(p, &p->pair[i]))
            gone[place_of(p->cpus, p->n_cpus, p->pair[i].b)] = true;
    for (size_t i = 0; i < p->n_cpus; i++)
        if (!gone[i])
            p->cpus[kept++] = p->cpus[i];
    free(gone);
    return kept;
}

void chart_write_core_to_core(FILE *f, const struct chart_input *in)
{
    static const char title[] = "Core to core: time for a cache line to go from one CPU to another";
    struct pairs p = collect(in->reports[0]);
    if (p.n == 0) {
        chart_nothing(
            f, title,
            "needs floor/line-transfer rows: a machine with at least two CPUs to measure");
        free_pairs(&p);
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
    free_pairs(&p);
}
