// SPDX-License-Identifier: MIT
// Guarantees in a summary. Not for use outside report/summary.
#pragma once

#include <stdio.h>

#include "report/model/report.h"

/* Each guarantee with its trials and outcomes, and with the upper bound of a forbidden outcome's
 * rate where none was seen; then the rows of a kind that this version does not know. Nothing where
 * the report has neither. */
void summary_guarantees(FILE *out, const struct report *r);

/* True where the row has its lines there, so that it is not missing. */
bool summary_has_guarantee(const struct row *row);
