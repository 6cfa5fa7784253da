// SPDX-License-Identifier: MIT
// A report as plain text, at most TEXT_COLUMNS wide. Its estimates must have been computed.
#pragma once

#include <stdio.h>

#include "common/text.h"
#include "report/model/report.h"

/* The machine and the run, the ladder of the headline rows from cheapest to dearest, rows that were
 * not measured, warnings. */
void summary_print(FILE *out, const struct report *r);

/* The same with every row. */
void summary_print_all(FILE *out, const struct report *r);
