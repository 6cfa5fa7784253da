// SPDX-License-Identifier: MIT
// What the two files that read Google Benchmark's JSON share.
#pragma once

#include <jansson.h>

#include "report/imports/parts.h"

struct gbench {
    struct import *im;
    const json_t *list;
    bool own; /* synccost's own export: names and figures are those of a report */
};

/* The text of that member; NULL where it is none. */
const char *gbench_text(const json_t *object, const char *key);
/* Whether that member is the text wanted. */
bool gbench_says(const json_t *object, const char *key, const char *wanted);

/* Makes a sample of an entry. Passes over rows that come before place repeated. Counts in *taken.
 * 0, or -1 with im->err. */
int gbench_entry(const struct gbench *g, const json_t *entry, size_t repeated, size_t *taken);
