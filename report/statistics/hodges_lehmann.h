// SPDX-License-Identifier: MIT
// By what factor or distance one set of launches differs from another: the Hodges-Lehmann estimate
// and its exact interval.
#pragma once

#include <stddef.h>

#include "report/statistics/statistics.h"

/*
 * Why Hodges-Lehmann (1963) and not the ratio of the medians: it is the factor that the rank test
 * of rank.h finds least to say against, so that the interval leaves 1 out where the test says 5 %;
 * and a row with two modes of near equal share, whose median jumps from one to the other between
 * runs, has pairwise ratios that do not.
 */

/*
 * The median of all next_j / base_i: e to the Hodges-Lehmann shift of the logarithms. The interval
 * inverts the rank-sum test at 95 % (rank_sum_cut), exact whatever the distribution as long as next
 * is base stretched by a factor; NAN where the sizes cannot give 95 % (below 4 and 4, 3 and 5, 2
 * and 8). All NAN where a side is empty or a value of base is not above 0. Values in any order,
 * finite, not negative.
 */
struct ratio hodges_lehmann_ratio(const double *base, size_t n, const double *next, size_t m);

/* The same of all next_j - base_i, exact as long as next is base moved by a distance. */
struct ratio hodges_lehmann_difference(const double *base, size_t n, const double *next, size_t m);

/* The median of the means of all pairs of log_ratio, each with itself too (Walsh averages); NAN
 * where n is 0. Values in any order, finite. */
double hodges_lehmann_paired(const double *log_ratio, size_t n);

/*
 * e to hodges_lehmann_paired of log_ratio, with the interval that inverts the signed-rank test at
 * 95 % (signed_rank_cut): exact for ratios that lie evenly about it; NAN below 6. All NAN where n
 * is 0. Values in any order, finite.
 */
struct ratio hodges_lehmann_paired_ratio(const double *log_ratio, size_t n);
