// SPDX-License-Identifier: MIT
// The head of a summary. Not for use outside report/summary.
#pragma once

#include <stdio.h>

#include "report/model/report.h"

/* Machine, clock, run, intervals, and how many rows reached their goal. */
void summary_head(FILE *out, const struct report *r);
