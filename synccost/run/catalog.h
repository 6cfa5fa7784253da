// SPDX-License-Identifier: MIT
// The rows that would run here, as the family programs list them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "synccost/cli/options.h"
#include "synccost/cli/profile.h"

struct catalog_row {
    char *name, *program; /* path of the family program */
    unsigned tier, threads, cpus;
    char *basis, *floor; /* floor is NULL where there is none */
    bool sampled;        /* one more window per launch, to sample single acquires */
};

struct catalog {
    struct catalog_row *row;
    size_t n;
    char *benches;       /* folder of the family programs */
    const char *threads; /* as given, or NULL */
    char *counters;      /* plan for the family programs, or NULL */
    bool spin_oversubscribed;
};

/*
 * Asks every executable of the benches folder for its rows, and keeps those of the profile (and below) whose
 * name matches the filter. 0, or -1 with err: no such folder, a program that fails, nothing left (the message
 * says which option left nothing).
 */
int catalog_load(struct catalog *c, const struct options *o, const struct profile *profile, char err[SC_ERR]);
void catalog_free(struct catalog *c);

/* Seconds one launch of a row should take; overhead is what a process costs beside its windows
 * (catalog_overhead). */
double catalog_launch_seconds(const struct catalog_row *row, const struct profile *profile, double overhead);

/* Measures what one process costs beside its windows, in seconds, by running a short launch of the first row.
 */
double catalog_overhead(const struct catalog *c);

/* Seconds that a run should take: where every row's interval is narrow after the first launches, as usual,
 * and where none ever is. The profile's limit of time holds. overhead as above.
 */
struct catalog_time {
    double least, usual, most;
};
struct catalog_time catalog_time(const struct catalog *c, const struct profile *p, double overhead);
