// SPDX-License-Identifier: MIT
// What the formats' readers share: lines, words, numbers, and rows of an import.
#pragma once

#include <stdbool.h>

#include "report/imports/import.h"

/* A file that is being read. */
struct import {
    struct report *report;
    struct import_outcome *outcome;
    char *err;
    char *text; /* NUL-terminated, without a byte order mark; readers may cut it into words */
    size_t size;
    char *rest;                /* where the next line begins; NULL: none is left */
    unsigned line;             /* number of the last line that import_line gave */
    char machine[REPORT_NAME]; /* what the file calls its machine; empty: nothing */
    char tool[REPORT_NAME];    /* what wrote it, as it says itself; empty: nothing */
};

/* Fails with a text for im->err. Always -1. */
__attribute__((format(printf, 2, 3))) int import_refuse(struct import *im, const char *format, ...);

/* The next line without its end (LF or CRLF), or NULL where none is left. */
char *import_line(struct import *im);
/* The next word of *at, which separators end; NULL where none is left. Blanks are spaces and
 * tabs. */
char *import_word(char **at);
/* The next cell of *at, which commas end; may be empty. NULL where none is left. */
char *import_cell(char **at);

/* A time from text, in ns after multiplying by unit: digits with a decimal point or an exponent,
 * from 0 to what a report may hold. False for anything else. */
bool import_time(const char *text, double unit, double *ns);
/* A whole number up to most. */
bool import_count(const char *text, uint64_t most, uint64_t *n);

/* Text of the file for a message: cleaned, and cut where it is long. */
enum { IMPORT_SHOWN = 48 };
char *import_shown(const char *text, char out[IMPORT_SHOWN]);

/*
 * The row of that name, made where there is none, with status ok. What a row's name must not hold
 * is coded as %XX where coded is true, '%' itself too, so that two names never become one. NULL,
 * with im->err, where the name is too long or the report full.
 */
struct row *import_row(struct import *im, const char *name, bool coded);
/* A sample without any figure. */
struct sample import_no_sample(void);
/* Adds s to the row. 0, or -1 where the row is full. */
int import_add(struct import *im, struct row *row, const struct sample *s);

/* Half a round trip between two CPUs as a row of floor/line-transfer: its one-way time, and twice
 * that as its round trip. trial: from 0. */
int import_pair(struct import *im, unsigned a, unsigned b, unsigned trial, double one_way_ns);

/* Sets a member of context.synccost.machine; text is cleaned, and nothing is set where nothing is
 * left of it. */
void import_fact(struct import *im, const char *key, const char *text);
/* Marks the machine as an emulated one. */
void import_emulated(struct import *im);
/* Adds a warning to the report. */
void import_warn(struct import *im, const char *id, const char *text, const char *advice);

/* The formats' readers. 0, or -1 with im->err and im->line. */
int import_gbench(struct import *im);
int import_benchfmt(struct import *im);
int import_core_to_core(struct import *im);
int import_c2clat(struct import *im);
int import_mlc(struct import *im);
int import_concurrency_hierarchy(struct import *im);

/* The row's name that export_go_name made go of, in name; false where go is the export of none. */
bool import_go_name(const char *go, char name[REPORT_NAME]);

/* The line on which the n-th entry of the root's list "benchmarks" begins, in JSON that a parser
 * took; 0 where it is not found. */
unsigned import_entry_line(const char *json, size_t n);
