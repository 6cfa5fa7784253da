// SPDX-License-Identifier: MIT
// Which trials of a row count.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/model/report.h"

struct trials {
    const struct sample **sample; /* ascending by launch, then trial; never NULL */
    size_t n;
    /* that have the metric and do not count: since they are disturbed, and since the row's CPUs
     * were at another distance (reaches.h) */
    size_t left_out, far;
    /* that have the metric; of these, with a trial that is neither disturbed nor far; of these,
     * with none that is not far */
    unsigned launches, quiet, apart;
    bool noisy; /* disturbed trials count */
};

/* Every trial of the row; launches, quiet and noisy stay 0. The row's samples must outlive *t. */
void trials_in_order(const struct row *row, struct trials *t);

/* Those with a value of m at the row's distance, and of these the undisturbed where they come from
 * STATISTICS_ENOUGH launches or more (statistics.h), else all. The row's samples outlive *t. */
void trials_that_count(const struct row *row, enum metric m, struct trials *t);

void trials_free(struct trials *t); /* either's */
