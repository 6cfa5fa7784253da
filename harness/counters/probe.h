// SPDX-License-Identifier: MIT
// Which counters count here, which do not, and why.
#pragma once

#include <stdbool.h>

#include "harness/counters/counters.h"
#include "harness/counters/load.h"
#include "harness/counters/table.h"

enum counter_status {
    COUNTER_COUNTS,
    COUNTER_NO_EVENT, /* no table has one for this processor */
    COUNTER_NO_NAME,  /* libpfm4 does not know the name */
    COUNTER_NO_PMU,   /* the kernel has no such event: ENOENT, EOPNOTSUPP, ENODEV, ENOSYS */
    COUNTER_REFUSED,  /* not allowed: EACCES, EPERM */
    COUNTER_FAILED,   /* any other error */
    COUNTER_IDLE,     /* accepted, and never scheduled */
    COUNTER_ZERO,     /* counted nothing under a load that must move it */
    COUNTER_UNPROVED, /* this machine cannot do that load */
    COUNTER_NO_SET,   /* counted alone, and fitted no set of the plan */
};
const char *counter_status_name(enum counter_status status); /* "counts", "no event", … */

struct counter_finding {
    char key[COUNTER_KEY];
    enum counter_metric metric; /* COUNTER_METRICS for an event asked for by its own name */
    struct counter_code code;   /* name empty where there is none */
    const char *note;           /* of the event; NULL where none */
    enum counter_scope scope;
    enum counter_status status;
    char reason[SC_ERR], fix[SC_ERR]; /* empty where it counts; fix also where there is none */
    double seen;                      /* under the load; NAN where nothing was counted */
};

struct counter_probe {
    const struct counter_system *system;
    const struct counter_model *model;           /* NULL: generic names only */
    const char *(*load)(enum counter_load load); /* counter_load_run */
    bool kernel;  /* count in the kernel too, where that is allowed */
    bool has_pmu; /* what counters_have_pmu says */
    int paranoid; /* kernel.perf_event_paranoid; INT_MIN where unknown */
};

/* What this machine has: its model from /proc/cpuinfo, its PMU and its settings from /sys and
 * /proc. */
struct counter_probe counter_probe_here(bool kernel);

/*
 * Finds out about a metric (its key), or about any other libpfm4 name. A metric's event comes from
 * the model's table; where that does not count, from the kernel's generic names. A name of
 * no known load is counted under one load after the other, until it counts.
 */
void counter_find(const struct counter_probe *p, const char *name, struct counter_finding *finding);

/* A name as a report's key: "clx::MACHINE_CLEARS:SMC" gives "clx_machine_clears_smc", a metric's is
 * itself. */
void counter_key(char key[COUNTER_KEY], const char *name);

/*
 * Finds out about every name of a comma-separated list, or about every metric where list is NULL.
 * Returns the number of findings, which the caller frees. 0 with err, and nothing probed, for an
 * empty name, more than COUNTERS_MOST, two names of one key, one whose key is a metric's, and one
 * with a privilege level (u, k, h): where to count is the probe's to say.
 */
unsigned counter_find_all(const struct counter_probe *p, const char *list,
                          struct counter_finding **findings, char err[SC_ERR]);

/* The findings that count, as an arranged plan. What fits no set of it becomes COUNTER_NO_SET. */
void counter_plan(const struct counter_probe *p, struct counter_finding *findings, unsigned n,
                  struct counters_plan *plan);
