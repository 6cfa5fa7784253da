// SPDX-License-Identifier: MIT
// Which rows stand for a whole report where there is no room for all.
#pragma once

#include "report/model/report.h"

/*
 * The measured rows from cheapest to dearest in *rows (the caller's to free); returns how many.
 * Unless all is asked for or there are few, of the rows that differ only in parameters the plainest
 * stays: one with a single thread and one with the fewest threads above.
 */
size_t headline_rows(const struct report *r, bool all, const struct row ***rows);
