// SPDX-License-Identifier: MIT
// Rows whose trials hold a figure for every pair of CPUs, and the rows of classes that follow from
// them.
#pragma once

#include "common/distance.h"
#include "report/model/report.h"

/*
 * row.matrix is {"cpus": [ascending numbers], "distance": a letter of common/distances.def for each
 * pair}; sample.cells is {"ns": [one way, by pair; null where unknown], "disturbed": [places of
 * those that stayed disturbed, ascending]}. Pairs stand in the order of the lower triangle: of the
 * second CPU with the first, of the third with the first and the second, and so on.
 */
enum { MATRIX_CPUS = 1024 };

/* NULL where it is a matrix that a row may have, else what is wrong with it. */
const char *matrix_fault(const json_t *matrix);

/* NULL where cells are figures of that matrix, which has no fault; else what is wrong. */
const char *matrix_cells_fault(const json_t *matrix, const json_t *cells);

/* What is known of a matrix, or of cells, that has no fault. New reference. */
json_t *matrix_known(const json_t *matrix);
json_t *matrix_cells_known(const json_t *cells);

/* The first row of the report that has a matrix and was measured; NULL where there is none. */
const struct row *matrix_row(const struct report *r);

struct matrix_cell {
    double ns; /* one way; NAN where unknown */
    bool disturbed;
};

struct matrix {
    size_t n_cpus, n_pairs;
    int *cpus;
    enum distance *distance; /* of each pair */
    size_t n_samples;
    struct matrix_cell *cell; /* of sample s and pair p: cell[s * n_pairs + p] */
};

/* The figures of a row that has a matrix, as a file holds them. */
void matrix_of(const struct row *row, struct matrix *m);
void matrix_free(struct matrix *m);

/*
 * Gives the report three rows for each distance among the pairs of each row with a matrix:
 * ROW/DISTANCE/pairs:median, pairs:least and pairs:most, over its pairs that were not disturbed, of
 * each trial. Rows of these names that the report has already are left as they are.
 */
void matrix_add_classes(struct report *r);
