// SPDX-License-Identifier: MIT
// Charts beside a report.
#pragma once

#include <stddef.h>

#include "report/model/report.h"

/* Writes dir/charts/, prints which charts were drawn and why others were not. Exit status: 0, or 2
 * with a line on stderr. */
int draw_charts(const struct report *const *reports, size_t n, const char *dir);
