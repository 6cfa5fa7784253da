// SPDX-License-Identifier: MIT
// Rows by floor, so that a report of many rows with many floors is not searched for each of them.
// Not for use outside report/model.
#pragma once

#include "report/model/report.h"

/* Forgets what was found, since the rows or their estimates are others now. r->floors is there
 * from then on. */
void report_floors_renew(struct report *r);
void report_floors_free(struct report *r);
