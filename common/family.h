// SPDX-License-Identifier: MIT
// What a family of rows is: the one place that says how summaries, charts and exports treat it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { FAMILY_PARAMS = 4, FAMILY_SCENARIOS = 5 };

/* Lists are comma-separated, the most wanted first. */
struct family_param {
    const char *key;
    const char *charts; /* values at which a chart holds it */
    const char *alone;  /* values of the headline row of one thread */
    const char *contended;
};

struct family_scenario {
    const char *name;     /* "*": any */
    const char *subjects; /* NULL: none is wanted more than another */
};

/* Members that are NULL or empty mean that the family has no such thing. */
struct family {
    const char *name;        /* what its rows' names begin with; NULL in the default */
    const char *title;       /* what is counted, in the title of a chart; NULL: its name */
    const char *subject_key; /* of the subject in Go's benchmark format; NULL: "subject" */
    unsigned colour;         /* 0xRRGGBB, where a chart has several families */
    unsigned mark;           /* gnuplot's filled point; the number before is the same one hollow */

    /* The scenario whose rows a chart by threads shows. */
    const char *contended;
    /* The scenario of the same operation by one thread: the chart's first point, and what an
     * operation costs where no line moves. May equal contended. */
    const char *alone;
    /* The row that stands in where a contended row has no counterpart alone. */
    const char *own_cost;
    /* Contended rows pass a line from thread to thread, although their floor is another. */
    bool passes_line;
    struct family_param param[FAMILY_PARAMS];

    struct family_scenario headline[FAMILY_SCENARIOS];
    const char *calibrates; /* subjects that a headline has room for only after all else */
    const char *steps;      /* prefix of subjects that are the steps of a sweep, no subjects */
    const char *unsaid;     /* parts of a row's name that a label leaves out */
    const char *charts;     /* charts that show this family alone */
};

/*
 * What the table says of the family of that name, or of the family of the row of that name: the
 * family is what stands before the first slash. Never NULL: a family that the table does not know
 * gets the default, whose name is NULL. Static storage.
 */
const struct family *family_find(const char *name);

/* The families of the table in its order: NULL from the last on. */
const struct family *family_at(size_t place);

/* The place of the named family, or of a row's, in the table; the number of its families where it
 * is not in there. */
size_t family_order(const char *name);

/* The family that a chart of that name shows alone; the default where there is none. */
const struct family *family_of_chart(const char *chart);

/* Colour and mark of the named family, or of a row's: those of the table, or some that depend on
 * nothing but the name. */
struct family_style {
    unsigned colour, mark;
};
struct family_style family_style(const char *name);

/* True where two families or names of rows are of, or begin with, the same family. */
bool family_same(const char *a, const char *b);

/* The parameter of that key; NULL where the table has none. */
const struct family_param *family_param(const struct family *family, const char *key);

/* True where the subject is a step of a sweep: it is shown with its like, not among subjects. */
bool family_is_step(const struct family *family, const char *subject);

enum { FAMILY_UNLISTED = 1000 };
/* The place of word in a comma-separated list, which may be NULL; FAMILY_UNLISTED where it is not
 * there. A dash and an underscore are the same: older programs wrote one for the other. */
unsigned family_place(const char *list, const char *word);
