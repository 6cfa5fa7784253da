// SPDX-License-Identifier: MIT
// Places for the labels of a scatter chart where they cover nothing. Not for use outside
// report/chart*.c.
#pragma once

#include "report/charts/data.h"

/* A dot of the chart with its intervals, and what is written beside it. Lengths are pixels of the
 * plot, from its lower left corner. */
struct chart_label {
    char text[64]; /* empty: the dot has no label, and others' labels keep off it */
    struct {
        double x, y, left, right, bottom, top;
    } dot;
    double x, y; /* found: the label's middle; NAN where there is no text */
    /* found: where a line from the dot to the label ends; NAN where the label is near */
    double end_x, end_y;
    /* found: the label lies on another dot, or on a label before it that is not crowded itself */
    bool crowded;
};

/* Finds a place for every label in a plot of that size: a first one each, then better ones as the
 * others are known. */
void chart_place_labels(struct chart_label *labels, size_t n, double width, double height);
