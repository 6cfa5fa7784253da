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
 * Asks every executable of the benches folder for its rows, and keeps those of the profile (and
 * below) whose name matches the filter. 0, or -1 with err: no such folder, a program that fails,
 * nothing left (the message says which option left nothing).
 */
int catalog_load(struct catalog *c, const struct options *o, const struct profile *profile,
                 char err[SC_ERR]);
void catalog_free(struct catalog *c);
