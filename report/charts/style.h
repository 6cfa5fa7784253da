// SPDX-License-Identifier: MIT
// How a subject looks on every chart. Not for use outside report/charts.
#pragma once

#include <stdio.h>

struct chart_style {
    unsigned colour; /* 0xRRGGBB */
    unsigned dash;   /* gnuplot's dash type; from 11 those of plots/style.gp */
    unsigned mark;   /* gnuplot's point type */
};

/*
 * The look that goes with a name, whatever its family and whatever else a report holds: that of
 * common/styles.def, else one that follows from the letters. Two names that are not in the list may
 * share a look. A dash and an underscore are the same: older programs wrote one for the other.
 */
struct chart_style chart_style_of(const char *name);

/* The look of the nth of a few things that have no name of their own, from 0. Its mark is filled,
 * and the one before it, mark - 1, is the same hollow. */
struct chart_style chart_style_at(size_t n);

/* Three fields, each after a tab: colour, dash, mark. */
void chart_style_write(FILE *f, struct chart_style style);
