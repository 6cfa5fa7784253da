// SPDX-License-Identifier: MIT
// Accesses to a line by its state, as text.
#pragma once

#include <stdio.h>

#include "report/model/report.h"

/* A table for each distance, whether its loads are plausible, and what the states mean. Nothing
 * where the report has no such rows. */
void summary_coherence(FILE *out, const struct report *r);
