// SPDX-License-Identifier: MIT
// What a run will take.
#pragma once

#include "synccost/run/catalog.h"

/* Seconds one launch of a row should take; overhead is what a process costs beside its windows
 * (cost_overhead). */
double cost_of_launch(const struct catalog_row *row, const struct profile *profile,
                      double overhead);

/* Launches that a row gets where its interval is narrow after the first ones; of a guarantee, those
 * that should give it enough trials. */
unsigned cost_launches(const struct catalog_row *row, const struct profile *profile);

/* Measures what one process costs beside its windows, in seconds, by running a short launch of the
 * first row. */
double cost_overhead(const struct catalog *c);

/* Seconds that a run should take: where every row's interval is narrow after the first launches, as
 * usual, and where none ever is. The profile's limit of time holds. overhead as above. */
struct cost {
    double least, usual, most;
};
struct cost cost_of_run(const struct catalog *c, const struct profile *p, double overhead);
