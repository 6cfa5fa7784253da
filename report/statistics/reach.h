// SPDX-License-Identifier: MIT
// Which round trips of a line are of one distance between CPUs, and which of another.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Round trips from low to high are of the distance whose median is usual, in ns; all 0 where no
 * round trip is known. */
struct reach {
    double low, high, usual;
};

/*
 * The distance that most of n values in ascending order have: around that interval of a factor of
 * LINE_SAME which holds the most of them (the lowest, where several do), as much again to each
 * side. A drift or a spread thus stays one distance, a few values in between join no two, and what
 * is further off is another.
 */
struct reach reach_of_most(const double *sorted, size_t n);

/* Whether a round trip is of that distance; true where either is not known (NAN, or no reach). */
bool reach_has(const struct reach *reach, double ns);

/* Whether two are one distance: each holds the other's median, or one is not known. */
bool reach_same(const struct reach *a, const struct reach *b);
