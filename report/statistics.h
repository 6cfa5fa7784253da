// SPDX-License-Identifier: MIT
// Medians, quantiles and bootstrap intervals whose unit of replication is the launch, not the trial.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "report/report.h"

/*
 * What the intervals are, and what they can hold:
 *
 * A launch counts once, by the median of its trials; a row's figure is the median of these. Trials of one
 * launch share its addresses and pages, so they say nothing of the spread from launch to launch. The interval
 * is the 2.5 to 97.5 % range of that figure over 2000 draws of the launches with replacement (cluster
 * bootstrap, percentile interval). It never leaves the range of the launch medians, and up to five launches
 * it is that range; n launches' range holds the true median with probability 1 - 2^(1-n) whatever the
 * distribution, which no method that stays within the data can better. Measured with normal launches, nominal
 * 95 %:
 *
 *   launches                          2      3      5     10     20
 *   interval holds the truth       49.7   74.9   93.7   94.0   94.0 %
 *   equal sides called unequal     33.5    9.8    3.0    3.5    3.4 %   (ratio's interval without 1)
 *
 * This is what `COVERAGE_ROWS=20000 build/tests/unit/statistics` prints; without the variable it is quick and
 * coarse.
 */
enum { STATISTICS_RESAMPLES = 2000 };

/* Launches a side below which a comparison is not judged. */
enum { STATISTICS_ENOUGH = 5 };

struct ratio {
    double value, low, high; /* NAN where unknown */
};

/* Quantile q (0 to 1) of n values in ascending order, interpolated; NAN where n is 0. */
double statistics_quantile(const double *sorted, size_t n, double q);

/* The median of each launch's trials of m, ascending, in *medians (the caller's to free, NULL where there are
 * none). Returns how many. */
size_t statistics_launches(const struct row *row, enum metric m, double **medians);

/* The seed of a row's random numbers: another for every name. */
uint64_t statistics_seed(uint64_t seed, const char *name);

/* The 95 % interval of the median of n launches, given in ascending order; NAN where n < 2. */
void statistics_interval(const double *sorted, size_t n, uint64_t seed, double *low, double *high);

struct estimate statistics_estimate(const struct row *row, enum metric m, uint64_t seed);

/* next / base of n and n_base launches in ascending order; both sides are drawn anew. The interval is NAN
 * with fewer than two launches on a side. */
struct ratio statistics_ratio_of(const double *base, size_t n_base, const double *next, size_t n_next,
                                 uint64_t seed);
struct ratio statistics_ratio(const struct row *base, const struct row *next, enum metric m, uint64_t seed);

/* The lowest probability with which an interval of that many launches holds the true median, while it is
 * their range: 1 - 2^(1-n). */
double statistics_range_coverage(unsigned launches);

/* The time of a CPU cycle in this run: median over rows of what went with their trials; NAN where no trial
 * has it. */
double statistics_cycle_ns(const struct report *r);

/* Fewest and most launches of a measured row; 0 where there is none. */
void statistics_launch_range(const struct report *r, unsigned *fewest, unsigned *most);
