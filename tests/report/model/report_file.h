// SPDX-License-Identifier: MIT
// A folder of the test's own with a report file in it.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/report/fake_report.h"
#include "tests/test.h"

static char folder[] = "/tmp/synccost-report-XXXXXX";
static char file[64]; /* folder/report.json */

static inline int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/report.json", folder);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder); /* fails where a temporary file was left behind */
}

static inline char *slurp(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);
    for (int c; (c = getc(f)) != EOF;)
        putc(c, memory);
    fclose(f);
    fclose(memory);
    return text;
}

static inline void spill(const char *text, size_t size)
{
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, size, f), size);
    fclose(f);
}

static inline void write_fake(const struct fake_options *options)
{
    struct report r;
    char err[SC_ERR] = "";
    fake_report(&r, options);
    if (report_write(&r, file, err) != 0)
        fail_msg("%s", err);
    report_free(&r);
}
