// SPDX-License-Identifier: MIT
// Rows whose trial is a matrix: one short window for every pair of CPUs, in one process.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "harness/frame/bench.h"

/* The window of a pair, whatever window other rows have. */
#define MATRIX_WINDOW_NS 1e6

/* Pairs of the machine's CPUs, and the seconds that one launch takes at most. */
size_t matrix_pairs(const struct topology *t);
double matrix_seconds(const struct topology *t);

/* {"cpus": ascending, "distance": a letter (common/distances.def) for each pair: of the second CPU
 * with the first, of the third with the first and the second, and so on}. New reference. */
json_t *matrix_shape(const struct topology *t);

/* Measures the row in one sweep over all pairs and prints its trial's line. 0, or 1 with err. */
int matrix_measure(FILE *out, const struct bench_row *row, const struct topology *t,
                   const struct bench_settings *settings, char err[SC_ERR]);
