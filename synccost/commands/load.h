// SPDX-License-Identifier: MIT
// Reading a report that a person named.
#pragma once

#include "report/model/report.h"
#include "report/noise/noise.h"

/* Reads path (a report or its folder) and computes its estimates. 0, or 2 with a line on stderr; r
 * is initialised either way. */
int load_report(struct report *r, const char *path);

/* The path of the noise.json of a machine's folder in results/; NULL where there is none. malloc'd.
 */
char *noise_of_machine(const char *folder);

/* Reads that of the machine of the report of that path, where there is one; noise must be empty. 0,
 * or 2 with a line on stderr. */
int load_noise(struct noise *noise, const char *path);

/* The folder a report lies in: path itself where it is one. malloc'd. */
char *report_folder(const char *path);
