// SPDX-License-Identifier: MIT
// Every chart: its files, its script and the writer of its data. Not for use outside
// report/chart*.c.
#pragma once

#include "report/charts/data.h"

enum { CHART_PATH = 4096 };

struct chart_kind {
    const char *name;     /* of NAME.dat, NAME.svg, NAME.png */
    const char *script;   /* in the folder of scripts */
    const char *argument; /* of the script; NULL where it takes none */
    chart_writer *write;
};
extern const struct chart_kind chart_kinds[CHART_COUNT];

/* DIR/NAMEending; the caller has checked that it fits. */
void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending);
