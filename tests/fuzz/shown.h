// SPDX-License-Identifier: MIT
// What a fuzzed report looks like to a person.
#pragma once

#include "report/summary/summary.h"
#include "tests/fuzz/fuzz.h"

/* Ends the process where the summary of r has something in it that steers a terminal. */
static void fuzz_show(const struct report *r)
{
    char *shown = NULL;
    size_t length = 0;
    FILE *f = open_memstream(&shown, &length);
    if (!f)
        abort();
    summary_print_all(f, r);
    fclose(f);
    fuzz_check_shown(shown, length);
    free(shown);
}
