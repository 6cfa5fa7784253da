// SPDX-License-Identifier: MIT
// Two reports side by side: what differs between the machines, then row by row.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "common/text.h"
#include "report/model/report.h"
#include "report/noise/noise.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

/*
 * A row is `faster` or `slower` only where three things agree: the rank test's p, adjusted by Holm
 * over all rows compared, lies below COMPARISON_ALPHA; the 95 % interval of the ratio leaves out 1;
 * and the ratio lies beyond the row's noise threshold. Where the clock frequencies of two runs of
 * one machine differ by more than COMPARISON_CLOCK, the ratio of the cycles must agree as well.
 *
 * A row is `~` where the adjusted p is above that and the whole interval lies within
 * COMPARISON_ALIKE or twice the threshold, whichever is more. It is also `~` where both sides have
 * the same several modes within that. Any other row is `unsure` and says why. A row with fewer than
 * STATISTICS_ENOUGH launches a side is always `unsure`. Where no row differs, fewer than one of
 * twenty comparisons is expected to hold a wrong verdict.
 */
#define COMPARISON_ALPHA 0.05
#define COMPARISON_ALIKE 0.05
#define COMPARISON_CLOCK 0.01

enum verdict { VERDICT_ALIKE, VERDICT_FASTER, VERDICT_SLOWER, VERDICT_UNSURE };

enum unsure {
    UNSURE_NOT,
    UNSURE_EMULATED,  /* a side ran under an emulator */
    UNSURE_IMPORTED,  /* a side is an import, which has no launches */
    UNSURE_DISTANCE,  /* the CPUs of the sides were at different distances (reaches.h) */
    UNSURE_FEW,       /* no values of so many launches could be significant among so many rows */
    UNSURE_DISTURBED, /* disturbed trials had to be used */
    UNSURE_MODES,     /* several modes, some on both sides: shares may have changed, not times */
    UNSURE_NOISE,     /* significant, but no further off than runs of one build are */
    UNSURE_ASSUMED,   /* the same with a threshold that is assumed, not measured */
    UNSURE_CLOCK,     /* in cycles there is no such difference: the clock frequencies differ */
    /* the interval holds both "alike" and a difference that would matter; or p says more */
    UNSURE_WIDE
};

/* "too few launches", "within noise", … */
const char *unsure_name(enum unsure why);

struct comparison_row {
    /* The reports' own, or copies at a distance at which both sides have launches (row_at). */
    const struct row *base, *next;
    bool copied[2], distant;   /* distant: there is no such distance */
    struct ratio time, cycles; /* next / base: Hodges-Lehmann, with its 95 % interval */
    double p, p_holm, p_bh;
    double threshold; /* noise threshold, of |log ratio| */
    bool threshold_assumed;
    unsigned launches[2]; /* base, next; in an interleaved comparison those of its blocks */
    unsigned blocks;      /* of an interleaved comparison, else 0 */
    unsigned per_block;   /* the comparison's */
    unsigned needs;       /* launches (blocks) a side for a verdict among so many rows */
    double least; /* |log ratio| that these launches would find in 80 % of cases; NAN unknown */
    double multiple[2]; /* of each side's own floor row; NAN unknown */
    struct modes modes[2];
    bool pooled_flag; /* what comparing all trials as independent would say at p < 0.05 */
    enum verdict verdict;
    enum unsure why; /* of VERDICT_UNSURE */
};

/* A row that cannot be compared; base or next is NULL where that side has no such row. */
struct comparison_gap {
    const struct row *base, *next;
    const char *why; /* static storage */
};

/* Geometric means over the family's compared rows; NAN where no row has it on both sides. */
struct comparison_mean {
    double base, next, ratio;
    size_t rows;
};
struct comparison_family {
    char name[64];
    size_t rows;
    struct ratio time; /* over the rows; its interval is known in an interleaved comparison only */
    struct comparison_mean ns, cycles, multiple;
    double least; /* median of the rows' */
};

