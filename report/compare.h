// SPDX-License-Identifier: MIT
// Two reports side by side: what differs between the machines, then row by row.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "report/report.h"
#include "report/statistics.h"

/*
 * VERDICT_DIFFERS says only that the 95 % interval of the time's ratio leaves out 1: of equal rows up to one
 * in twenty gets it by chance.
 */
enum verdict {
    VERDICT_NONE,    /* "~": no difference shown; not a proof that there is none */
    VERDICT_DIFFERS, /* "differs" */
    VERDICT_FEW      /* "? (n launches)": fewer than STATISTICS_ENOUGH on a side */
};

struct comparison_row {
    const struct row *base, *next;
    struct ratio time, cycles; /* next / base */
    unsigned launches;         /* the fewer of the two sides */
    enum verdict verdict;
};

/* A row that cannot be compared; base or next is NULL where that side has no such row. */
struct comparison_gap {
    const struct row *base, *next;
    const char *why; /* static storage */
};

/* Geometric mean of the ratios over the family's compared rows. */
struct comparison_family {
    char name[64];
    double time, cycles; /* NAN where no row has it */
    size_t rows;
};

enum { COMPARISON_TEXT = 128 };
struct comparison_difference {
    const char *what;
    char base[COMPARISON_TEXT], next[COMPARISON_TEXT]; /* cleaned; "-" where unknown */
};

enum machines { MACHINES_SAME, MACHINES_DIFFERENT, MACHINES_UNKNOWN }; /* by fingerprint */

/* Refers to both reports, which must outlive it. */
struct comparison {
    const struct report *base, *next;
    enum machines machines;
    struct comparison_row *row; /* in the order of base */
    size_t n_rows;
    struct comparison_gap *gap; /* those of base, then those of next alone */
    size_t n_gaps;
    struct comparison_family *family; /* in the order of base */
    size_t n_families;
    struct comparison_difference *difference;
    size_t n_differences;
};

/* Matches rows by name. Both reports must have their estimates computed. seed is that of the ratios'
 * bootstrap. */
void comparison_init(struct comparison *c, const struct report *base, const struct report *next,
                     uint64_t seed);
void comparison_free(struct comparison *c);

/* Rows with this verdict. */
size_t comparison_count(const struct comparison *c, enum verdict verdict);

/*
 * For --fail-above: rows that differ and whose ratio lies more than percent above 1. Rows of too few launches
 * never count, so a caller must look at comparison_count(c, VERDICT_FEW) before it says that nothing is
 * slower; nor do rows that were measured in base and not in next, which comparison_lost counts.
 */
size_t comparison_slower(const struct comparison *c, double percent);
size_t comparison_lost(const struct comparison *c);

/* Plain text, at most WORDS_COLUMNS wide. */
void comparison_print(FILE *out, const struct comparison *c);

/* New reference. Absent keys are unknown values. */
json_t *comparison_json(const struct comparison *c);
