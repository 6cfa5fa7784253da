// SPDX-License-Identifier: MIT
// The JSON lines of a family program (common/protocol.def).
#pragma once

#include <stdio.h>

#include "harness/frame/bench.h"

/* Prints the row's line of --list. */
void lines_put_row(FILE *out, const struct bench_row *row, const struct topology *topology);

/* Prints the line of --list that says what is missing here. */
void lines_put_absent(FILE *out, const char *text);

/*
 * Prints a line for each trial in Google Benchmark's JSON: the counters, and of a guarantee the
 * outcomes in place of a time. 0, or -1 with err.
 */
int lines_put_trials(FILE *out, const struct bench_row *row, const char *json, char err[SC_ERR]);

/* Counters of this name and a number are counts of the row's outcomes. */
#define LINES_OUTCOME "outcome."
