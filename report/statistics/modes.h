// SPDX-License-Identifier: MIT
// Rows whose launches fall into several modes, of which one median would be a figure that never
// occurs.
#pragma once

#include <stddef.h>

enum { MODES_MOST = 3 };

struct mode {
    double median, low, high; /* the last two the range of its launches */
    double share;             /* of the launches */
};

struct modes {
    unsigned n; /* 0 where there are no launches */
    struct mode mode[MODES_MOST];
    double p; /* of one mode only; NAN below four launches */
};

/*
 * The modes of launch medians in ascending order. One, unless the dip test on their logarithms is
 * significant at 1 %, or at 10 % and the widest gap is twice as wide as both sides of it together;
 * then split at the widest gap that leaves each side two launches and a tenth of all, and medians a
 * tenth apart; and each side again by the same rule, while it and MODES_MOST allow.
 */
void modes_find(const double *sorted, size_t n, struct modes *m);

/* The dip of Hartigan & Hartigan 1985, the largest distance of the empirical distribution of n >= 1
 * values in ascending order to the nearest one with a single mode. */
double modes_dip(const double *sorted, size_t n);

/* The probability of a dip as large from n values of a uniform distribution, which has the largest
 * dips of those with one mode: by 2000 draws, the same in every process; 1 below four values. */
double modes_dip_p(double dip, size_t n);
