// SPDX-License-Identifier: MIT
// What a run will take.
#pragma once

#include "synccost/run/catalog.h"
#include "synccost/run/world.h"

/* What one process costs beside its windows, in seconds: with one thread, and for each thread
 * more. */
struct overhead {
    double process, thread;
};

/* Seconds one launch of a row should take. */
double cost_of_launch(const struct catalog_row *row, const struct profile *profile,
                      struct overhead overhead);

/* A row that says its own seconds takes COST_MATRIX_S in all launches where it can, but has at
 * least so many. */
enum { COST_MATRIX_LEAST = 6, COST_MATRIX_S = 60 };

/* Whether launches beyond cost_launches would not be worth their time: of a row that says its own
 * seconds. */
bool cost_is_fixed(const struct catalog_row *row);

/* Launches that a row gets where its interval is narrow after the first ones; of a guarantee, those
 * that should give it enough trials. */
unsigned cost_launches(const struct catalog_row *row, const struct profile *profile);

/* Measures the overhead by short launches of the rows with the fewest and with the most threads.
 * Rows that cannot be short have theirs in their seconds: none is measured where all are so. Nor is
 * it where such a launch fails or hangs. */
struct overhead cost_overhead(const struct catalog *c, const struct world *world);

/* Seconds that a run should take: where no trial is redone and every row's interval is narrow after
 * the first launches; as usual; and where none ever is. The profile's limit of time holds; where
 * the usual time is beyond it, usual is in the middle between the least time and the limit. done:
 * how many launches of each row need no time any more; NULL: none. */
struct cost {
    double least, usual, most;
};
struct cost cost_of_run(const struct catalog *c, const struct profile *p, struct overhead overhead,
                        const unsigned *done);
