// SPDX-License-Identifier: MIT
// Text compared byte for byte with a file of tests/golden, which UPDATE_GOLDEN=1 writes anew.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

/* Run from the root of the repository. */
static inline void golden_check(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "tests/golden/%s", name);
    const char *update = getenv("UPDATE_GOLDEN");
    FILE *f = fopen(path, update && *update == '1' ? "w" : "r");
    if (!f)
        fail_msg(
            "%s cannot be opened: run this from the root, with UPDATE_GOLDEN=1 where it is new",
            path);
    if (update && *update == '1') {
        fputs(text, f);
        fclose(f);
        return;
    }
    size_t size = strlen(text);
    char *wanted = calloc(1, size + 2);
    size_t got = fread(wanted, 1, size + 1, f);
    fclose(f);
    if (got != size || memcmp(wanted, text, size) != 0) {
        fprintf(stderr, "---- %s wants, at most as much as there is:\n%s\n---- but there is:\n%s",
                path, wanted, text);
        free(wanted);
        fail_msg("%s differs: UPDATE_GOLDEN=1 writes it anew, git diff shows what changed", path);
    }
    free(wanted);
}

/* No line wider than most columns, nothing that steers a terminal. */
static inline void check_plain(const char *text, size_t most)
{
    size_t columns = 0;
    for (const char *c = text; *c; c++) {
        unsigned char u = (unsigned char)*c;
        assert_true(u >= 0x20 || u == '\n');
        assert_true(u != 0x7f);
        columns = u == '\n' ? 0 : columns + ((u & 0xc0) != 0x80);
        if (columns > most)
            fail_msg("a line is wider than %zu columns: %.200s", most,
                     c - (columns < 110 ? 0 : 110));
    }
}
