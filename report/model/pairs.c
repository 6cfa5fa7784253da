// SPDX-License-Identifier: MIT
// Pairs of CPUs out of a matrix or, in reports that have none, out of rows of line transfers.
#include <math.h>
#include <stdlib.h>

#include "common/alloc.h"
#include "common/basis.h"
#include "report/model/estimate.h"
#include "report/model/matrix.h"
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

static enum distance distance_of(const struct row *row)
{
    char word[64];
    return row_part(row, 2, word, sizeof word) ? distance_of_row(word) : DISTANCES;
}

static void add_pair(struct pairs *p, struct pair pair)
{
    p->pair = checked_grow(p->pair, p->n, sizeof *p->pair);
    p->pair[p->n++] = pair;
}

static void add_row(struct pairs *p, const struct row *row)
{
    int a, b;
    if (!row_measured(row) || !(row->time.median > 0) || !transfers_line(row->name) ||
        !cpus_of(row, &a, &b))
        return;
    double ns = one_way(row);
    if (isfinite(ns) && ns > 0)
        add_pair(p, (struct pair){a, b, ns, row->time, row, distance_of(row)});
}

/* The round trips of one pair of the matrix become samples of a row like any other. */
static struct estimate estimate_cell(const struct matrix *m, size_t place, struct row *row)
{
    for (size_t s = 0; s < m->n_samples; s++) {
        const struct matrix_cell *cell = &m->cell[s * m->n_pairs + place];
        row->samples[s].value[METRIC_real_time] = 2 * cell->ns;
        row->samples[s].value[METRIC_disturbed] = cell->disturbed;
    }
    return estimate_of(row, METRIC_real_time);
}

static void add_matrix(struct pairs *p, const struct row *from)
{
    struct matrix m;
    struct row row = {.samples = checked_alloc(from->n_samples, sizeof *row.samples),
                      .n_samples = from->n_samples};
    matrix_of(from, &m);
    for (size_t s = 0; s < m.n_samples; s++)
        row.samples[s] =
            (struct sample){.launch = from->samples[s].launch, .trial = from->samples[s].trial};
    size_t place = 0;
    for (size_t y = 1; y < m.n_cpus; y++)
        for (size_t x = 0; x < y; x++, place++) {
            struct estimate trip = estimate_cell(&m, place, &row);
            if (trip.median > 0)
                add_pair(p, (struct pair){m.cpus[x], m.cpus[y], trip.median / 2, trip, from,
                                          m.distance[place]});
        }
    matrix_free(&m);
    free(row.samples);
}

static void note_cpus(struct pairs *p)
{
    p->cpus = checked_alloc(2 * p->n, sizeof *p->cpus);
    for (size_t i = 0; i < p->n; i++) {
        p->cpus[2 * i] = p->pair[i].a;
        p->cpus[2 * i + 1] = p->pair[i].b;
    }
    qsort(p->cpus, 2 * p->n, sizeof *p->cpus, by_number);
    for (size_t i = 0; i < 2 * p->n; i++)
        if (i == 0 || p->cpus[i] != p->cpus[p->n_cpus - 1])
            p->cpus[p->n_cpus++] = p->cpus[i];
    count_met(p);
}

void pairs_of(struct pairs *p, const struct report *r)
{
    const struct row *matrix = matrix_row(r);
    *p = (struct pairs){0};
    if (matrix)
        add_matrix(p, matrix);
    if (!p->n)
        for (size_t i = 0; i < r->n_rows; i++)
            add_row(p, &r->rows[i]);
    note_cpus(p);
}

void pairs_free(struct pairs *p)
{
    free(p->pair);
    free(p->cpus);
    free(p->met);
}
