// SPDX-License-Identifier: MIT
// Where a series of logarithms, in the order of their times, moved to another level and stayed
// there. A drift is no change, nor is a value or two that stand out.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/statistics/rank_scan.h"
#include "report/statistics/statistics.h"

struct change {
    size_t at;         /* the first value of the new level */
    struct ratio size; /* new level less old, with its 95 % interval: Hodges-Lehmann */
};

struct changes {
    struct change *change; /* in the order of the values */
    size_t n;
    /* a change that the test has found was no level but a trend over the values around it */
    bool drifts;
};

/* By how much the values of a level differ from each other: what a standard deviation would be, of
 * the differences of values up to five places apart, which neither a change nor outliers make
 * large. NAN below 2. */
double changes_spread(const double *values, size_t n);

/*
 * The changes of the n values whose rank_scan_p over a stretch of the series is at most level; the
 * stretches on both sides are then searched in the same way. A change is kept only if
 *
 * - its size is at least threshold,
 * - the four values before it and the four after it show two thirds of that, and twice as much as
 *   nine in ten places away from all changes do: not so where a series drifts or wanders,
 * - a step, alone or beside a slope, explains the values from the change before it to the one after
 *   it clearly better than a straight line or another curve up to the third degree does (BIC).
 *
 * What is taken away joins two levels, and those around it are looked at again.
 */
void changes_find(struct changes *c, struct rank_scan *scan, const double *values, size_t n,
                  double level, double threshold);
void changes_free(struct changes *c);
