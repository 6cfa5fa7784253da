// SPDX-License-Identifier: MIT
// A run: the launches of all rows in seeded random order, journalled, and the report made from them.
#pragma once

#include "report/report.h"
#include "synccost/catalog.h"
#include "synccost/options.h"

struct run {
    struct catalog catalog;
    struct profile profile; /* with the launches that were asked for */
    struct report report;
    uint64_t seed;
    double overhead, timeout; /* timeout 0: each row's own */
    char *dir;
    json_t *finished; /* lines of the journal that is resumed; NULL for a new run */
};

/* Prepares from options (a new run, or --resume's journal). 0, or -1 with err. */
int run_prepare(struct run *run, const struct options *o, char err[SC_ERR]);

/*
 * Measures what is not yet finished, writes dir/report.json, and removes the journal when nothing is missing.
 * 0; 1 when rows failed or the run was interrupted; -1 with err when the journal or the report could not be
 * written (what was measured is still in the journal).
 */
int run_measure(struct run *run, char err[SC_ERR]);

void run_free(struct run *run);

/* Random order of the launches: rounds of one launch per row, each shuffled. Index pairs; room for rows *
 * launches. */
struct turn {
    size_t row;
    unsigned launch;
};
void run_order(size_t rows, unsigned launches, uint64_t seed, struct turn *turns);
