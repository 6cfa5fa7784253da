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
 * Known for measured rows on the basis "thread", of two or more threads that each had a CPU, whose
 * floor is floor/line-transfer or which add to counters (counter/.../rmw), and which have a twin:
 * the row of one thread that differs by "uncontended" or "own-line" in place of "contended" or
 * "shared-line", or in nothing else (for atomic and counter rows without one, floor/rmw/own-line
 * stands in). NAN for all others, and where wall time is no longer than the twin's: those threads
 * did not wait for each other's line.
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

/* The row whose time counts as the operation's own cost; NULL where there is none. */
const struct row *transfers_own_line(const struct report *r, const struct row *row);
