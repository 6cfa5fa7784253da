// SPDX-License-Identifier: MIT
// The CPUs of a core-to-core chart in the order of the topology, with the borders between them.
#pragma once

#include "report/model/pairs.h"

/* What ends behind a place. */
enum border { BORDER_none, BORDER_L3, BORDER_NODE, BORDER_PACKAGE };

struct axis {
    int *cpu; /* by place */
    size_t n;
    enum border *border; /* of place i: between it and the one before */
    const char *remark;  /* what the borders are, for a reader; NULL where there is none */
    size_t *place;       /* of each of pairs->cpus, n where it has none */
    const struct pairs *pairs;
};

/*
 * The order of the CPUs: those of a package, of a node, of an L3 and of a core stand together,
 * each group where its lowest number does. A core's second hardware thread that was measured
 * against its sibling alone has no place: the pair of the two stands on the diagonal. Pairs of
 * unknown distance make no groups. p must outlive *axis.
 */
void axis_of(struct axis *axis, const struct pairs *p);
void axis_free(struct axis *axis);

/* Where the pair stands in the lower triangle, from 0. */
struct cell {
    size_t column, line;
};
struct cell axis_cell(const struct axis *axis, const struct pair *pair);
