// SPDX-License-Identifier: MIT
// The performance counters of a run.
#pragma once

#include <stdbool.h>

#include "harness/counters/probe.h"
#include "synccost/run/run.h"

/*
 * Probes what --counters asks for and gives the run the plan of what counts here. What does not, or
 * fits no set of the plan, is in the report (synccost.counters) and warned of once. 0, or -1 with
 * err for a list that counter_find_all refuses or a name that libpfm4 does not know.
 */
int run_choose_counters(struct run *run, const char *list, bool kernel, char err[SC_ERR]);

/* The same on the machine that the probe describes. */
int run_plan_counters(struct run *run, const struct counter_probe *p, const char *list,
                      char err[SC_ERR]);
