// SPDX-License-Identifier: MIT
// Folders that hold a report, by the beginning of their path.
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "synccost/manual/reports.h"

static const char report_name[] = "/report.json";

/* A pattern for what begins as typed; levels say how much deeper. false where it is too long. */
static bool make_pattern(char *out, size_t size, const char *typed, const char *levels)
{
    size_t n = 0;
    for (; *typed; typed++) {
        if (n + 3 > size)
            return false;
        if (strchr("*?[\\", *typed))
            out[n++] = '\\';
        out[n++] = *typed;
    }
    return (size_t)snprintf(out + n, size - n, "*%s%s", levels, report_name) < size - n;
}

static bool shows(const char *path)
{
    for (; *path; path++)
        if ((unsigned char)*path < ' ' || *path == 127)
            return false;
    return true;
}

void report_folders_find(struct report_folders *f, const char *typed)
{
    static const char *const deeper[] = {"", "/*", "/*/*"};
    int flags = 0;
    memset(f, 0, sizeof *f);
    for (unsigned i = 0; i < sizeof deeper / sizeof *deeper; i++) {
        char pattern[2 * PATH_MAX];
        if (!make_pattern(pattern, sizeof pattern, *typed ? typed : "results/", deeper[i]))
            return;
        if (glob(pattern, flags, NULL, &f->globbed) == GLOB_NOSPACE)
            return;
        flags = GLOB_APPEND;
    }
    f->path = f->globbed.gl_pathv;
    for (size_t i = 0; i < f->globbed.gl_pathc; i++) {
        char *path = f->path[i];
        if (!shows(path))
            continue;
        path[strlen(path) - strlen(report_name)] = '\0';
        f->path[i] = f->path[f->n];
        f->path[f->n++] = path;
    }
}

void report_folders_free(struct report_folders *f)
{
    globfree(&f->globbed);
}
