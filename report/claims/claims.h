// SPDX-License-Identifier: MIT
// Claims about costs and guarantees, each an expression over rows with bounds, and what a report
// says of them. docs/CLAIMS.md describes their file.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "report/model/report.h"

/* CLAIM_ARCHES: bits of the architectures that a claim can speak of. */
enum { CLAIM_X86_64 = 1, CLAIM_ARM64 = 2, CLAIM_ARCHES = 3 };

/* What is measured: MEASURE_x has the key of measures.def. */
enum measure {
#define MEASURE(id, key, kind, form) MEASURE_##id,
#include "report/claims/measures.def"
#undef MEASURE
    MEASURES
};

/* Which of the rows that a pattern means. */
enum pick { PICK_EACH, PICK_FIRST, PICK_FASTEST, PICK_SLOWEST };

struct operand {
    char *pattern; /* pattern.h */
    enum pick pick;
};

/* An outcome that a harness with any strength sees: where its rate is below from, having seen
 * nothing elsewhere says nothing. rows is NULL where none is asked for. */
struct claim_control {
    char *rows, *outcome;
    double from;
};

/* One measurement that the claim rests on. */
struct claim_part {
    enum measure measure;
    struct operand rows[2]; /* the second's pattern is NULL where the measure takes one */
    char *outcome;          /* NULL: of outcomes all that the memory model forbids */
    enum metric metric;
    double from, to;       /* NAN: no such bound */
    double within;         /* a part of the widest's figure: where a sweep counts as settled */
    uint64_t trials;       /* fewer say nothing where nothing was seen */
    unsigned threads_from; /* rows of fewer threads are left out */
    unsigned arches;
    struct claim_control control; /* of its own; without rows the file's counts */
};

struct claim {
    char *id, *text;
    char *source; /* who says so; NULL */
    char *note;   /* what the figures do not say; NULL */
    struct claim_part *part;
    size_t n_parts;
};

struct claims {
    struct claim *claim;
    size_t n;
    struct claim_control control;
};

/* Reads a file of claims: 0, or -1 with err ("where in it: what is wrong: what would be right",
 * without the file's name). *c is empty after a failure. */
int claims_read(struct claims *c, const char *path, char err[SC_ERR]);
/* The same from text. */
int claims_parse(struct claims *c, const char *text, size_t size, char err[SC_ERR]);
/* Those that come with the program: claims/folklore.json. */
void claims_folklore(struct claims *c);
void claims_free(struct claims *c);

/*
 * HOLDS and REFUTED: the whole interval lies within the bounds, or outside them. UNDECIDED: neither
 * can be said from what was measured. UNMEASURABLE: this report cannot speak of it.
 */
enum claim_verdict { CLAIM_HOLDS, CLAIM_REFUTED, CLAIM_UNDECIDED, CLAIM_UNMEASURABLE };
enum { CLAIM_VERDICTS = CLAIM_UNMEASURABLE + 1, CLAIM_WHY = 320 };

/* "holds", "refuted", "undecided", "not measurable here". */
const char *claim_verdict_name(enum claim_verdict verdict);

/* A part, measured once: for each row that its pattern means there is one finding. */
struct finding {
    const struct claim_part *part;
    char *rows[2]; /* names, or patterns where several rows are meant or none is there; or NULL */
    /* NAN: unknown; INFINITY: a step of a sweep that was not reached. Of outcomes the rate. */
    struct ratio figure;
    uint64_t count, trials; /* of outcomes */
    enum claim_verdict verdict;
    bool elsewhere;      /* unmeasurable, since the part speaks of another architecture */
    char why[CLAIM_WHY]; /* cleaned; empty where the figure says it */
};

struct judged_claim {
    const struct claim *claim;
    struct finding *finding;
    size_t n;
    /* REFUTED where a finding is; else UNDECIDED where one is; else HOLDS where one does. What is
     * not measurable decides nothing as long as something else was measured. */
    enum claim_verdict verdict;
};

/* Refers to the claims and the report, which must outlive it. */
struct judged {
    const struct report *report;
    struct judged_claim *claim; /* in the order of the file */
    size_t n;
};

/* The report's estimates must have been computed. */
void claims_judge(struct judged *j, const struct claims *c, const struct report *r);
void judged_free(struct judged *j);

size_t judged_count(const struct judged *j, enum claim_verdict verdict);
/* Claims with a finding of that verdict; what is elsewhere does not count. */
size_t judged_with(const struct judged *j, enum claim_verdict verdict);

/* The figure as people read it, "2.78× [2.77×, 2.79×]", and what was claimed, "claimed 5× to
 * 10×". */
enum { CLAIM_FIGURE = 160, CLAIM_ROWS = 800 };
char *finding_figure(const struct finding *f, char out[CLAIM_FIGURE]);
char *finding_short(const struct finding *f, char out[CLAIM_FIGURE]); /* without the interval */
char *finding_claimed(const struct finding *f, char out[CLAIM_FIGURE]);
/* What the figure is of: "A over B", "A ends in 'stale'". */
char *finding_rows(const struct finding *f, char out[CLAIM_ROWS]);
/* "12 claims: 3 hold, 1 is refuted, 2 are undecided, 6 are not measurable here". */
enum { CLAIM_COUNTS = 160 };
char *judged_counts(const struct judged *j, char out[CLAIM_COUNTS]);

/* Plain text, at most TEXT_COLUMNS wide: every claim with its findings. */
void judged_print(FILE *out, const struct judged *j);
/* The same in short: a line or two for each claim that could be measured. Nothing where none
 * could. */
void judged_summary(FILE *out, const struct judged *j);
/* New reference. Absent keys are unknown values. */
json_t *judged_json(const struct judged *j);
