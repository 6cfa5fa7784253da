// SPDX-License-Identifier: MIT
// Every chart: its files, its script and the writer of its data. Not for use outside report/charts.
#pragma once

#include "report/charts/data.h"

/* CHART_FAMILIES is how many families have charts of their own, CHART_SLUG how long their names in
 * file names are, and CHART_ROW_SLUG those of rows. */
enum { CHART_PATH = 4096, CHART_FAMILIES = 40, CHART_SLUG = 40, CHART_ROW_SLUG = 50 };

/* What a kind of chart is drawn of. */
enum chart_of {
    CHART_OF_REPORT,
    CHART_OF_FAMILY,   /* that has rows of several thread counts */
    CHART_OF_UNSCALED, /* a family of which there is no chart over threads */
    CHART_OF_DIMENSION,
    CHART_OF_COMPARISON,
    CHART_OF_ROW,
    CHART_OF_SERIES /* a row over time */
};

struct chart_kind {
    const char *name;   /* of NAME.dat, NAME.svg, NAME.png; of each of NAME-WHICH.dat, ... */
    const char *script; /* in the folder of scripts */
    enum chart_of of;
    chart_writer *write;
    bool linear; /* the script has a second picture, whose axis begins at 0 */
};
extern const struct chart_kind chart_kinds[]; /* the last has no name */

/* True where each family, dimension or row has a chart of the kind, and its name is the script's
 * argument. */
bool chart_is_of_each(const struct chart_kind *kind);

/* One chart of a folder. */
struct chart_file {
    const struct chart_kind *kind;
    char name[CHART_NAME];
    char which[CHART_NAME]; /* the script's argument; empty where it takes none */
};

/* The charts of which a file with that ending lies in the folder, in the order of the kinds and,
 * where each family or row has one, of the names: at most CHART_MOST. Returns how many. */
size_t chart_list(const char *dir, const char *ending, struct chart_file list[CHART_MOST]);

/* DIR/NAMEending; the caller has checked that it fits. */
void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending);
