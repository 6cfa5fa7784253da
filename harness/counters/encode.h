// SPDX-License-Identifier: MIT
// Event names to what perf_event_open takes, by libpfm4.
#pragma once

#include <perfmon/perf_event.h>
#include <stdbool.h>

#include "common/error.h"

enum { COUNTER_NAME = 192 };

struct counter_code {
    char name[COUNTER_NAME];     /* fully qualified */
    struct perf_event_attr attr; /* type, config, config1 and config2; the rest is 0 */
};

/*
 * Encodes "pmu::EVENT:UMASK…", or a name without pmu of this machine's own. pmu may be one of
 * another processor, as long as libpfm4 was built with it (an x86 build has no Arm ones, and the
 * other way round). 0, or -1 with err, which has no advice.
 */
int counter_encode(const char *name, struct counter_code *code, char err[SC_ERR]);

/* Whether libpfm4 was built with that PMU. */
bool counter_pmu_known(const char *pmu);
