// SPDX-License-Identifier: MIT
// One row of a report from its JSON, checked. Not for use outside report/read*.c.
#pragma once

#include "report/model/report.h"

/* Appends the row that json describes. 0, or -1 with err. */
int read_row(struct report *r, const json_t *json, char err[SC_ERR]);
