// SPDX-License-Identifier: MIT
// What was measured, in a file as soon as it is: one line of JSON per launch behind a header.
// Nothing finished is lost to ^C, a crash of the command or a full disk, and --resume goes on from
// it. A power cut may take what came after the last journal_sync. Each line ends with a checksum,
// so that a damaged line costs no other. The header stands there twice for the same reason, a block
// apart.
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "report/model/report.h"
#include "synccost/run/launch.h"

#define JOURNAL_NAME "journal.jsonl"

/* The format that is written. That before it has one header, and no checksums. */
enum { JOURNAL_VERSION = 2 };

/* Bytes that a disk loses at once: from the end of the first header to the second. */
enum { JOURNAL_BLOCK = 4096 };

struct journal_contents {
    json_t *header;
    json_t *launches; /* an array of lines, for journal_renew_row and journal_apply */
    size_t damaged;   /* lines that were left out */
};

/* Options of a run that its report does not hold. */
struct journal_options {
    const char *benches; /* folder of the family programs; NULL: the usual one */
    double timeout;      /* of a launch, in s; 0: each row's own */
    bool no_plot;
};

/* Creates dir/journal.jsonl, on disk, with context and options in its header. A file descriptor
 * that holds the lock on it, or -1 with err. */
int journal_create(const char *dir, json_t *context, const struct journal_options *options,
                   char err[SC_ERR]);
/* They live as long as header does. */
struct journal_options journal_options(const json_t *header);

/* Opens an existing one to append, as journal_create; its contents are the caller's to free. No
 * other process may hold it. */
int journal_open(const char *dir, struct journal_contents *contents, char err[SC_ERR]);
void journal_contents_free(struct journal_contents *contents);

/* Appends a launch: the whole line is handed to the system, or none of it. 0, or -1 with err. */
int journal_append(int journal, const char *row, unsigned launch,
                   const struct launch_result *result, char err[SC_ERR]);

/* Waits until the disk has what was appended. A disk that cannot say so is no reason to stop. */
void journal_sync(int journal);

/* A launch as a line, a new reference. */
json_t *journal_line(const char *row, unsigned launch, const struct launch_result *result);

/* Gives the line's row the name that it has today where r has none of the written name: an earlier
 * version may have begun the run. Rows of foreign programs keep their names. */
void journal_renew_row(json_t *line, const struct report *r);

/* Puts a line of the journal into the report: its samples, or the row's failure. False when the
 * line is not understood. */
bool journal_apply(struct report *r, const json_t *line);

/* Row name and launch number of a line; NULL when the line is not understood. */
const char *journal_row(const json_t *line, unsigned *launch);

void journal_remove(const char *dir);
