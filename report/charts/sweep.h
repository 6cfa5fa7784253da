// SPDX-License-Identifier: MIT
// A sweep: one curve per subject against one parameter, as the line charts show it. Not for use
// outside report/chart*.c.
#pragma once

#include "report/charts/data.h"

struct sweep_point {
    const struct row *row;
    struct estimate value; /* what is drawn */
    char series[64];       /* says its look too (style.h) */
    double x;
    double rank; /* of the series: its value at its largest x */
};

struct sweep {
    const struct chart_input *in;
    const char *unit; /* of the values; NULL: that of the rows' time */
    const char *note; /* ends the subtitle; NULL where none */
    struct sweep_point *points;
    size_t n;
    double *xs; /* distinct, ascending */
    unsigned n_xs, n_series;
    struct chart_launches launches;
};

/* One parameter held at one value through a sweep; at no value, where that is empty. */
struct held {
    char key[32];
    const char *wanted;
    char value[64];
    bool known;
};

/* Adds a point of the row's time, or of another figure of it, unless the series has one at x. */
void sweep_add(struct sweep *s, const struct row *row, const char *series, double x);
void sweep_add_value(struct sweep *s, const struct row *row, struct estimate value,
                     const char *series, double x);

/* Orders the points (dearest series first, as the legend shows them; x ascending within) and
 * collects the distinct x. Call once. */
void sweep_arrange(struct sweep *s);

/* Writes head and blocks of an arranged sweep that is not empty. The first extra is the list of
 * distinct x; second and third may be NULL. */
void sweep_write(FILE *f, const struct sweep *s, const char *title, const char *second,
                 const char *third);
void sweep_free(struct sweep *s);

/* Chooses the value each parameter is held at; a parameter no row has is left free. */
void sweep_hold(struct held *h, size_t n, const struct report *r, const char *family,
                const char *scenario);
/* The same of all parameters that the rows of family and scenario have, but for the one that the
 * chart sweeps (NULL: none): first those of the family's table entry, at the values it wants, then
 * others, each held at none where some subject has rows without it. Returns how many. */
enum { HELD_MOST = 8 };
size_t chart_hold(struct held held[HELD_MOST], const struct report *r, const char *family,
                  const char *scenario, const char *swept);

/* "crit:50ns, out:0ns" */
void chart_held_text(const struct held *held, size_t n, char *out, size_t size);

bool sweep_fits(const struct row *row, const struct held *h, size_t n);
