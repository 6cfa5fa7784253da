// SPDX-License-Identifier: MIT
// What the parts of a comparison share. Not for use outside report/compare*.c.
#pragma once

#include "report/compare/compare.h"

/* Collects the facts of machine, build, run and environment in which the reports differ. */
void compare_facts(struct comparison *c);

/* Launches of a side in a block where the two reports are the sides of one interleaved run; else
 * 0. */
unsigned compare_interleaved(const struct report *base, const struct report *next);

/* Blocks whose CPUs stayed at one distance, whichever it is, and in which each side has a launch
 * that counts. A block's ratio is that of the geometric means of these launches. */
struct block_ratios {
    double *ratio;    /* next over base, logarithm */
    unsigned *number; /* which block, ascending */
    size_t n;
    unsigned launches[2]; /* base, next: those that count in these blocks */
    bool noisy;           /* disturbed ones among them, since too few were not */
};

/* Free with compare_blocks_free. */
struct block_ratios compare_blocks(const struct row *base, const struct row *next, enum metric m,
                                   unsigned per_block);
void compare_blocks_free(struct block_ratios *b);

/* Has both sides of the row counted at one distance between the CPUs (one_distance.h). Where there
 * is none the row is distant. For reports of one model of machine only. */
void compare_distance(struct comparison_row *row);
void compare_distance_free(struct comparison_row *row);

/* Ratios, tests, noise thresholds and verdicts of all rows. */
void compare_judge(struct comparison *c);

/* Verdicts of all rows from their adjusted tests, of which there are that many; se[i] is the
 * standard error of row i's log ratio. */
void compare_verdicts(struct comparison *c, const double *se, size_t tests);

/* Collects the families; rows must have been judged. */
void compare_families(struct comparison *c);
