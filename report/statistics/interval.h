// SPDX-License-Identifier: MIT
// The 95 % interval of a row's median from its launches.
#pragma once

#include <stddef.h>

/*
 * From n launches' figures in the order in which they were measured, none below 0; NAN where n < 2.
 *
 * Order statistics: the k-th smallest and largest hold the true median with a binomial probability,
 * whatever the distribution; between the k just above 95 % and the next, interpolated
 * (Hettmansperger & Sheather 1986). Up to five launches it is their range
 * (statistics_range_coverage).
 *
 * From six launches on it is widened about the median by sqrt((1 + r) / (1 - r)), r the correlation
 * of the normal scores of neighbouring launches plus 1/n for its bias, at least 0 and at most 0.9:
 * launches that wander together say less than as many that do not. That also makes up for launches
 * that are added until the interval is narrow. docs/MEASURING.md has the coverage; a percentile
 * bootstrap over launches held the true median in 91 % of rows that were measured until their
 * interval was narrow.
 */
void interval_of_median(const double *in_order, size_t n, double *low, double *high);
