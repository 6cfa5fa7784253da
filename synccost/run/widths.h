// SPDX-License-Identifier: MIT
// The largest width (harness/machine/width.h) that rows of one kind got: what trials of that
// kind are judged by.
#pragma once

#include "report/model/report.h"
#include "synccost/run/catalog.h"

/*
 * Rows are of one kind where they have as many threads on as many CPUs, named or not: a small core
 * beside a big one, or two hardware threads that a guest sees as two cores, never get what another
 * kind of row gets, and would else count as disturbed for ever.
 */
struct widths {
    size_t *kind; /* by row of the catalog: the first row of its kind */
    double *best; /* by that row; 0 where not known yet */
    size_t n;
};

/* one_cpu: what one CPU alone got so far, 0 where not known. False where memory is short. */
bool widths_init(struct widths *w, const struct catalog *c, double one_cpu);
void widths_free(struct widths *w);

double widths_of(const struct widths *w, size_t row);

/* Takes the samples' widths into account. */
void widths_learn(struct widths *w, size_t row, const struct sample *samples, size_t n);
