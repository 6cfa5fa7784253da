// SPDX-License-Identifier: MIT
// Two builds on one machine, measured launch by launch in turn: what differs between them is the
// build.
#pragma once

#include <stdio.h>

#include "report/model/report.h"
#include "synccost/cli/options.h"
#include "synccost/run/catalog.h"

/*
 * A block is four launches of one row, A B B A or B A A B: what drifts evenly over them cancels.
 * All four place what their threads share on the same physical lines (harness/trial/arena.h), since
 * which line it is moves a contended row more than most changes do; every block has a fresh one.
 */
enum ab_side { AB_BASE, AB_NEW, AB_SIDES };
enum { AB_PER_BLOCK = 2 }; /* launches of a side */

/*
 * How one launch of a block is measured: short, since most of a launch's time is not its windows.
 * Of a row of one thread, launches differ by more than the trials within one. Where threads meet on
 * the lines that a block's launches share, trials differ as much, so that more of them are cheaper
 * than more launches.
 */
enum ab_rows { AB_ALONE, AB_CONTENDED, AB_ROWS };
extern const struct profile ab_launch[AB_ROWS];

struct ab {
    struct catalog catalog[AB_SIDES];
    struct report report[AB_SIDES];
    char *dir;
    uint64_t seed;
    /* of this comparison, in both reports: the seed alone would join two that were given the
     * same */
    char id[64];
    double budget_s;
    unsigned blocks; /* of every row; 0: as many as its ratio needs (report/compare/compare.h) */
    double width;    /* that of a core left alone before the run (harness/machine/width.h) */
};

/* Reads both builds' rows and prepares two reports of the same context. 0, or -1 with err. */
int ab_prepare(struct ab *ab, const struct options *o, char err[SC_ERR]);

/*
 * Measures until the budget or the blocks are used up, or no row needs more of them. Writes
 * dir/base/report.json and dir/new/report.json, and anew every few rounds of blocks. 0; 1 when rows
 * failed or the run was interrupted; -1 with err when a report could not be written.
 */
int ab_measure(struct ab *ab, char err[SC_ERR]);

void ab_free(struct ab *ab);

/* The folder of a side's report. malloc'd. */
char *ab_side_dir(const struct ab *ab, enum ab_side side);
