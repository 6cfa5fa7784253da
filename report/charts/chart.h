// SPDX-License-Identifier: MIT
// Charts of a report: data files that a person can read, and pictures drawn from nothing but those
// files.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "report/model/report.h"

enum { CHART_NAME = 64, CHART_MOST = 104, CHART_TEXT = 160 };

struct chart_result {
    char name[CHART_NAME];  /* the files are NAME.dat, NAME.svg and NAME.png */
    char title[CHART_TEXT]; /* above the picture; cleaned */
    const char *script;     /* in the folder of scripts */
    /* the script's argument: a slug of a family or row, or a dimension; else empty */
    char family[CHART_NAME];
    bool drawn;
    unsigned width, height; /* of the SVG, in pixels; 0 where not drawn */
    bool linear;            /* there is NAME.linear.svg, too: chart_draw_linear */
    bool lost; /* there is something to draw, and it was not: gnuplot is missing, or failed */
    bool late; /* it was lost since no time was left for it */
    char reason[SC_ERR]; /* why not drawn; else empty */
};

struct chart_results {
    struct chart_result chart[CHART_MOST];
    size_t n;
};

/*
 * Writes the data file of every chart to dir, which is made where its parent exists, and removes
 * pictures of an earlier call. One report gives every chart but "compare"; two or more give
 * "compare" alone, in the order given. A chart that the reports hold nothing for gets a data file
 * that says why. The charts by family, such as "scaling-mutex", are those of each family that has
 * rows of several thread counts, known to common/families.def or not. A family of which no chart
 * over threads can be drawn has one of its rows, such as "costs-channel". Those by dimension, such
 * as "dimension-pace", are those of common/dimensions.def that the report has rows of. With one
 * report that has line-transfer rows also core-to-core.csv. Beside the chart core-to-core is drawn
 * core-to-core-small.png, which shows the same small. All text in the files is reduced to
 * characters that mean nothing to gnuplot, a shell or HTML. Reports must have their estimates
 * computed. 0, or -1 with err where n is 0 or a file cannot be written.
 */
int chart_write_data(const struct report *const *reports, size_t n, const char *dir,
                     char err[SC_ERR]);

/* What a comparison says of one row. */
struct chart_finding {
    const char *row;
    struct ratio ratio; /* of the new report's time to the base's, with its 95 % interval */
    double threshold;   /* |log ratio| that counts as noise; NAN where unknown */
    bool differs;       /* the verdict is faster or slower */
    /* the base's time, at the distance between the CPUs at which the two were compared */
    double base_ns;
    bool distant; /* there is no such distance: the row has no place in the chart */
};

/*
 * The same for two reports that were compared: "compare" shows the findings, so that the picture
 * says what the comparison says. A row without one is shown as not told apart.
 */
int chart_write_comparison(const struct report *base, const struct report *next,
                           const struct chart_finding *findings, size_t n, const char *dir,
                           char err[SC_ERR]);

/*
 * A chart for each of these rows, at most CHART_MOST, that shows what each report measured under
 * its name: a line a report, the cheapest first. names[i] becomes the name of the chart of rows[i],
 * "machines-…". 0, or -1 with err as above.
 */
int chart_write_rows(const struct report *const *reports, size_t n, const struct row *const *rows,
                     size_t n_rows, const char *dir, char (*names)[CHART_NAME], char err[SC_ERR]);

/* One row over the reports of a host. */
struct chart_point {
    const char *date;     /* "2026-01-02 03:04" */
    double ns, low, high; /* the last two NAN where unknown */
    double level;         /* of the stretch that the report lies in */
};
struct chart_mark {
    size_t before; /* points before it */
    const char *text;
    bool change; /* of the row; else of something beside it */
};
struct chart_series {
    const struct row *row;
    const char *about; /* stands below the title */
    const struct chart_point *point;
    size_t n;
    const struct chart_mark *mark;
    size_t n_marks;
};

/* A chart of each of these rows, at most CHART_MOST. names[i] becomes the name of the chart of
 * series[i], "history-…". 0, or -1 with err as above. */
int chart_write_series(const struct chart_series *series, size_t n, const char *dir,
                       char (*names)[CHART_NAME], char err[SC_ERR]);

/*
 * Runs gnuplot in dir on each data file that chart_write_data left there, with the scripts of
 * script_dir, as a person would by hand: `cd DIR && gnuplot -c SCRIPT_DIR/NAME.gp`. Of a report
 * nothing but the name of a family or of a row, reduced to a-z, 0-9 and -, is on that command
 * line. results (may be NULL) lists every data file found as drawn or not. 0 where everything that
 * has data was drawn; -1 with err where gnuplot is missing or a script failed (the charts after it
 * are still drawn).
 */
int chart_draw(const char *dir, const char *script_dir, struct chart_results *results,
               char err[SC_ERR]);

/* When to draw no more, whether or not everything is drawn. */
struct chart_end {
    double deadline;          /* in seconds of CLOCK_MONOTONIC; INFINITY: none */
    const volatile int *stop; /* from when it is not 0; NULL: none */
};

/* The same, but for what is not drawn by then, which is lost. */
int chart_draw_until(const char *dir, const char *script_dir, const struct chart_end *end,
                     struct chart_results *results, char err[SC_ERR]);

/*
 * Draws NAME.linear.svg, the same with an axis of values that begins at 0, of each chart that
 * chart_draw has drawn and whose log axis can be such a one. results are those of chart_draw. 0, or
 * -1 with err where gnuplot failed at one or more.
 */
int chart_draw_linear(const char *dir, const char *script_dir, struct chart_results *results,
                      char err[SC_ERR]);

/* The row's family in a-z, 0-9 and - alone, as a chart by family is named. */
void chart_family_slug(const struct row *row, char *out, size_t size);

/* The row's name without the parts that its family leaves unsaid; "(round trip)" follows where that
 * is its basis. */
void chart_label(const struct row *row, char *out, size_t size);
