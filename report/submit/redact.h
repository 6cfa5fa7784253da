// SPDX-License-Identifier: MIT
// A report without private strings.
#pragma once

#include "report/model/report.h"
#include "report/submit/private.h"

/*
 * Takes the private strings out of every text of the report: of the context, which must fit the
 * schema, and of the rows. Members of the context that the schema does not describe go, and
 * host_name does. Samples stay as they are. What becomes known on the way (the host's name, users
 * by their home folders) is added to p, and what goes is noted there. 0; -1 with err where the
 * names of two rows or outcomes can no longer be told apart, and the report is then as it was.
 */
int redact_report(struct report *r, struct privacy *p, char err[SC_ERR]);
