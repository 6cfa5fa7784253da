// SPDX-License-Identifier: MIT
// What the files of report/claims share. Not for use outside this folder.
#pragma once

#include "report/claims/claims.h"
#include "report/claims/pattern.h"

enum measure_kind { FIGURE, STEP, OUTCOME };
enum measure_form { ROWS, TWO_ROWS, ROWS_OUTCOME };
struct measure_info {
    const char *key;
    enum measure_kind kind;
    enum measure_form form;
};
extern const struct measure_info measure_table[MEASURES];

/* One claim being judged. */
struct judging {
    const struct report *report;
    const struct claims *claims;
    struct judged_claim *out;
};

/* A new finding of the part, undecided, with copies of both names, either of which may be NULL. It
 * is good until the next. */
struct finding *finding_add(struct judging *j, const struct claim_part *part, const char *first,
                            const char *second);
__attribute__((format(printf, 3, 4))) void
finding_set(struct finding *f, enum claim_verdict verdict, const char *format, ...);
/* Unmeasurable: no row is what the pattern means, or none of those was measured. */
void finding_no_row(const struct judging *j, struct finding *f, const char *pattern);

/* Judges figure by the part's bounds, where it is known. */
void finding_by_bounds(struct finding *f);

/* The rows that the pattern means and that have enough threads, in the report's order, in *rows
 * (the caller's to free). Returns how many. */
size_t claim_rows(const struct judging *j, const struct claim_part *part, const char *pattern,
                  const struct row ***rows);

struct figure {
    struct ratio r;
    bool modes; /* a row has several modes, so that the interval reaches from one to the other */
    char doubt[CLAIM_WHY]; /* why it decides nothing; else empty */
};

/* The figure of numerator over, or minus, denominator; of numerator alone where denominator is
 * NULL. */
struct figure figure_of(enum measure measure, enum metric metric, const struct row *numerator,
                        const struct row *denominator);

/* Each adds the findings of a part of that kind. */
void measure_figures(struct judging *j, const struct claim_part *part);
void measure_steps(struct judging *j, const struct claim_part *part);
void measure_outcomes(struct judging *j, const struct claim_part *part);
