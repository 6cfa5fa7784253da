// SPDX-License-Identifier: MIT
// How many adds and loads a core completes per cycle: the witness of what another hardware thread
// takes.
#pragma once

#include <stdbool.h>

/*
 * Instructions per cycle of the calling thread's core, 30 µs at 3 GHz: the median of five tries,
 * each four chains of adds with three loads of one word to four adds, beside one chain of dependent
 * adds, so that the frequency cancels. Together they ask for all that the front end of a core
 * gives, which two hardware threads share whatever the other one does (Intel 64 and IA-32
 * Architectures Optimization Reference Manual, "Hyper-Threading Technology"; Arm Neoverse E1 TRM
 * for SMT on Arm). The dependent chain keeps its one add per cycle and shows nothing. A guest sees
 * its own CPUs only, and this shows the host's sibling all the same.
 */
double width_now(void);

/* The same as soon as the core has its full width again, or after patience_ns what it has then. */
double width_wait(double best, double patience_ns);

/* Whether width is what a core gets alone, where best is the most seen on this machine: within
 * WIDTH_TOLERANCE of it. True where either is not known (NAN or 0). */
#define WIDTH_TOLERANCE 0.1
bool width_is_full(double width, double best);
