// SPDX-License-Identifier: MIT
// Work that must move a counter.
#pragma once

#include "harness/counters/table.h"

/*
 * Does the work in the calling thread (with a helper thread where it takes two) in at most some
 * tenths of a second; the caller's affinity is afterwards what it was. NULL; or, where this machine
 * cannot do it, what it lacks, as one clause.
 */
const char *counter_load_run(enum counter_load load);
