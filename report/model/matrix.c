// SPDX-License-Identifier: MIT
// Matrices of all pairs: checked, read, and summed up by distance.
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/model/matrix.h"

static size_t pairs_among(size_t cpus)
{
    return cpus * (cpus - 1) / 2;
}

static bool ascending(const json_t *numbers, json_int_t most)
{
    const json_t *number;
    size_t i;
    json_int_t last = -1;
    json_array_foreach (numbers, i, number) {
        if (!json_is_integer(number) || json_integer_value(number) <= last ||
            json_integer_value(number) > most)
            return false;
        last = json_integer_value(number);
    }
    return json_is_array(numbers);
}

const char *matrix_fault(const json_t *matrix)
{
    const json_t *cpus = json_object_get(matrix, "cpus");
    const char *letters = json_string_value(json_object_get(matrix, "distance"));
    if (!ascending(cpus, 65535))
        return "a matrix whose cpus are no ascending numbers";
    const size_t n = json_array_size(cpus);
    if (n < 2 || n > MATRIX_CPUS)
        return "a matrix of fewer than 2 or more than 1024 cpus";
    if (!letters || strlen(letters) != pairs_among(n))
        return "a matrix without a distance for each pair";
    for (; *letters; letters++)
        if (distance_of_letter(*letters) == DISTANCES)
            return "a matrix with an unknown distance";
    return NULL;
}

const char *matrix_cells_fault(const json_t *matrix, const json_t *cells)
{
    const json_t *ns = json_object_get(cells, "ns"), *value;
    const size_t n = pairs_among(json_array_size(json_object_get(matrix, "cpus")));
    size_t i;
    if (!json_is_array(ns) || json_array_size(ns) != n)
        return "cells without a figure for each pair";
    json_array_foreach (ns, i, value) {
        const double one_way = json_number_value(value);
        if (!json_is_null(value) &&
            !(json_is_number(value) && one_way > 0 && metric_in_range(one_way, METRIC_one_way_ns)))
            return "cells with a figure that is no time";
    }
    if (!ascending(json_object_get(cells, "disturbed"), (json_int_t)n - 1))
        return "cells whose disturbed are no places of pairs";
    return NULL;
}

json_t *matrix_known(const json_t *matrix)
{
    return json_pack("{s:O, s:O}", "cpus", json_object_get(matrix, "cpus"), "distance",
                     json_object_get(matrix, "distance"));
}

json_t *matrix_cells_known(const json_t *cells)
{
    return json_pack("{s:O, s:O}", "ns", json_object_get(cells, "ns"), "disturbed",
                     json_object_get(cells, "disturbed"));
}

const struct row *matrix_row(const struct report *r)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].matrix && row_measured(&r->rows[i]))
            return &r->rows[i];
    return NULL;
}

static void read_cells(const struct sample *s, struct matrix_cell *cell, size_t n_pairs)
{
    const json_t *value;
    size_t i;
    for (i = 0; i < n_pairs; i++)
        cell[i].ns = NAN;
    json_array_foreach (json_object_get(s->cells, "ns"), i, value)
        cell[i].ns =
            json_is_number(value) ? report_as_written(json_number_value(value)) : (double)NAN;
    json_array_foreach (json_object_get(s->cells, "disturbed"), i, value)
        cell[json_integer_value(value)].disturbed = true;
}

void matrix_of(const struct row *row, struct matrix *m)
{
    const json_t *cpus = json_object_get(row->matrix, "cpus");
    const char *letters = json_string_value(json_object_get(row->matrix, "distance"));
    *m = (struct matrix){.n_cpus = json_array_size(cpus)};
    m->n_pairs = pairs_among(m->n_cpus);
    m->cpus = checked_alloc(m->n_cpus, sizeof *m->cpus);
    m->distance = checked_alloc(m->n_pairs, sizeof *m->distance);
    m->cell = checked_alloc(row->n_samples * m->n_pairs, sizeof *m->cell);
    m->n_samples = row->n_samples;
    for (size_t i = 0; i < m->n_cpus; i++)
        m->cpus[i] = (int)json_integer_value(json_array_get(cpus, i));
    for (size_t i = 0; i < m->n_pairs; i++)
        m->distance[i] = distance_of_letter(letters[i]);
    for (size_t i = 0; i < row->n_samples; i++)
        read_cells(&row->samples[i], m->cell + i * m->n_pairs, m->n_pairs);
}

