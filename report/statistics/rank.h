// SPDX-License-Identifier: MIT
// Rank tests: whether two sets of launches, or one set of differences, can come from no difference
// at all.
#pragma once

#include <stddef.h>

/* Up to this many values a side the distributions are counted out; above, they are taken for
 * normal. */
enum { RANK_EXACT = 60, RANK_EXACT_TIED = 30 };

/*
 * The two-sided p of the rank-sum test (Mann & Whitney 1947): twice the lesser tail, at most 1.
 * Exact up to RANK_EXACT values a side, and where values are equal up to RANK_EXACT_TIED, over all
 * ways to share out the mid-ranks there are. Above, normal with the variance corrected for ties and
 * the continuity correction. Values in any order, none NAN; NAN where n or m is 0.
 */
double rank_sum_p(const double *a, size_t n, const double *b, size_t m);

/* The least p that any values of these sizes can give: 2 n! m! / (n+m)!; NAN where one is 0. */
double rank_sum_least_p(size_t n, size_t m);

/*
 * The two-sided p of the signed-rank test that d lies about 0 (Wilcoxon 1945). Zeros take part in
 * the ranking and are dropped after it (Pratt 1959), so that rows that did not move never make the
 * others more telling. Exact up to RANK_EXACT differences, with mid-ranks where sizes are equal;
 * above, normal with the continuity correction. 1 where all are 0; NAN where n is 0.
 */
double signed_rank_p(const double *d, size_t n);

/* The least p that n differences can give: 2^(1-n); NAN where n is 0. */
double signed_rank_least_p(size_t n);

/*
 * The intervals that invert these tests at 95 %: the c-th smallest and the c-th largest of the n m
 * pairwise differences, or of the n (n+1) / 2 means of pairs. The greatest c with P(statistic < c)
 * <= 2.5 %, for values without ties; 0 where the sizes cannot give 95 %.
 */
size_t rank_sum_cut(size_t n, size_t m);
size_t signed_rank_cut(size_t n);
