// SPDX-License-Identifier: MIT
// Letters for the floors of a table's rows.
#pragma once

#include <stdio.h>

#include "report/model/report.h"

enum { LEGEND_LETTERS = 26 };

/* Rows set against one floor in one way share a letter. Zeroed at first. */
struct legend {
    struct legend_floor {
        struct row_floor floor; /* of the first of the rows */
        double low, high;       /* where each row has its own: their range */
    } floor[LEGEND_LETTERS];
    size_t n;
};

/* The letter of the floor, ' ' where it is none and '?' where letters are used up. */
char legend_letter(struct legend *l, const struct row_floor *f);

/* A line for each letter. */
void legend_print(FILE *out, const struct legend *l);
