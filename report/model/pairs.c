// SPDX-License-Identifier: MIT
// Pairs of CPUs out of the rows of line transfers.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/model/pairs.h"
#include "report/model/transfers.h"

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

size_t pairs_place(const int *cpus, size_t n, int cpu)
{
    const int *at = n ? bsearch(&cpu, cpus, n, sizeof *cpus, by_number) : NULL;
    return at ? (size_t)(at - cpus) : n;
}

static void count_met(struct pairs *p)
{
    p->met = checked_alloc(p->n_cpus, sizeof *p->met);
    for (size_t i = 0; i < p->n; i++) {
        p->met[pairs_place(p->cpus, p->n_cpus, p->pair[i].a)]++;
        p->met[pairs_place(p->cpus, p->n_cpus, p->pair[i].b)]++;
    }
}

void pairs_of(struct pairs *p, const struct report *r)
{
    *p = (struct pairs){.pair = checked_alloc(r->n_rows, sizeof *p->pair),
                        .cpus = checked_alloc(2 * r->n_rows, sizeof *p->cpus)};
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct row *row = &r->rows[i];
        int a, b;
        if (!row_measured(row) || !(row->time.median > 0) || !transfers_line(row->name) ||
            !cpus_of(row, &a, &b))
            continue;
        double ns = one_way(row);
        if (!isfinite(ns) || ns <= 0)
            continue;
        p->pair[p->n++] = (struct pair){a, b, ns, row->time, row};
        p->cpus[p->n_cpus++] = a;
        p->cpus[p->n_cpus++] = b;
    }
    qsort(p->cpus, p->n_cpus, sizeof *p->cpus, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < p->n_cpus; i++)
        if (i == 0 || p->cpus[i] != p->cpus[kept - 1])
            p->cpus[kept++] = p->cpus[i];
    p->n_cpus = kept;
    count_met(p);
}

void pairs_free(struct pairs *p)
{
    free(p->pair);
    free(p->cpus);
    free(p->met);
}
