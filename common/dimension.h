// SPDX-License-Identifier: MIT
// A dimension of rows: one parameter of a scenario that a chart of its own sweeps.
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Lists are comma-separated. Members that are NULL mean that the dimension has no such thing. */
struct dimension {
    const char *name;      /* of the chart, after "dimension-"; a to z and - */
    const char *key;       /* the parameter, as a row's name has it */
    const char *family;    /* whose rows the chart shows, */
    const char *scenarios; /* and of which scenarios; the first one goes without saying */
    const char *title;     /* of the chart */
    const char *axis;      /* what the parameter is */
    const char *unit;      /* of what is shown; NULL: that of the rows' time */
    const char *taken_off; /* a figure of the row that is taken off its time */
    const char *words;     /* the values in their order, where they are words; NULL: numbers */
    const char *plain;     /* the value of a row without the key; NULL: it is not shown */
    bool crowd;            /* the value is how many threads a CPU has, and key is "cpus" */
    const char *apart;     /* other parameters, whose values make series of their own */
};

/* The dimensions in the order of the table: NULL from the last on. Static storage. */
const struct dimension *dimension_at(size_t place);
