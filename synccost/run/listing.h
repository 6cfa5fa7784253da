// SPDX-License-Identifier: MIT
// One line of a family program's list (docs/PROTOCOL.md).
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"

struct catalog_row {
    char *name, *program; /* path of the family program */
    unsigned tier, threads, cpus;
    unsigned rank;              /* of a high one: left out first where time is short */
    size_t place;               /* by importance, 0 for the most; plan_rows sets it */
    char *kind, *basis, *floor; /* floor is NULL where there is none */
    char *promises;             /* NULL where the row says none */
    json_t *outcomes;           /* of a guarantee (report/model/outcomes.h); else NULL */
    json_t *matrix;             /* of a row with cells (report/model/matrix.h); else NULL */
    double seconds;             /* of a launch, whatever its windows; 0: by the windows */
    bool sampled;               /* one more window per launch, to sample single acquires */
};

/*
 * Reads line (a JSON object) into *row, whose program it sets. 0, or -1 with err, which says what
 * is wrong with the line; *row then holds nothing. Free with catalog_row_free.
 */
int listing_read(const char *line, const char *program, struct catalog_row *row, char err[SC_ERR]);

/* The program's file name as text, whatever bytes it has: where a program lies is nobody's business
 * in a report. Returns name. */
enum { LISTING_PROGRAM = 256 };
char *listing_program(const char *program, char name[LISTING_PROGRAM]);

/*
 * True where the line is no row but a remark on its program: its only member is about or absent, a
 * text. It is then kept in remarks, by listing_program: {program: {about: text, absent:
 * [text]}}; of several about the last.
 */
bool listing_is_remark(const char *line, const char *program, json_t *remarks);
void catalog_row_free(struct catalog_row *row);
