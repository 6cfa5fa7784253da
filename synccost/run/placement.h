// SPDX-License-Identifier: MIT
// Where the memory of a run lies: --memory and --pages.
#pragma once

#include "synccost/run/run.h"

/* Takes both options, tries whether they can be had here, and notes them in the report. 0, or -1
 * with err. */
int run_choose_memory(struct run *run, const struct options *o, char err[SC_ERR]);

/* Notes, and warns of, how much of the memory did not lie as asked for in some trial, or that this
 * is not known. */
void run_note_placement(struct report *r);
