// SPDX-License-Identifier: MIT
// The page of all reports. Not for use outside report/site.
#pragma once

#include "report/site/several.h"

/* Writes compare/all.html of a site of two reports or more: a row for each headline row that two of
 * them have (headline_shared), a column a report, and a chart each. As site_write_pair. */
int site_write_all(const struct gallery *s, char undrawn[SC_ERR], char err[SC_ERR]);

/* The sections of ranks, of means by family, and of equal machines of that page; most: rows. */
void site_put_ranks(struct template_values *v, struct template_values *opening,
                    const struct gallery *s, size_t most);
