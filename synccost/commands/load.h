// SPDX-License-Identifier: MIT
// Reading a report that a person named.
#pragma once

#include "report/model/report.h"

/* Reads path (a report or its folder) and computes its estimates. 0, or 2 with a line on stderr; r
 * is initialised either way. */
int load_report(struct report *r, const char *path);

/* The folder a report lies in: path itself where it is one. malloc'd. */
char *report_folder(const char *path);
