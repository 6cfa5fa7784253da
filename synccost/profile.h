// SPDX-License-Identifier: MIT
// How much is measured.
#pragma once

/*
 * tier: which rows (0 quick, 1 standard, 2 full). A launch runs trials windows, each after a warm-up; a
 * disturbed trial is redone at most redo times, and not at all while the run would take longer than limit_s
 * seconds (0: no limit).
 */
struct profile {
    const char *name;
    unsigned tier, launches, trials, redo;
    double warmup_ms, window_ms, limit_s;
};

/* NULL when there is no profile of that name. */
const struct profile *profile_find(const char *name);
/* By tier. */
const struct profile *profile_of_tier(unsigned tier);
