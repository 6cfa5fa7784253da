// SPDX-License-Identifier: MIT
// When a row has been measured enough: the rule by which launches are added.
#pragma once

#include "report/report.h"

/* Whether real_time's 95 % interval is narrow enough: half of it at most 1 % of the median, 5 % where threads
 * meet. */
bool goal_reached(const struct row *row);
