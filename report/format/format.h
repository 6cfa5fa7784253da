// SPDX-License-Identifier: MIT
// Figures and text as people read them, the same in every view of a report.
#pragma once

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "report/model/report.h"
#include "report/statistics/modes.h"
#include "report/statistics/statistics.h"

enum { WORDS = 48 }; /* room for any figure below */

/* A line's end. */
enum { WORDS_COLUMNS = 110 };

/* Three significant digits, at most three decimals: "0.277 ns", "5.81 ns", "1.23 µs", "12.0 ms". "-" where
 * unknown. */
char *words_ns(char buf[WORDS], double ns);
/* In the same way: "5.81", "36.0k", "1.20M". */
char *words_count(char buf[WORDS], double value);
/* "0.98×". */
char *words_multiple(char buf[WORDS], double value);
/* The interval as parts of the median: "±0.4%", or "-1% +140%" where its sides differ much. */
char *words_interval(char buf[WORDS], const struct estimate *e);
/* "22.1 ns (62 %)". */
char *words_mode(char buf[WORDS], const struct mode *m);
/* "1.050 [1.021, 1.083]", at most 20 columns; the value alone where the interval is unknown. */
char *words_ratio(char buf[WORDS], const struct ratio *r);
/* "58 s", "12 min 3 s", "1 h 2 min". */
char *words_duration(char buf[WORDS], double seconds);

/*
 * Copies text that came from elsewhere: what could steer a terminal or hide (control characters, broken
 * UTF-8, direction marks) becomes
 * '?' or a space. NULL counts as empty. Cut where size is too small. Returns out.
 */
char *words_clean(const char *text, char *out, size_t size);

/* Columns that UTF-8 text takes. */
size_t words_width(const char *text);
/* Writes text and pads it to width columns: on the left, or on the right where width is negative. */
void words_put(FILE *out, const char *text, int width);
/* Writes text cleaned, broken at spaces before WORDS_COLUMNS, from column indent on; lines after the first
 * begin with indent spaces. Ends the line. */
void words_wrap(FILE *out, unsigned indent, const char *text);

/* The member at path ("machine.slug") of the report's context.synccost, NULL where there is none. Borrowed.
 */
json_t *words_member(const struct report *r, const char *path);
/* The same as cleaned text in out, "-" where it is neither text nor a number. Returns out. */
char *words_fact(const struct report *r, const char *path, char *out, size_t size);
