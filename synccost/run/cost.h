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

/* Launches that a row gets where its interval is narrow after the first ones; of a guarantee, those
 * that should give it enough trials. */
unsigned cost_launches(const struct catalog_row *row, const struct profile *profile);

/* Measures the overhead by short launches of the rows with the fewest and with the most threads. */
struct overhead cost_overhead(const struct catalog *c, const struct world *world);

/* Seconds that a run should take: where no trial is redone and every row's interval is narrow after
 * the first launches; as usual; and where none ever is. The profile's limit of time holds; where
 * the usual time is beyond it, usual is in the middle between the least time and the limit. */
struct cost {
    double least, usual, most;
};
struct cost cost_of_run(const struct catalog *c, const struct profile *p, struct overhead overhead);
