// SPDX-License-Identifier: MIT
// What the text, the Markdown and the page of a comparison say alike.
#pragma once

#include "report/compare/compare.h"
#include "report/format/format.h"

enum { COMPARE_LINE = 1024 };
extern const enum verdict compare_order[4]; /* those that differ first */
extern const char *const compare_headings[4];

/* Why families of separate runs have none; a line. */
extern const char compare_no_interval[];

/* The rows of a verdict, the largest differences first where there are any, in *rows (the caller's
 * to free). */
size_t compare_rows_of(const struct comparison *c, enum verdict verdict,
                       const struct comparison_row ***rows);

/* True where the ratio in cycles says something that the one in time does not: different machines,
 * or more than 1 % apart. */
bool compare_cycles_tell(const struct comparison *c, const struct comparison_row *row);

char *compare_p(char buf[FORMAT], double p);              /* "<0.001", "0.042" */
char *compare_percent(char buf[FORMAT], double log_size); /* "5.1%" */
/* in brackets where assumed */
char *compare_threshold(char buf[FORMAT], const struct comparison_row *row);
/* "10+10", "20 blocks" */
char *compare_counted(char buf[FORMAT], const struct comparison_row *row);

/* What was measured on a side: machine, date, profile, cycle time, launches. */
void compare_says_side(const struct report *r, char line[COMPARE_LINE]);
/* "modes 22.1 ns 62% | 48.0 ns 38% -> 21.9 ns 100%". False where both sides have one. */
bool compare_says_modes(const struct comparison_row *row, char line[COMPARE_LINE]);

/* Whole sentences. Those that return false have nothing to say. */
bool compare_says_emulated(const struct comparison *c, char line[COMPARE_LINE]);
/* Where no fact differs. */
const char *compare_says_alike(const struct comparison *c);
bool compare_says_imported(const struct comparison *c, char line[COMPARE_LINE]);
bool compare_says_interleaved(const struct comparison *c, char line[COMPARE_LINE]);
const char *compare_says_machines(const struct comparison *c);
void compare_says_thresholds(const struct comparison *c, char line[COMPARE_LINE]);
void compare_says_count(const struct comparison *c, char line[COMPARE_LINE]);
bool compare_says_needs(const struct comparison *c, char line[COMPARE_LINE]);
void compare_says_pooled(const struct comparison *c, char line[COMPARE_LINE]);
