// SPDX-License-Identifier: MIT
// A report as plain text, at most TEXT_COLUMNS wide. Its estimates must have been computed.
#pragma once

#include <stdio.h>

#include "common/text.h"
#include "report/model/report.h"

/* The machine and the run, the ladder of the headline rows from cheapest to dearest, accesses by
 * the state of the line, the edges of the memory model, guarantees, what the rows say of common
 * claims, rows that were not measured, warnings. */
void summary_print(FILE *out, const struct report *r);

/* The rows of that ladder, or all, as a Markdown table: row, median, interval, multiple of its
 * floor. */
void summary_markdown(FILE *out, const struct report *r, bool all);

/* The same as summary_print with every row. */
void summary_print_all(FILE *out, const struct report *r);