void matrix_free(struct matrix *m)
{
    free(m->cpus);
    free(m->distance);
    free(m->cell);
    *m = (struct matrix){0};
}

/* The figures of one trial's pairs of that distance, ascending, in ns: the undisturbed or, where
 * there is none, all. Returns how many. */
static size_t figures_of(const struct matrix *m, size_t sample, enum distance d, double *ns,
                         bool *disturbed)
{
    const struct matrix_cell *cell = m->cell + sample * m->n_pairs;
    size_t n = 0;
    for (unsigned all = 0; all < 2 && n == 0; all++) {
        *disturbed = all;
        for (size_t i = 0; i < m->n_pairs; i++)
            if (m->distance[i] == d && isfinite(cell[i].ns) && (all || !cell[i].disturbed))
                ns[n++] = cell[i].ns;
    }
    gsl_sort(ns, 1, n);
    return n;
}

static void add_sample(struct row *to, const struct sample *from, double one_way, bool disturbed)
{
    struct sample s = {
        .launch = from->launch, .trial = from->trial, .iterations = from->iterations};
    for (int metric = 0; metric < METRIC_COUNT; metric++)
        s.value[metric] = NAN;
    s.value[METRIC_real_time] = s.value[METRIC_round_trip_ns] = 2 * one_way;
    s.value[METRIC_one_way_ns] = one_way;
    s.value[METRIC_line_ns] = from->value[METRIC_line_ns];
    s.value[METRIC_cycle_ns] = from->value[METRIC_cycle_ns];
    s.value[METRIC_cycles_per_op] = 2 * one_way / from->value[METRIC_cycle_ns];
    s.value[METRIC_window_ms] = from->value[METRIC_window_ms];
    s.value[METRIC_disturbed] = disturbed;
    row_add_sample(to, &s);
}

/* NULL where the report has it already. */
static struct row *new_row(struct report *r, size_t from, enum distance d, const char *what)
{
    char name[REPORT_NAME];
    int length = snprintf(name, sizeof name, "%.200s/%s/pairs:%s", r->rows[from].name,
                          distance_words(d)->name, what);
    if (length >= REPORT_NAME || report_row(r, name))
        return NULL;
    struct row *to = report_add_row(r, name); /* rows may have moved */
    const struct row *source = &r->rows[from];
    to->basis = checked_text(source->basis);
    to->threads = source->threads;
    to->cpus = source->cpus;
    to->status = source->status;
    to->reason = checked_text(source->reason);
    return to;
}

/* quantile: 0 the least, 1 the median, 2 the most. */
static void add_class(struct report *r, size_t from, const struct matrix *m, enum distance d,
                      unsigned quantile)
{
    static const char *const whats[] = {"least", "median", "most"};
    struct row *to = new_row(r, from, d, whats[quantile]);
    double *ns = checked_alloc(m->n_pairs, sizeof *ns);
    for (size_t s = 0; to && s < m->n_samples; s++) {
        bool disturbed;
        size_t n = figures_of(m, s, d, ns, &disturbed);
        if (n)
            add_sample(to, &r->rows[from].samples[s], statistics_quantile(ns, n, quantile / 2.0),
                       disturbed);
    }
    free(ns);
}

static void add_classes(struct report *r, size_t from)
{
    struct matrix m;
    bool there[DISTANCES] = {false};
    matrix_of(&r->rows[from], &m);
    for (size_t i = 0; i < m.n_pairs; i++)
        there[m.distance[i]] = true;
    for (int d = 0; d < DISTANCES; d++)
        for (unsigned quantile = 0; quantile < 3 && there[d]; quantile++)
            add_class(r, from, &m, (enum distance)d, quantile);
    matrix_free(&m);
}

void matrix_add_classes(struct report *r)
{
    const size_t n = r->n_rows;
    for (size_t i = 0; i < n; i++)
        if (r->rows[i].matrix && r->rows[i].n_samples)
            add_classes(r, i);
}
