// SPDX-License-Identifier: MIT
// One row in the foreground, for a profiler to look at.
#pragma once

#include "synccost/cli/options.h"

/*
 * Becomes the family program of the row that --row names, with windows that end after months.
 * Returns 2 where there is no such row or the program cannot be started; else never.
 */
int run_forever(const struct options *o);
