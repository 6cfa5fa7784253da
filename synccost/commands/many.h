// SPDX-License-Identifier: MIT
// Three reports or more side by side.
#pragma once

#include "synccost/cli/options.h"

/* What synccost compare does with more than two reports. Exit status. */
int compare_many(const struct options *o);
