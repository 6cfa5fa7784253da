// SPDX-License-Identifier: MIT
// The report's context: Google Benchmark's own keys, and under "synccost" the machine, the build,
// the clock, the state and the warnings.
#pragma once

#include <jansson.h>

#include "common/error.h"

/*
 * Looks at this machine now. Starts the clock. New reference, or NULL with err. "synccost" holds
 * schema, version, machine, build, clock, environment and warnings; the caller adds "run". name, or
 * NULL, is what the user calls this host (synccost/machine/host.h).
 */
json_t *context_create(const char *name, char err[SC_ERR]);

/* The part of context_create's object that names the machine, the build and the CPUs that may be
 * used, without a look at clock and state. New reference, or NULL with err. */
json_t *context_of_machine(const char *name, char err[SC_ERR]);

/* What this program was built from and how. New reference. */
json_t *context_build(void);

/* Warns where the context's build plants a slowdown (harness/trial/plant.h). */
void context_warn_planted(json_t *context);

/* Appends {id, severity, text, advice} to the context's warnings. */
void context_warn(json_t *context, const char *id, const char *text, const char *advice);

/* The width of a core left alone, as the clock's entry has it; 0 where it has none. */
double context_width(const json_t *context);

/* Strings of context.synccost's part of that name, and of its machine; "" where absent. */
const char *context_text(const json_t *context, const char *part, const char *key);
const char *context_machine(const json_t *context, const char *key);

/* Now, UTC, as 2026-11-21T09:00:00Z. */
void utc_now(char text[32]);
