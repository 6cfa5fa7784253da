// SPDX-License-Identifier: MIT
// Reports with the matrix of all pairs of a machine that is not here.
#pragma once

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/model/matrix.h"
#include "tests/test.h"

/* The hardware thread of number t is on core t % (cpus / smt), as Linux numbers them. CPUs of an
 * L3 and of a package stand together among the cores; l3, node and package count CPUs. first is the
 * number of the first CPU. */
struct fake_machine {
    unsigned cpus, smt, l3, node, package, first;
};

static inline enum distance fake_distance(const struct fake_machine *m, unsigned a, unsigned b)
{
    const unsigned cores = m->cpus / m->smt, x = a % cores, y = b % cores;
    if (x == y)
        return DISTANCE_SMT;
    if (x / (m->package / m->smt) != y / (m->package / m->smt))
        return DISTANCE_CROSS_PACKAGE;
    if (m->node && x / (m->node / m->smt) != y / (m->node / m->smt))
        return DISTANCE_CROSS_NUMA;
    return x / (m->l3 / m->smt) == y / (m->l3 / m->smt) ? DISTANCE_SAME_L3 : DISTANCE_SAME_PACKAGE;
}

/* One way, in ns. */
static inline double fake_ns(enum distance d)
{
    static const double ns[DISTANCES] = {8, 25, 80, 110, 220};
    return ns[d];
}

/* A part of 1 from -0.5 to 0.5 that depends on its three numbers alone. */
static inline double fake_wobble(unsigned a, unsigned b, unsigned launch)
{
    unsigned h = (a * 7919u + b * 104729u + launch * 2654435761u) * 2246822519u;
    return (double)((h ^ h >> 15) % 1024) / 1023 - 0.5;
}

static inline json_t *fake_cells(const struct fake_machine *m, unsigned launch)
{
    json_t *ns = json_array();
    for (unsigned y = 1; y < m->cpus; y++)
        for (unsigned x = 0; x < y; x++)
            json_array_append_new(
                ns, json_real(report_as_written(fake_ns(fake_distance(m, x, y)) *
                                                (1 + 0.08 * fake_wobble(x, y, launch)))));
    return json_pack("{s:o, s:[]}", "ns", ns, "disturbed");
}

static inline json_t *fake_shape(const struct fake_machine *m)
{
    json_t *cpus = json_array();
    char *letters = calloc(m->cpus * m->cpus, 1);
    assert_non_null(letters);
    for (unsigned y = 0, at = 0; y < m->cpus; y++) {
        json_array_append_new(cpus, json_integer(m->first + y));
        for (unsigned x = 0; x < y; x++)
            letters[at++] = distance_words(fake_distance(m, x, y))->letter;
    }
    json_t *shape = json_pack("{s:o, s:s}", "cpus", cpus, "distance", letters);
    free(letters);
    return shape;
}

static inline struct sample fake_trial(unsigned launch, double round_trip)
{
    struct sample s = {.launch = launch, .iterations = 1000};
    for (int i = 0; i < METRIC_COUNT; i++)
        s.value[i] = NAN;
    s.value[METRIC_real_time] = s.value[METRIC_round_trip_ns] = round_trip;
    s.value[METRIC_one_way_ns] = round_trip / 2;
    s.value[METRIC_cycle_ns] = 0.3;
    return s;
}

static inline struct row *fake_row_of_pairs(struct report *r, const char *name)
{
    struct row *row = report_add_row(r, name);
    row->basis = strdup("round-trip");
    row->threads = row->cpus = 2;
    row->status = ROW_OK;
    return row;
}

/* Adds the row of the matrix. */
static inline void fake_add_matrix(struct report *r, const struct fake_machine *m,
                                   unsigned launches)
{
    struct row *row = fake_row_of_pairs(r, "floor/core-to-core");
    row->matrix = fake_shape(m);
    for (unsigned launch = 0; launch < launches; launch++) {
        struct sample s = fake_trial(launch, 2 * fake_ns(fake_distance(m, 0, m->cpus - 1)));
        s.cells = fake_cells(m, launch);
        row_add_sample(row, &s);
        sample_free(&s);
    }
}

/* The trial of a machine of two CPUs whose line then took so many ns there and back. */
static inline void fake_move(struct sample *s, double round_trip)
{
    json_array_set_new(json_object_get(s->cells, "ns"), 0, json_real(round_trip / 2));
    s->value[METRIC_real_time] = s->value[METRIC_round_trip_ns] = round_trip;
    s->value[METRIC_one_way_ns] = round_trip / 2;
    s->value[METRIC_line_ns] = round_trip;
}

/* A report with the row of the matrix alone. */
static inline void fake_matrix(struct report *r, const struct fake_machine *m, unsigned launches)
{
    report_init(r);
    json_object_set_new(r->context, "synccost", json_pack("{s:{s:s}}", "machine", "slug", "fake"));
    fake_add_matrix(r, m, launches);
}

/* The row of one pair, as reports had them before. */
static inline void fake_pair_row(struct report *r, const char *name, double one_way)
{
    struct row *row = fake_row_of_pairs(r, name);
    for (unsigned launch = 0; launch < 6; launch++) {
        struct sample s = fake_trial(launch, 2 * one_way);
        row_add_sample(row, &s);
    }
}
