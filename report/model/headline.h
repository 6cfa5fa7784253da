// SPDX-License-Identifier: MIT
// Which rows stand for a whole report where there is no room for all: the one rule of summary,
// README table, ladder and comparison chart.
#pragma once

#include "report/model/report.h"

#define HEADLINE_ALL SIZE_MAX
enum { HEADLINE_ROWS = 45 }; /* room of a summary and of the ladder */

/*
 * At most `most` measured rows with a time above 0, from cheapest to dearest, in *rows (the
 * caller's to free); returns how many. HEADLINE_ALL gives every one.
 *
 * Of rows that differ only in parameters and thread counts the plainest stays: one of a single
 * thread and one of the fewest threads above, at the values that the family's table entry wants
 * first. A sweep's steps do not stand for their family. Reports of few rows keep all that there is
 * room for. Where more are left than there is room for, the families take turns, each with the row
 * that its entry wants next; what only calibrates comes after everything else.
 */
size_t headline_rows(const struct report *r, size_t most, const struct row ***rows);

/*
 * The same of rows that were measured under one name in at least `least` of n reports, of which
 * least must be one or more; each row given is that of the first report that has it. *of (may be
 * NULL) is how many such rows there are.
 */
size_t headline_shared(const struct report *const *reports, size_t n, size_t least, size_t most,
                       const struct row ***rows, size_t *of);

/* The same of the rows of one family, such as "mutex"; *of is how many it has. */
size_t headline_family(const struct report *r, const char *family, size_t most,
                       const struct row ***rows, size_t *of);

/* For qsort of an array of pointers to measured rows: from cheapest to dearest, equals by name. */
int headline_by_cost(const void *left, const void *right);
