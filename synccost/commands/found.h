// SPDX-License-Identifier: MIT
// Reports that lie below folders that a person named.
#pragma once

#include <stddef.h>

struct found {
    char **path; /* of reports or their folders */
    size_t n;
};

/* Each operand that is a report or its folder, and all reports below each other folder, in the
 * order of their paths; no link is followed. 0, or 2 with a line on stderr; free either way. */
int find_reports(struct found *f, char *const *operands, int n);
void found_free(struct found *f);
