// SPDX-License-Identifier: MIT
// Charts beside a report.
#pragma once

#include <stddef.h>

#include "report/charts/chart.h"

/* Writes dir/charts/, prints which charts were drawn and why others were not. No chart is drawn
 * after deadline, in seconds of CLOCK_MONOTONIC (INFINITY: none). Exit status: 0, 1 where some
 * charts were lost, or 2; with a line on stderr. */
int draw_charts(const struct report *r, const char *dir, double deadline);

/* The same of several reports, without a deadline: the chart of them side by side. */
int draw_many(const struct report *const *reports, size_t n, const char *dir);

/* The same with the chart of two reports side by side, which shows what their comparison found. */
int draw_comparison(const struct report *base, const struct report *next,
                    const struct chart_finding *findings, size_t n, const char *dir);

/* The same with a chart of each of these rows over time. */
int draw_history(const struct chart_series *series, size_t n, const char *dir);
