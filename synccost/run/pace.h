// SPDX-License-Identifier: MIT
// How long launches really take, and which rows must go where that is too long.
#pragma once

#include "synccost/run/cost.h"

struct pace {
    struct row_pace {
        double seconds; /* of its launches so far */
        unsigned launches;
    } * row;
    double taken, expected; /* of all launches so far */
};

/* False where memory is short. */
bool pace_init(struct pace *p, size_t rows);
void pace_free(struct pace *p);

/* A launch of that row took seconds, and expected ones were expected. */
void pace_learn(struct pace *p, size_t row, double seconds, double expected);

/* Seconds of the row's next launch: the mean of its own; before the first, what is expected, by how
 * all others compared with that. */
double pace_of(const struct pace *p, size_t row, double expected);

/*
 * Which rows have to go so that the launches still to come end within left seconds: need[row] are
 * the seconds that the row needs, 0 where it needs none. Marks the least important (place) in gone,
 * one entry a row, until the others fit. Returns how many.
 */
size_t pace_shed(const struct catalog *c, const double *need, double left, bool *gone);
