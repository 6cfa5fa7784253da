// SPDX-License-Identifier: MIT
// A list of reports in GitHub's Markdown, for the folder in which they lie.
#pragma once

#include "report/site/site.h"

/* Writes to path a line for each report, whose folder is the one of folders in its place, as a link
 * from the list reaches it. 0, or -1 with err. */
int site_write_list(const struct site_machine *const *machines, const char *const *folders,
                    size_t n, const char *path, char err[SC_ERR]);
