// SPDX-License-Identifier: MIT
// Files of other tools as reports. docs/IMPORT.md says what each format becomes, and what is lost.
#pragma once

#include <stddef.h>

#include "common/error.h"
#include "report/model/report.h"

/* "gbench|benchfmt|core-to-core|c2clat|mlc|concurrency-hierarchy". */
#define IMPORTERS "gbench|benchfmt|core-to-core|c2clat|mlc|concurrency-hierarchy"

struct importer;

/* NULL where no format has that name. */
const struct importer *importer_find(const char *name);

/* What a caller must tell of an import beside the report. */
struct import_outcome {
    unsigned line;    /* of an error; 0: of none in particular */
    size_t left_out;  /* entries of the file that are no measurement of a time */
    size_t counters;  /* figures that have no place in a report */
    char counter[64]; /* cleaned name of the first of them */
};

struct import_request {
    const struct importer *importer;
    const char *path;
    const char *name; /* what a person calls the machine; NULL: as the file, or as it is called */
    const char *now;  /* date of the import, ISO 8601 */
    const char *version; /* of this program */
};

/*
 * Reads the file into *r, which must have been initialised; what it held is freed. Numbers have a
 * decimal point in every locale. Returns 0, or -1 with err ("what is wrong: what to do", without
 * the file's name) and o->line; then *r is empty.
 */
int import_read(struct report *r, const struct import_request *request, struct import_outcome *o,
                char err[SC_ERR]);
