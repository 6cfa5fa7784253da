// SPDX-License-Identifier: MIT
// Rows that access a line by its state, as a table for each distance.
#pragma once

#include "common/distance.h"
#include "common/line_state.h"
#include "report/model/report.h"

/* More operations, and such with longer names, or with other letters than a to z, digits and
 * dashes, are left out. */
enum { COHERENCE_OPERATIONS = 7, COHERENCE_LETTERS = 10, COHERENCE_WORD = 32 };

/* One distance: the rows of one pair of CPUs, the first that the report has. */
struct coherence_table {
    enum distance distance;
    char pair[COHERENCE_WORD]; /* "0-1": the CPU of the access and the owner's */
    const struct row *cell[LINE_STATES][COHERENCE_OPERATIONS]; /* NULL: not measured */
    bool has[LINE_STATES];
};

struct coherence {
    struct coherence_table table[DISTANCES]; /* the nearest first */
    size_t n;
    char operation[COHERENCE_OPERATIONS][COHERENCE_WORD]; /* in the report's order */
    unsigned n_operations;
    bool has[LINE_STATES];
    bool judged; /* the report is of hardware, and has launches */
};

/* What r, which must outlive it, has measured. */
void coherence_of(struct coherence *c, const struct report *r);

/*
 * Whether what is expected of loads on any machine holds of a table's: one of a modified line takes
 * no less time than one of a shared line, and one of an invalid line comes from memory. Each is a
 * ratio with a 95 % interval: "plausible: a load of …", "implausible: …" or "undecided: …". False
 * where one of its two rows was not measured, or the report is imported or of an emulated machine.
 */
enum coherence_check { COHERENCE_TRANSFER, COHERENCE_MEMORY, COHERENCE_CHECKS };
enum { COHERENCE_NOTE = 160 };
bool coherence_note(const struct coherence *c, const struct coherence_table *t,
                    enum coherence_check check, char text[COHERENCE_NOTE]);
