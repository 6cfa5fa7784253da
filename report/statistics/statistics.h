// SPDX-License-Identifier: MIT
// Medians, quantiles and intervals whose unit of replication is the launch, not the trial.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "report/model/report.h"

/*
 * A launch counts once, by the median of its trials; a row's figure is the median of these. Trials of one
 * launch share its addresses and pages, so they say nothing of the spread from launch to launch. A trial that
 * stayed disturbed is left out, as long as STATISTICS_ENOUGH launches have one that did not; else all count
 * and the estimate is noisy. interval.h says what its interval is, docs/METHOD.md how often it holds the
 * truth.
 */

/* Launches below which disturbed trials count, and a side below which a comparison is not judged. */
enum { STATISTICS_ENOUGH = 5 };

struct ratio {
    double value, low, high; /* NAN where unknown */
};

/* Quantile q (0 to 1) of n values in ascending order, interpolated; NAN where n is 0. */
double statistics_quantile(const double *sorted, size_t n, double q);

/* The median of each launch's trials of m that count, in *medians (the caller's to free, NULL where there are
 * none). Returns how many. series: in the order of the launches; launches: ascending. */
size_t statistics_series(const struct row *row, enum metric m, double **medians);
size_t statistics_launches(const struct row *row, enum metric m, double **medians);

/* The seed of a row's random numbers: another for every name. */
uint64_t statistics_seed(uint64_t seed, const char *name);

struct estimate statistics_estimate(const struct row *row, enum metric m);

/* The lowest probability with which an interval of that many launches holds the true median, while it is
 * their range: 1 - 2^(1-n). */
double statistics_range_coverage(unsigned launches);

/* The time of a CPU cycle in this run: median over rows of what went with their trials; NAN where no trial
 * has it. */
double statistics_cycle_ns(const struct report *r);

/* Fewest and most launches of a measured row; 0 where there is none. */
void statistics_launch_range(const struct report *r, unsigned *fewest, unsigned *most);
