// SPDX-License-Identifier: MIT
// Which rows a run has time for: the promise of a profile is kept by leaving out what matters
// least.
#pragma once

#include "synccost/run/cost.h"

/* Of a run's limit of time the first launches may take this much. The rest is for what goes slower
 * than it should, and for rows that need more launches. */
#define PLAN_SHARE 0.85

/*
 * Ranks the rows of the catalog (their member place, 0 for the most important):
 *
 * 1. by profile and rank together: a row of rank 1 comes where those of the next profile come;
 * 2. floors that other rows are set against, then headline rows of their family, then others;
 * 3. families take turns: each with its headline rows as common/families.def wants them, with
 *    others as its program lists them.
 *
 * Then leaves out of the catalog every row after the first for which the first launches of all rows
 * up to it would take longer than PLAN_SHARE of the profile's limit; but never the first row. What
 * was left out is in catalog->left_out. Without a limit nothing is left out.
 */
void plan_rows(struct catalog *c, const struct profile *p, struct overhead overhead);

/* One more row of that name is left out, whose first launches would take so many seconds. */
void plan_note_left_out(struct left_out *l, const char *name, double seconds);

/* What was left out as a report has it (report/model/left_out.h); NULL where nothing was. */
json_t *plan_left_out(const struct catalog *c);

/* The overhead as a plan takes it: rounded up to the next of few steps, so that two runs on one
 * machine have the same rows though they do not measure quite the same overhead. */
struct overhead plan_overhead(struct overhead measured);
