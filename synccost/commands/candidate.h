// SPDX-License-Identifier: MIT
// A run that is to stand in the gallery: read and checked.
#pragma once

#include "report/submit/check.h"
#include "report/submit/redact.h"

struct candidate {
    struct report report;
    struct findings findings;
    struct privacy privacy; /* empty */
};

/*
 * Reads the report at path, and checks it with the noise.json of its machine's folder: of the
 * folder above that of the report, or of machine where that is not NULL. 0, or -1 with err where it
 * cannot be read as a report; nothing is then to free.
 */
int candidate_read(struct candidate *c, const char *path, const char *machine, char err[SC_ERR]);
void candidate_free(struct candidate *c);
