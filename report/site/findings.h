// SPDX-License-Identifier: MIT
// From a comparison to its chart.
#pragma once

#include "report/charts/chart.h"
#include "report/compare/compare.h"

/* What the comparison found of each of its c->n_rows rows; the caller's to free. */
struct chart_finding *comparison_findings(const struct comparison *c);
