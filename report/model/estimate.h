// SPDX-License-Identifier: MIT
// Medians and intervals of rows, whose unit of replication is the launch, not the trial.
#pragma once

#include "report/model/report.h"
#include "report/statistics/modes.h"

/*
 * A launch counts once, by the median of its trials; a row's figure is the median of these. Trials
 * of one launch share its addresses and pages, so they say nothing of the spread from launch to
 * launch. A trial that stayed disturbed is left out, as long as STATISTICS_ENOUGH launches have one
 * that did not; else all count and the estimate is noisy. interval.h says what its interval is,
 * docs/MEASURING.md how often it holds the truth.
 */

/* The median of each launch's trials of m that count, in *medians (the caller's to free, NULL where
 * there are none). Returns how many. series: in the order of the launches; launches: ascending. */
size_t estimate_series(const struct row *row, enum metric m, double **medians);
size_t estimate_launches(const struct row *row, enum metric m, double **medians);

struct estimate estimate_of(const struct row *row, enum metric m);

/* A copy of the row whose trials count at that distance, with its estimates computed. It refers to
 * the row's samples and texts, which must outlive it; free() frees it. */
struct row *row_at(const struct row *row, const struct reach *reach);

/* Of the row's launches that count (estimate_launches). */
void estimate_modes(const struct row *row, enum metric metric, struct modes *m);

/* [{"median", "low", "high", "share"}]; new reference. */
json_t *modes_json(const struct modes *m);

/* The time of a CPU cycle in this run: median over rows of what went with their trials; NAN where
 * no trial has it. */
double estimate_cycle_ns(const struct report *r);

/* Fewest and most launches of a measured row; 0 where there is none. */
void estimate_launch_range(const struct report *r, unsigned *fewest, unsigned *most);
