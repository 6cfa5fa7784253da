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
    int lock;        /* dir's descriptor, which keeps others out of it; -1 where it is not held */
    size_t launches; /* that have ended */
    bool kept;       /* dir has both reports, of what was measured until they were last written */
    uint64_t seed;
    /* of this comparison, in both reports: the seed alone would join two that were given the
     * same */
    char id[64];
    double budget_s;
    unsigned blocks; /* of every row; 0: as many as its ratio needs (report/compare/compare.h) */
    double width;    /* that of a core left alone before the run (harness/machine/width.h) */
};

/* Reads both builds' rows, prepares two reports of the same context, and keeps others out of their
 * folder until ab_free. 0, or -1 with err. */
int ab_prepare(struct ab *ab, const struct options *o, char err[SC_ERR]);

/*
 * Measures until the budget or the blocks are used up, or no row needs more of them. Writes
 * dir/base/report.json and dir/new/report.json, the first time after a block, and anew every few
 * seconds. 0; 1 when rows failed or the run was interrupted; -1 with err when a report could not be
 * written, or the launches have no memory to share: what was measured until then is written all the
 * same, where it can be.
 */
int ab_measure(struct ab *ab, char err[SC_ERR]);

void ab_free(struct ab *ab);

/* The folder of a side's report. malloc'd. */
char *ab_side_dir(const struct ab *ab, enum ab_side side);
