// SPDX-License-Identifier: MIT
// How much is measured.
#pragma once

/*
 * tier: which rows (0 quick, 1 standard, 2 full). Every row gets launches launches; a row whose
 * interval is wider than its goal (report/model/goal.h) gets more, up to most, while the run stays
 * within limit_s seconds (0: no limit). A launch runs trials windows, each after a warm-up; before
 * each it waits up to patience_ms for a core that its sibling leaves alone, and a disturbed trial
 * is redone at most redo times. Neither while the first launches alone would take longer than
 * limit_s. A guarantee gets no launch more once it has had enough trials. The command ends within
 * limit_s + reserve_s: the reserve is for report and charts.
 */
struct profile {
    const char *name;
    unsigned tier, launches, most, trials, redo;
    double warmup_ms, window_ms, patience_ms, limit_s, reserve_s;
    unsigned enough;
};

/* Sets limit_s and reserve_s to a time for the whole command: a tenth of it is the reserve, but no
 * more than half a minute. */
void profile_set_time(struct profile *p, double seconds);

/* NULL when there is no profile of that name. */
const struct profile *profile_find(const char *name);
