// SPDX-License-Identifier: MIT
// The rows that would run here, as the family programs list them.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "synccost/cli/options.h"
#include "synccost/cli/profile.h"

struct catalog_row {
    char *name, *program; /* path of the family program */
    unsigned tier, threads, cpus;
    char *kind, *basis, *floor; /* floor is NULL where there is none */
    json_t *outcomes;           /* of a guarantee (report/model/outcomes.h); else NULL */
    bool sampled;               /* one more window per launch, to sample single acquires */
};

struct catalog {
    struct catalog_row *row;
    size_t n, room;
    char *benches;       /* folder of the family programs */
    const char *threads; /* as given, or NULL */
    char *counters;      /* plan for the family programs, or NULL */
    bool spin_oversubscribed;
};

/*
 * Asks every executable of the benches folder for its rows, and keeps those of the profile (and
 * below) whose name matches the filter. 0, or -1 with err: no such folder; a program that fails,
 * breaks the protocol or lists a row that is listed already; nothing left (the message says which
 * option left nothing).
 */
int catalog_load(struct catalog *c, const struct options *o, const struct profile *profile,
                 char err[SC_ERR]);
void catalog_free(struct catalog *c);
void catalog_row_free(struct catalog_row *row);
