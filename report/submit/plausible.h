// SPDX-License-Identifier: MIT
// Figures that no machine can have.
#pragma once

#include "report/model/report.h"
#include "report/submit/findings.h"

/* A stop for each kind of figure that cannot be: cycle times, times of rows, floors that are below
 * what they are made of, hours of the run. A line that says so where all can. */
void plausible_check(struct findings *findings, const struct report *r);
