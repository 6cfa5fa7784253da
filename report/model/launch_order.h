// SPDX-License-Identifier: MIT
// The launches of a row in the order in which they ran.
#pragma once

#include <stddef.h>

#include "report/model/report.h"
#include "report/model/trials.h"

struct launch_value {
    unsigned launch;
    double value; /* median of the launch's trials that count (statistics.h) */
};

/* The launches that have a value of m, by number, in *values (the caller's to free). Returns how
 * many. */
size_t launch_order(const struct row *row, enum metric m, struct launch_value **values);

/* The same, of trials that trials_that_count chose for m. */
size_t launch_order_of(const struct trials *t, enum metric m, struct launch_value **values);
