// SPDX-License-Identifier: MIT
// What a reader must know of a row, or of a report's launches, before believing it.
#pragma once

#include "report/model/report.h"

/* Empty where that is nothing; with reckoned also what is reckoned from the row's time. Returns
 * notes. */
enum { SUMMARY_NOTES = 320 };
char *summary_notes(const struct report *r, const struct row *row, bool reckoned,
                    char notes[SUMMARY_NOTES]);

/* How many launches of the report do not count, since a host had moved the CPUs; empty where all
 * count. Returns line. */
enum { SUMMARY_APART = 128 };
char *summary_apart(const struct report *r, char line[SUMMARY_APART]);
