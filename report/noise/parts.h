// SPDX-License-Identifier: MIT
// What the parts of noise floors share. Not for use outside report/noise*.c.
#pragma once

#include "report/noise/noise.h"

/* 0 where the n runs are fit for noise_from_reports; else -1 with err. */
int noise_check_runs(const struct report *runs, size_t n, char err[SC_ERR]);

/* Compares every pair of runs with assumed floors. */
struct noise_alarms noise_count_alarms(const struct report *runs, size_t n);

void noise_sort(struct noise *noise); /* rows by name, as noise_find wants them */
const struct noise_row *noise_find(const struct noise *noise, const char *name);
