// SPDX-License-Identifier: MIT
// Lines of --list: rows and remarks of a program that may be anyone's.
#define FUZZ_NAME  "list"
#define FUZZ_SHARE 300000
#include "synccost/run/listing.h"
#include "tests/fuzz/fuzz.h"

static void fuzz_one(char *text, size_t size)
{
    struct catalog_row row;
    char err[SC_ERR], *line;
    json_t *remarks = json_object();
    (void)size;
    while ((line = strsep(&text, "\n")))
        if (!listing_is_remark(line, "program", remarks) &&
            listing_read(line, "program", &row, err) == 0) {
            fuzz_check_shown(row.name, strlen(row.name));
            catalog_row_free(&row);
        }
    json_decref(remarks);
}
