// SPDX-License-Identifier: MIT
// What a fuzzed report looks like to a person.
#pragma once

#include "report/compare/compare.h"
#include "report/exports/export.h"
#include "report/summary/summary.h"
#include "tests/fuzz/fuzz.h"

static void fuzz_show_comparison(FILE *f, const struct report *r)
{
    struct comparison c;
    comparison_init(&c, r, r, &(struct comparison_settings){.seed = COMPARISON_SEED});
    comparison_print(f, &c, false);
    comparison_markdown(f, &c);
    comparison_free(&c);
}

/* Separators of those formats. */
static void fuzz_hide_separators(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] == '\t' || (text[i] == '\r' && text[i + 1] == '\n'))
            text[i] = ' ';
}

/* Files for programs, which a terminal gets where nobody sends them elsewhere. */
static void fuzz_show_exports(FILE *f, const struct report *r)
{
    static const char *const formats[] = {"gbench", "benchfmt", "csv", "bmf", "gha", "litmus7"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const struct exporter *x = exporter_find(formats[i]);
        struct export e;
        export_select(&e, r, x, NULL);
        export_write(f, x, &e);
        export_free(&e);
    }
}

/* Ends the process where a view of r has something in it that steers a terminal. */
static void fuzz_show(const struct report *r)
{
    char *shown = NULL;
    size_t length = 0;
    FILE *f = open_memstream(&shown, &length);
    if (!f)
        abort();
    summary_print_all(f, r);
    summary_markdown(f, r, true);
    fuzz_show_comparison(f, r);
    fuzz_show_exports(f, r);
    fclose(f);
    fuzz_hide_separators(shown, length);
    fuzz_check_shown(shown, length);
    free(shown);
}
