// SPDX-License-Identifier: MIT
// Rows that count outcomes: what a guarantee allows, what was seen, and what seeing nothing says.
#pragma once

#include "report/model/report.h"

/*
 * A guarantee row names its outcomes and says which of them the memory model allows, and which a
 * machine should show (row.outcomes: [{"name", "allowed", "expected"}], expected where true). Each
 * sample counts how often each was seen in its iterations, the trials of the guarantee
 * (sample.outcomes: {name: count}).
 */
enum { OUTCOMES_MOST = 256, OUTCOME_NAME = 128 };

struct outcome {
    const char *name; /* the row's */
    bool allowed, expected;
    uint64_t count;
};

/* The row's outcomes in its own order with their counts, in *outcomes (the caller's to free).
 * Returns how many; 0 for a row of another kind. */
size_t outcomes_of(const struct row *row, struct outcome **outcomes);

/* Trials of all samples, and how many of them ended as the guarantee forbids. */
uint64_t outcomes_trials(const struct row *row);
uint64_t outcomes_forbidden(const struct row *row);

/* Whether the row is a guarantee and has had at least so many trials. */
bool outcomes_enough(const struct row *row, uint64_t trials);

/*
 * The 95 % upper bound of an outcome's rate that was never seen in so many independent trials: 1 -
 * 0.05^(1/trials), near 3 / trials (the rule of three: Hanley & Lippman-Hand 1983). NAN for 0
 * trials.
 */
double outcomes_rate_bound(uint64_t trials);

/* "forbidden", "expected" or "allowed". */
const char *outcome_word(const struct outcome *o);

/* "broken", "held", "counted" where nothing is forbidden, "not seen broken" where weak: where
 * seeing nothing says nothing (outcomes_weakness). */
const char *outcomes_verdict(const struct row *row, bool weak);

/*
 * NULL where something follows from what was not seen in the row's trials; else in text why nothing
 * does: its threads share CPUs, or a row of its family shows an expected outcome less than once in
 * OUTCOMES_EXPECTED trials. Returns text.
 */
enum { OUTCOMES_EXPECTED = 100000, OUTCOMES_WHY = 320 };
const char *outcomes_weakness(const struct report *r, const struct row *row,
                              char text[OUTCOMES_WHY]);

/*
 * NULL where list is a list of outcomes that a row may have, else what is wrong with it: names not
 * empty, different, shorter than OUTCOME_NAME and of printable ASCII; at most OUTCOMES_MOST.
 */
const char *outcomes_fault(const json_t *list);

/* NULL where counts is an object of counts of outcomes in list, which add up to no more than
 * trials; else what is wrong with it. */
const char *outcomes_counts_fault(const json_t *list, const json_t *counts, uint64_t trials);

/* [{"name", "allowed", "count"}]; new reference. */
json_t *outcomes_json(const struct row *row);
