// SPDX-License-Identifier: MIT
// Our subjects beside those of other libraries, which are their peers, cell by cell.
#pragma once

#include <stdio.h>

#include "report/model/report.h"
#include "report/statistics/hodges_lehmann.h"

/* Rows that differ in their subject only: one scenario with its parameters. Goroutines that Go's
 * scheduler places stand beside as many threads. */
struct peers_cell {
    char *family, *scenario; /* the name without the subject: "contended/crit:0ns/…" */
    const struct row **row;  /* measured, in the report's order */
    size_t n;
};

struct peers {
    struct peers_cell *cell; /* those with a row of ours and one of a peer */
    size_t n;
    const struct report *report;
};

/* Reads the report, which must outlive p and have its estimates computed. */
void peers_read(struct peers *p, const struct report *r);
void peers_free(struct peers *p);

/*
 * The subject of a row, the second part of its name, copied to buf; with "-scheduled" where Go's
 * scheduler places its goroutines.
 */
const char *peers_subject(const struct row *row, char buf[REPORT_NAME]);

/* True where row is ours, not of a library. */
bool peers_is_ours(const struct row *row);

/*
 * What row promises, words with commas between; those of the library's likeness where the row does
 * not say it. NULL: not known.
 */
const char *peers_promises(const struct peers_cell *cell, const struct row *row);

/*
 * The fastest peer of the cell. comparable: among those that promise at least what the subject of
 * row promises; a peer of unknown promises is none of them. NULL where there is none.
 */
const struct row *peers_best(const struct peers_cell *cell, const struct row *row, bool comparable);

/*
 * The fastest of our rows in the cell that promise at least what peer does; NULL where there is
 * none, where the peer's promises are not known, and where peer is none.
 */
const struct row *peers_answer(const struct peers_cell *cell, const struct row *peer);

/* The part of that page that says which peers are faster than all of ours that promise as much. */
void peers_put_faster(FILE *out, const struct peers *p);

/* How many times base's time row takes: a Hodges-Lehmann estimate; value is NAN where unknown. */
struct ratio peers_ratio(const struct row *base, const struct row *row);

/* A page of Markdown: for each family what our subjects take as a multiple of their best peers, and
 * what every subject takes. command: what printed it, for a reader to repeat. */
void peers_markdown(FILE *out, const struct peers *p, const char *command);
