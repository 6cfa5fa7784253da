// SPDX-License-Identifier: MIT
// Three reports or more side by side: a column a machine, ranks that say where the order is not
// known, means by family, and which of several equal machines is unlike its twins.
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "common/text.h"
#include "report/model/report.h"
#include "report/noise/noise.h"
#include "report/statistics/statistics.h"

/*
 * Two machines differ in a row where the rank-sum test over launches says so at MACHINES_ALPHA,
 * adjusted by Holm over all pairs of machines in this row, where the interval of the ratio leaves
 * out 1, and where the ratio lies beyond the larger noise threshold of the two. All ranks of a row
 * then hold together in 95 of 100 rows.
 */
#define MACHINES_ALPHA 0.05

enum { MACHINES_MOST = 200, MACHINES_LABEL = 4, MACHINES_TWINS_LEAST = 3 };

struct machines_cell {
    const struct row *row; /* NULL: no such row, or not measured */
    double multiple;       /* of the machine's own floor; NAN unknown */
    /* the ranks that it may have, 1 the fastest; 0 where it is not ranked: emulated, imported,
     * disturbed, too few launches, or counted in another way */
    unsigned best, worst;
};

struct machines_row {
    const struct row *row;      /* of the first report that has it */
    struct machines_cell *cell; /* a column each */
    unsigned ranked;
};

/* Geometric means over the rows that all machines have; NAN where a machine lacks the figure. */
struct machines_family {
    char name[64];
    size_t rows;
    double *ns, *cycles, *multiple; /* a column each */
};

/* One of several machines of one model, hosts each, that is not like the others. */
struct machines_outlier {
    size_t column, twins, rows;
    bool contended;
    struct ratio ratio; /* of its times to its twins', with the 95 % interval over rows */
};

struct machines {
    const struct report *const *report;
    const struct noise *const *noise; /* NULL where not known */
    size_t n;
    struct machines_row *row;
    size_t n_rows, of; /* shown, and rows that two reports or more have */
    struct machines_family *family;
    size_t n_families;
    struct machines_outlier *outlier;
    size_t n_outliers;
    size_t twins;   /* machines that have two twins or more */
    unsigned needs; /* launches, of a row that all machines are ranked in */
};

/* most: rows, by the rule of headline_shared. Reports must have their estimates, and outlive it, as
 * the noises must; noise[i] may be NULL. */
void machines_init(struct machines *m, const struct report *const *reports,
                   const struct noise *const *noise, size_t n, size_t most);
void machines_free(struct machines *m);

/* "A" to "Z", then "AA" and so on. */
char *machines_label(char label[MACHINES_LABEL], size_t column);

void machines_print(FILE *out, const struct machines *m);
void machines_markdown(FILE *out, const struct machines *m);
/* New reference. Absent keys are unknown values. */
json_t *machines_json(const struct machines *m);

/* What text and page say alike. */
enum { MACHINES_LINE = 512 };
/* "2", "2-4", "-" */
char *machines_rank(char buf[16], const struct machines_cell *cell);
void machines_says_ranks(const struct machines *m, char line[MACHINES_LINE]);
/* "host-7 (B) is 12 % slower than its 19 twins in contended rows: 1.120 [1.101, 1.139], 34 rows" */
void machines_says_outlier(const struct machines *m, const struct machines_outlier *o,
                           char line[MACHINES_LINE]);
/* That equal machines were looked at; false where there are none. */
bool machines_says_twins(const struct machines *m, char line[MACHINES_LINE]);
