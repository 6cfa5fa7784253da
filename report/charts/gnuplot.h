// SPDX-License-Identifier: MIT
// gnuplot as a process that ends.
#pragma once

#include <stddef.h>

/* Seconds that one call may take. A chart takes less than one; tests change it. */
extern double gnuplot_patience;

/*
 * Runs argv in dir, in a process group of its own. 0 with the exit status as waitpid gives it and
 * the first part of stderr in errors; ETIMEDOUT where it had to be killed with its group; else the
 * errno that kept it from starting.
 */
int gnuplot_run(const char *dir, char *const argv[], int *status, char *errors, size_t size);
