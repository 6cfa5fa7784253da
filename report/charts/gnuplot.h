// SPDX-License-Identifier: MIT
// gnuplot as a process that ends.
#pragma once

#include <stddef.h>

#include "report/charts/chart.h"

/* Seconds that one call may take. A chart takes less than one; tests change it. */
extern double gnuplot_patience;

/*
 * Runs argv in dir, in a process group of its own. 0 with the exit status as waitpid gives it and
 * the first part of stderr in errors; else what kept it from its end. Where it was killed with its
 * group, or not started, that is ETIMEDOUT after gnuplot_patience, ETIME after the deadline of end,
 * and ECANCELED where end says to stop; else it is the errno of what failed.
 */
int gnuplot_run(const char *dir, char *const argv[], const struct chart_end *end, int *status,
                char *errors, size_t size);
