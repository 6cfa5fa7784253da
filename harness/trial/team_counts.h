// SPDX-License-Identifier: MIT
// The counters of a team's members over their windows.
#pragma once

#include "harness/counters/counters.h"
#include "harness/trial/team.h"

struct team_counts;

/* Room for threads members, which count nothing until team_counts_choose. NULL without memory. */
struct team_counts *team_counts_create(unsigned threads);
void team_counts_destroy(struct team_counts *c); /* NULL is fine */

/* What the next trials count: one set of a plan that outlives them; nothing where plan is NULL.
 * Raises the process's limit of open files as far as it may. */
void team_counts_choose(struct team_counts *c, const struct counters_plan *plan, int set);

/* By the member itself, in this order: open before the gate; begin and end right around the window;
 * close, which reads, when the window is over. */
void team_counts_open(struct team_counts *c, unsigned member);
void team_counts_begin(struct team_counts *c, unsigned member);
void team_counts_end(struct team_counts *c, unsigned member);
void team_counts_close(struct team_counts *c, unsigned member);

/*
 * The sums over the members that count for the row, by item of the plan; NAN where one of them has
 * no count. NULL where nothing was to be counted. Stands until the next trial that counts.
 */
const double *team_counts_sum(struct team_counts *c, const struct team_member *members,
                              unsigned threads);
