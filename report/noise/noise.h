// SPDX-License-Identifier: MIT
// A machine's noise thresholds: by how much runs of one build on one machine differ, row by row.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "common/text.h"
#include "report/model/report.h"

/*
 * A threshold is the size of the logarithm of a ratio. The constants here are parts of a time.
 *
 * NOISE_LEAST is the smallest threshold: a relink alone moves a hot loop by so much, and runs of
 * one build never show it. NOISE_ASSUMED is the threshold of a row whose noise was not measured.
 * NOISE_RUNS is the smallest number of runs that gives a spread: two runs give one difference.
 */
#define NOISE_LEAST             0.005
#define NOISE_ASSUMED           0.05
#define NOISE_ASSUMED_CONTENDED 0.15
enum { NOISE_RUNS = 3, NOISE_TEXT = 128 };

struct noise_row {
    char *name;
    double threshold;
    double spread; /* standard deviation of the runs' log times */
    unsigned runs; /* that count: those whose CPUs were at one distance */
    /* of the spread, the likeliest by the samples; static storage, NULL where not known */
    const char *cause;
};

/* What stands in for a row that was not measured: the 90 % quantile of the family's thresholds, NAN
 * where none. */
struct noise_family {
    char name[64];
    double threshold[2]; /* uncontended, contended */
};

/* Of the pairs of runs, none of which differ: how many rows each way of comparing calls
 * different. */
struct noise_alarms {
    size_t pairs, rows; /* rows over all pairs */
    size_t verdicts;    /* `faster` or `slower`, with assumed thresholds */
    size_t rank;        /* rank-sum test over launches, p < 0.05, not adjusted */
    size_t pooled;      /* the same over all trials as if each were a launch */
};

struct noise {
    char fingerprint[NOISE_TEXT], host[NOISE_TEXT], machine[NOISE_TEXT], profile[NOISE_TEXT],
        made[NOISE_TEXT]; /* host "": not known */
    unsigned runs;
    struct noise_row *row; /* by name */
    size_t n_rows;
    size_t apart; /* rows without a threshold: too few runs had their CPUs at one distance */
    struct noise_family *family;
    size_t n_families;
    struct noise_alarms alarms; /* pairs 0: not known */
};

void noise_free(struct noise *noise);

/* True where the noise is that of the report's machine, by fingerprint, and by host where both know
 * theirs. */
bool noise_is_of(const struct noise *noise, const struct report *r);

/* The same, and the report's runs are of the noise's profile or a larger one (quick < standard <
 * full), so that they differ by no more than the thresholds say. False where a profile is none of
 * these. */
bool noise_fits(const struct noise *noise, const struct report *r);

/* The first of the n, each of which may be NULL, that fits the report; else the first of its
 * machine, which a comparison then says it cannot use; else NULL. */
const struct noise *noise_pick(const struct noise *const *noise, size_t n, const struct report *r);

/*
 * The row's noise threshold where that many rows are compared at once: its own, else its family's,
 * never below NOISE_LEAST. The threshold in the file is that of one row. Equal runs stay below it
 * in 95 of 100 comparisons, so among a hundred rows five would lie beyond it each time. For own
 * rows the t quantile is therefore taken at 0.025 / rows, and a family's threshold grows by the
 * same factor. NAN where noise is NULL or knows neither.
 */
double noise_threshold(const struct noise *noise, const struct row *row, size_t rows);
double noise_assumed(const struct row *row);

/* Reads a noise.json, trusting nothing in it; 0, or -1 with err, and *noise is empty then. */
int noise_read(struct noise *noise, const char *path, char err[SC_ERR]);
/* Writes path atomically. 0, or -1 with err. */
int noise_write(const struct noise *noise, const char *path, char err[SC_ERR]);

/* Plain text, at most TEXT_COLUMNS wide: families, false alarms, and the noisiest rows with likely
 * causes. */
void noise_print(FILE *out, const struct noise *noise);

/* What may be the cause of a row's spread; NULL ends it. */
extern const char *const noise_causes[];
