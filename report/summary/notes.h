// SPDX-License-Identifier: MIT
// What a reader must know of a row before believing it.
#pragma once

#include "report/model/report.h"

/* Empty where that is nothing; with reckoned also what is reckoned from the row's time. Returns
 * notes. */
enum { SUMMARY_NOTES = 320 };
char *summary_notes(const struct report *r, const struct row *row, bool reckoned,
                    char notes[SUMMARY_NOTES]);
