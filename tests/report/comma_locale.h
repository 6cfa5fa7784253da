// SPDX-License-Identifier: MIT
// A locale whose decimal point is a comma, made by the test itself.
#pragma once

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/test.h"

static char comma_folder[] = "/tmp/synccost-locale-XXXXXX";

/* ASCII in localedef's words: a machine without the locales package has no table of characters. */
static inline void write_ascii(const char *path)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("<code_set_name> ASCII\n<mb_cur_min> 1\n<mb_cur_max> 1\n<escape_char> /\nCHARMAP\n", f);
    for (unsigned c = 0; c < 128; c++)
        fprintf(f, "<U%04X> /x%02x\n", c, c);
    fputs("END CHARMAP\n", f);
    fclose(f);
}

/* Makes a locale whose decimal point is a comma, and tells setlocale where it lies. */
static inline void make_comma_locale(const char *folder)
{
    char source[128], characters[128], command[512];
    snprintf(source, sizeof source, "%s/source", folder);
    snprintf(characters, sizeof characters, "%s/characters", folder);
    write_ascii(characters);
    FILE *f = fopen(source, "w");
    assert_non_null(f);
    fputs("LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping -1\nEND LC_NUMERIC\n", f);
    fclose(f);
    snprintf(command, sizeof command, "localedef -c -f %s -i %s %s/comma >%s/log 2>&1", characters,
             source, folder, folder);
    (void)!system(command); /* it warns of the categories left out, and ends with 1 for that */
    setenv("LOCPATH", folder, 1);
}

/* The program's numbers have a comma from here on. */
static inline void comma_locale_begin(void)
{
    char sample[8];
    assert_non_null(mkdtemp(comma_folder));
    make_comma_locale(comma_folder);
    assert_non_null(setlocale(LC_NUMERIC, "comma"));
    snprintf(sample, sizeof sample, "%.1f", 1.5);
    assert_string_equal(sample, "1,5");
}

/* Once a program. */
static inline void comma_locale_end(void)
{
    char command[128];
    setlocale(LC_NUMERIC, "C");
    snprintf(command, sizeof command, "rm -r %s", comma_folder);
    assert_int_equal(system(command), 0);
}
