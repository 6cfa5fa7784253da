// SPDX-License-Identifier: MIT
// Folders that hold a report, by the beginning of their path.
#pragma once

#include <glob.h>
#include <stddef.h>

struct report_folders {
    char **path;
    size_t n;
    glob_t globbed;
};

/*
 * Folders with a report.json whose path begins with typed, at most two levels further down; below
 * results/ where typed is empty. Ascending. A path with control characters is left out. What cannot
 * be read counts as empty. report_folders_free frees what *f holds.
 */
void report_folders_find(struct report_folders *f, const char *typed);
void report_folders_free(struct report_folders *f);
