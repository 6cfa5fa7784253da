// SPDX-License-Identifier: MIT
// Every chart: its files, its script and the writer of its data. Not for use outside report/charts.
#pragma once

#include "report/charts/data.h"

/* CHART_FAMILIES is how many families have charts of their own, CHART_SLUG how long their names in
 * file names are. */
enum { CHART_PATH = 4096, CHART_FAMILIES = 40, CHART_SLUG = 40 };

struct chart_kind {
    const char *name;   /* of NAME.dat, NAME.svg, NAME.png; by family of NAME-FAMILY.dat, ... */
    const char *script; /* in the folder of scripts */
    bool by_family;     /* drawn once for each family, whose name is the script's argument */
    chart_writer *write;
};
extern const struct chart_kind chart_kinds[]; /* the last has no name */

/* One chart of a folder. */
struct chart_file {
    const struct chart_kind *kind;
    char name[CHART_NAME];
    char family[CHART_NAME]; /* the script's argument; empty where it takes none */
};

/* The charts of which a file with that ending lies in the folder, in the order of the kinds and, by
 * family, of the names: at most CHART_MOST. Returns how many. */
size_t chart_list(const char *dir, const char *ending, struct chart_file list[CHART_MOST]);

/* DIR/NAMEending; the caller has checked that it fits. */
void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending);
