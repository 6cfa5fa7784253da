// SPDX-License-Identifier: MIT
// Whether a run can stand in the gallery, and with which labels.
#pragma once

#include "report/model/report.h"
#include "report/noise/noise.h"
#include "report/submit/findings.h"

/*
 * Looks at a report whose estimates have been computed. file is the JSON it was read from, for the
 * schema; noise is the noise of its machine, NULL where there is none. Adds to
 * *findings.
 */
void submit_check(struct findings *findings, const struct report *r, const json_t *file,
                  const struct noise *noise);

/* The name of the run's folder, as 20261128T172427Z; false where the report's date is none, or
 * none in UTC. */
bool submit_stamp(const struct report *r, char stamp[20]);
