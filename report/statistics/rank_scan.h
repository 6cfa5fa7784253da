// SPDX-License-Identifier: MIT
// Whether a series of values, in the order of their times, moved to another level anywhere, and
// where: rank sums over all places, with a p that counts how many places were tried.
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Fewer values between two changes are no level: one or two that stand out are outliers. */
enum { RANK_SCAN_LEAST = 3 };

/* Distributions of the test without changes, drawn when they are first needed. */
struct rank_scan;

/* draws: the least p is about 2 / draws. The same seed gives the same p. The caller's to free. */
struct rank_scan *rank_scan_new(size_t draws, uint64_t seed);
void rank_scan_free(struct rank_scan *scan);

/*
 * The p of n values that are exchangeable: whatever distribution they come from, with several modes
 * or outliers, it is below P in a part P of all series. NAN where there are fewer than two levels
 * of RANK_SCAN_LEAST values. The values of [*begin, *end) differ most from the others of the
 * series; *end is n where one change tells more than two.
 *
 * The statistic is the least p of the rank-sum test over all places of one change; another is that
 * over all pairs of places up to 100 values apart, for levels that come and go. Each is compared
 * with what it is in random orders of n ranks, and p is twice the lesser of the two. Rank sums of
 * up to 12 values are counted out, since the normal approximation takes no account of how few they
 * are.
 */
double rank_scan_p(struct rank_scan *scan, const double *values, size_t n, size_t *begin,
                   size_t *end);

/* About the least p that any n values can give. */
double rank_scan_least_p(size_t n);
