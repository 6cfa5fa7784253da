// SPDX-License-Identifier: MIT
// The rows that would run here, as the family programs list them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "synccost/cli/options.h"
#include "synccost/cli/profile.h"
#include "synccost/run/listing.h"

/* The rows that a plan left out (plan.h). */
struct left_out {
    size_t rows;
    double seconds; /* that their first launches would have taken */
    json_t *groups; /* how many of each family/subject/scenario; NULL where none was */
};

struct catalog {
    struct catalog_row *row;
    size_t n;
    char *benches;              /* folder of the family programs */
    const char *threads;        /* as given, or NULL */
    char *counters;             /* plan for the family programs, or NULL */
    const char *memory, *pages; /* as given, or NULL */
    bool spin_oversubscribed;
    struct left_out left_out;
    json_t *remarks; /* what programs say of themselves (listing_is_remark) */
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

/* What the programs of the catalog's rows say of themselves, by program: {program: {about: text}}.
 * Becomes the member programs of ours, the report's context.synccost, where any says something. */
void catalog_keep_about(const struct catalog *c, json_t *ours);
