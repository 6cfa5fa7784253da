// SPDX-License-Identifier: MIT
// One process that measures one row.
#pragma once

#include <stdint.h>

#include "report/model/report.h"
#include "synccost/run/catalog.h"
#include "synccost/run/child.h"

enum launch_status { LAUNCH_OK, LAUNCH_FAILED, LAUNCH_TIMEOUT, LAUNCH_INTERRUPTED };

struct launch_result {
    enum launch_status status;
    char reason[SC_ERR]; /* why not OK */
    struct sample *samples;
    size_t n_samples;
    double seconds;
};

struct launch_settings {
    const struct profile *profile; /* trials, windows, redo and patience of it */
    uint64_t seed;                 /* decides the memory placement */
    double timeout;                /* seconds */
    int arena;    /* file of the arena's memory (harness/trial/arena.h), -1 for none */
    double width; /* instructions per cycle of a core left alone; 0 where not known yet */
};

/* Runs the row's family program for one launch. Free with launch_result_free. */
void launch_run(const struct catalog *c, const struct catalog_row *row,
                const struct launch_settings *settings, struct launch_result *result);
void launch_result_free(struct launch_result *result);
