// SPDX-License-Identifier: MIT
// Whether an unfinished run can go on here: nothing that it has measured may be lost, and nothing
// that another machine, build or set of CPUs would measure may be mixed with it.
#pragma once

#include "synccost/run/run.h"

/* Whether the machine, the build and the CPUs are those of the journal's context. What a context
 * does not say is no difference. Else false, with err. */
bool resumable_here(const json_t *context, char err[SC_ERR]);

/* Whether each launch of run->finished has its place in run->report: it would miss in the report,
 * and the journal goes when that is written. Gives rows of earlier versions their names of today.
 * Else false, with err. */
bool resumable_launches(const struct run *run, char err[SC_ERR]);
