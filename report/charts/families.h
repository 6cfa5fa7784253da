// SPDX-License-Identifier: MIT
// The families that a chart shows: their legend, and the names of charts drawn by family. Not for
// use outside report/charts.
#pragma once

#include "report/charts/list.h"

/* A set of families, each given by a row of it, in the order of the table and then by name.
 * Zero-initialise. */
struct chart_families {
    const struct row **row;
    size_t n;
};
void chart_families_add(struct chart_families *s, const struct row *row);
void chart_families_free(struct chart_families *s);

/* The place of the row's family, which must be in the set, from 1. */
unsigned chart_families_place(const struct chart_families *s, const struct row *row);

/* Writes the block that plots/families.gp reads: name, colour and mark of each family. */
void chart_families_write(FILE *f, const struct chart_families *s);

/* Adds the families that a chart by threads is drawn of: those with usable rows of several thread
 * counts, but for those of the table that no such chart is of. */
void chart_families_threaded(struct chart_families *s, const struct report *r);

/* Adds the others that have usable rows, of which there is no chart over threads, but for those
 * that have no threads to compare and another chart of their own. */
void chart_families_unscaled(struct chart_families *s, const struct report *r);

/* The row's name in a-z, 0-9 and -, as a chart of it is named. */
void chart_row_slug(const struct row *row, char *out, size_t size);
