// SPDX-License-Identifier: MIT
// Core to core: the time that a line takes from one CPU to another.
#pragma once

#include "common/distance.h"
#include "report/model/report.h"

struct pair {
    int a, b;               /* kernel CPU numbers, a < b */
    double ns;              /* one way, above 0 */
    struct estimate time;   /* of the round trip */
    const struct row *row;  /* that measured it, perhaps with others */
    enum distance distance; /* DISTANCES where the report does not say */
};

struct pairs {
    struct pair *pair; /* in the report's order */
    size_t n;
    int *cpus;   /* ascending */
    size_t *met; /* pairs of each of cpus */
    size_t n_cpus;
};

/* The pairs of the report's matrix (matrix_row); where it has none, those that rows of line
 * transfers (transfers_line) name and measured. r must outlive them. */
void pairs_of(struct pairs *p, const struct report *r);
void pairs_free(struct pairs *p);
/* Where cpu stands among the n ascending ones; n where they do not have it. */
size_t pairs_place(const int *cpus, size_t n, int cpu);
