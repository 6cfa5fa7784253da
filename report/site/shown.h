// SPDX-License-Identifier: MIT
// Which rows of a report its page shows. Not for use outside report/site.
#pragma once

#include <stdbool.h>

#include "report/site/parts.h"

/* Rows of a page, and lines of its other tables: more would weigh more than two megabytes. */
enum { PAGE_ROWS = 1000 };

/*
 * For each row of the report whether its page shows it: all of at most PAGE_ROWS. Of more it shows
 * the headline rows, what the edges of the memory model cost, then rows of all families in turn, in
 * the report's order, and of each row shown its floor. The caller's to free.
 */
bool *shown_rows(const struct report *r);

/* The section SOME, with {{SHOWN}} and {{OF}}, where not all are shown. */
void put_some(struct template_values *v, size_t shown, size_t of);