enum { COMPARISON_TEXT = 128 };
struct comparison_difference {
    const char *what;
    char base[COMPARISON_TEXT], next[COMPARISON_TEXT]; /* cleaned; "-" where unknown */
};

/* By fingerprint. Twins: of one model by their fingerprint, and two hosts by their machine ids. */
enum machines { MACHINES_SAME, MACHINES_TWINS, MACHINES_DIFFERENT, MACHINES_UNKNOWN };

/* Of the random signs, where nobody asks for others: the same two reports give the same figures. */
#define COMPARISON_SEED 1

/* noise[0] and noise[1]: of base's and next's machine; used only where noise_fits. Both may be
 * NULL. seed: of the random signs. */
struct comparison_settings {
    const struct noise *noise[2];
    uint64_t seed;
};

/* Refers to both reports and the noises, which must outlive it. */
struct comparison {
    const struct report *base, *next;
    const struct noise *noise[2]; /* those that fit; else NULL */
    /* those of the machine whose profile is larger than the report's */
    const struct noise *too_small[2];
    uint64_t seed;
    enum machines machines;
    bool emulated, imported; /* either side */
    /* launches of a side in a block where the reports are interleaved, else 0 */
    unsigned per_block;
    struct comparison_row *row; /* in the order of base */
    size_t n_rows;
    struct comparison_gap *gap; /* those of base, then those of next alone */
    size_t n_gaps;
    struct comparison_family *family; /* in the order of base */
    size_t n_families;
    struct comparison_difference *difference;
    size_t n_differences;
};

/* Matches rows by name. Both reports must have their estimates computed. */
void comparison_init(struct comparison *c, const struct report *base, const struct report *next,
                     const struct comparison_settings *settings);
void comparison_free(struct comparison *c);

/*
 * Whether more blocks of a row would tell little more, where the two are sides of an interleaved
 * run of that many rows: there are enough quiet ones for a verdict among them, even if one says the
 * opposite of all others, and the 95 % interval of the ratio is within ±NOISE_LEAST, which
 * relinking alone moves. A run that stops a row here errs no more often for it:
 * tests/report/compare/blocks.c counts.
 */
bool comparison_blocks_enough(const struct row *base, const struct row *next, unsigned per_block,
                              size_t rows);

/* Rows with this verdict, and rows unsure for this reason. */
size_t comparison_count(const struct comparison *c, enum verdict verdict);
size_t comparison_unsure(const struct comparison *c, enum unsure why);
/* Rows that a test over pooled trials would flag. */
size_t comparison_pooled(const struct comparison *c);
/* The largest number of launches (blocks) that a row needs for a verdict. */
unsigned comparison_needs(const struct comparison *c);

/*
 * For --fail-above: rows that are slower by more than percent. Before a caller says that nothing
 * is, it must look at those that may be: comparison_open counts rows that are unsure for this
 * reason and emulated, imported, disturbed, of too few launches, or with an interval of the ratio
 * that reaches beyond percent or is unknown; comparison_lost counts rows of base that next does not
 * have, or that have a figure in base and no comparable one in next.
 */
size_t comparison_slower(const struct comparison *c, double percent);
size_t comparison_open(const struct comparison *c, double percent, enum unsure why);
size_t comparison_lost(const struct comparison *c);

/* "slower", "~", "unsure (too few launches: 5, needs 9)". */
enum { COMPARISON_VERDICT = 64 };
char *comparison_verdict(const struct comparison_row *row, char buf[COMPARISON_VERDICT]);

/* Plain text, at most TEXT_COLUMNS wide, with colours where asked. */
void comparison_print(FILE *out, const struct comparison *c, bool color);
/* The same as GitHub's Markdown. */
void comparison_markdown(FILE *out, const struct comparison *c);

/* New reference. Absent keys are unknown values. */
json_t *comparison_json(const struct comparison *c);
