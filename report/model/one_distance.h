// SPDX-License-Identifier: MIT
// Rows of several reports counted at one distance between their CPUs.
#pragma once

#include "report/model/report.h"

/*
 * Of n rows of one name in reports of one model of machine (report_other_model). A row counts at
 * its own distance (reaches.h), and at another where it has STATISTICS_ENOUGH launches. Of the
 * rows' own distances that one is taken at which the most rows count; of several, the one at which
 * the row with the fewest launches has the most; then that of the first row. A row whose distance
 * is not known counts at each. at[i] becomes rows[i], a copy at that distance (row_at), or NULL
 * where it does not count. Returns how many count.
 */
size_t rows_at_one_distance(const struct row *const *rows, size_t n, const struct row **at);

/* Frees the copies among at[0..n). The rows must still be there. */
void rows_at_free(const struct row *const *rows, size_t n, const struct row **at);
