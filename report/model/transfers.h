// SPDX-License-Identifier: MIT
// How many lines an operation moves between cores, counted, or reckoned from time where no counter
// says it.
#pragma once

#include "report/model/report.h"

/*
 * The estimate: (wall time per operation - what the operation costs on an own line) / time of one
 * line transfer. It holds where the threads pass one line from hand to hand, so that at any time
 * one of them works or the line is on its way: wall time, since thread time counts the waiting of
 * all the others as well.
 *
 * Known for measured rows on the basis "thread", of two or more threads that each had a CPU, in the
 * scenario in which their family's threads meet, whose floor is floor/line-transfer (or whose
 * family passes a line all the same, as counters do), and which have a twin: the row of one thread
 * in the family's scenario alone that differs in nothing else, or the row that the family names in
 * its stead (common/families.def). NAN for all others, and where wall time is no longer than the
 * twin's: those threads did not wait for each other's line. In a family that the table does not
 * know, every scenario is its own counterpart, but for "contended", which has "uncontended".
 */
double transfers_estimate(const struct report *r, const struct row *row);

enum transfers { TRANSFERS_COUNTED, TRANSFERS_ESTIMATED };

/*
 * Transfers per operation with an interval: counted ones (pmu.line_transfers_per_op) like any other
 * figure; of the estimate, what the intervals of row, twin and line allow at most, and its launches
 * are the fewest of these. The median is NAN where they are unknown.
 */
struct estimate transfers_of(const struct report *r, const struct row *row, enum transfers how);

/* TRANSFERS_COUNTED where a row of the report has counted ones. */
enum transfers transfers_best(const struct report *r);

/* True where name is that of a row, or of rows, that measure the transfer of one line. NULL is
 * none. */
bool transfers_line(const char *name);

/* The row whose time counts as the contended row's own cost; NULL where there is none. */
const struct row *transfers_own_line(const struct report *r, const struct row *row);
