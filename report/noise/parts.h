// SPDX-License-Identifier: MIT
// What the parts of noise thresholds share. Not for use outside report/noise*.c.
#pragma once

#include "report/noise/noise.h"

void noise_sort(struct noise *noise); /* rows by name, as noise_find wants them */
const struct noise_row *noise_find(const struct noise *noise, const char *name);

/* What the difference of two normal runs keeps below in 95 of 100 cases for all of that many rows
 * at once (Bonferroni), in standard deviations of it that were estimated from the runs. */
double noise_student(unsigned runs, size_t rows);
