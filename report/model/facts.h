// SPDX-License-Identifier: MIT
// What a report's context says of its machine and its run.
#pragma once

#include "report/model/report.h"

/* The member at path ("machine.slug") of the report's context.synccost, NULL where there is none.
 * Borrowed. */
json_t *report_member(const struct report *r, const char *path);
/* The same as cleaned text in out, "-" where it is neither text nor a number. Returns out. */
char *report_fact(const struct report *r, const char *path, char *out, size_t size);

/* True where both name the model of their machine (machine.fingerprint), and not the same. */
bool report_other_model(const struct report *a, const struct report *b);
