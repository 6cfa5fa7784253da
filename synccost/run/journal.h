// SPDX-License-Identifier: MIT
// What was measured, on disk as soon as it is: one line of JSON per launch behind a header. Nothing
// finished is lost to ^C, a crash or a full disk, and --resume goes on from it.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "report/model/report.h"
#include "synccost/run/launch.h"

#define JOURNAL_NAME "journal.jsonl"

/* Creates dir/journal.jsonl with header as its first line. NULL with err. */
FILE *journal_create(const char *dir, const json_t *header, char err[SC_ERR]);

/* Opens an existing one to append; *header is its first line and *launches an array of the rest
 * (new references). NULL with err. */
FILE *journal_open(const char *dir, json_t **header, json_t **launches, char err[SC_ERR]);

/* Appends a launch and makes sure it is on disk. 0, or -1 with err. */
int journal_append(FILE *journal, const char *row, unsigned launch,
                   const struct launch_result *result, char err[SC_ERR]);

/* Puts a line of the journal into the report: its samples, or the row's failure. False when the
 * line is not understood. */
bool journal_apply(struct report *r, const json_t *line);

/* Row name and launch number of a line; NULL when the line is not understood. */
const char *journal_row(const json_t *line, unsigned *launch);

void journal_remove(const char *dir);
