// SPDX-License-Identifier: MIT
// One process that measures one row.
#pragma once

#include <stdint.h>

#include "report/report.h"
#include "synccost/catalog.h"
#include "synccost/child.h"

enum launch_status { LAUNCH_OK, LAUNCH_FAILED, LAUNCH_TIMEOUT, LAUNCH_INTERRUPTED };

struct launch_result {
    enum launch_status status;
    char reason[SC_ERR]; /* why not OK */
    struct sample *samples;
    size_t n_samples;
    double seconds;
};

/* Runs the row's family program for one launch; seed decides its memory placement. Free with
 * launch_result_free. */
void launch_run(const struct catalog *c, const struct catalog_row *row, const struct profile *profile,
                uint64_t seed, double timeout, struct launch_result *result);
void launch_result_free(struct launch_result *result);
