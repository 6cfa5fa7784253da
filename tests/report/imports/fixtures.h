// SPDX-License-Identifier: MIT
// Files of every format, made up, and what an import of them gives.
#pragma once

#include <stdlib.h>
#include <string.h>

#include "report/imports/import.h"
#include "tests/report/model/report_file.h"

struct fixture {
    const char *format, *file; /* below tests/golden/imports */
    const char *report;        /* the same, as the report that it becomes */
};

static const struct fixture fixtures[] = {
    {"gbench", "gbench.json", "imports/gbench.report.json"},
    {"benchfmt", "benchfmt.txt", "imports/benchfmt.report.json"},
    {"core-to-core", "core_to_core.csv", "imports/core_to_core.report.json"},
    {"c2clat", "c2clat.txt", "imports/c2clat.report.json"},
    {"mlc", "mlc.txt", "imports/mlc.report.json"},
    {"concurrency-hierarchy", "concurrency_hierarchy.csv",
     "imports/concurrency_hierarchy.report.json"},
};
enum { FIXTURES = sizeof fixtures / sizeof *fixtures };

static inline int import_path(struct report *r, const char *format, const char *path,
                              struct import_outcome *o, char err[SC_ERR])
{
    const struct import_request request = {.importer = importer_find(format),
                                           .path = path,
                                           .now = "2026-01-02T03:04:05Z",
                                           .version = "test"};
    return import_read(r, &request, o, err);
}

static inline char *fixture_text(const struct fixture *f, size_t *size)
{
    char path[128];
    snprintf(path, sizeof path, "tests/golden/imports/%s", f->file);
    return slurp(path, size);
}

/* Imports text, which must be taken. */
static inline void import_text(struct report *r, const char *format, const char *text)
{
    struct import_outcome o;
    char err[SC_ERR] = "";
    report_init(r);
    spill(text, strlen(text));
    if (import_path(r, format, file, &o, err) != 0)
        fail_msg("refused, at line %u: %s\n%s", o.line, err, text);
}
