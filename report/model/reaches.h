// SPDX-License-Identifier: MIT
// At which distance between its CPUs a row's trials count: a host may move a guest's CPUs.
#pragma once

#include "report/model/report.h"

/*
 * Sets the reach of every row. The usual distance of a run is that of most trials
 * (report/statistics/reach.h) over all rows with as many CPUs: those that pin them apart, by pair,
 * unless the run had no others. A row counts at it where it has STATISTICS_ENOUGH launches there,
 * or no more at any other; else at its own most frequent distance. A trial whose distance changed
 * says nothing of any, and one without line_ns counts at each. Rows of which nothing is known get
 * no reach.
 */
void reaches_find(struct report *r);

/* Launches that have a trial of that distance. */
unsigned reach_launches(const struct row *row, const struct reach *reach);

/* What a row's trials at other distances come to. */
struct apart {
    size_t trials;
    unsigned launches; /* without a trial at the row's own */
    double line_ns;    /* the median of these launches' round trips; NAN where there are none */
};
struct apart row_apart(const struct row *row);
