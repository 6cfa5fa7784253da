// SPDX-License-Identifier: MIT
// core-to-core-latency's CSV: a triangle of half round trips in ns, without a header, empty on and
// above the diagonal.
#include <string.h>

#include "report/imports/parts.h"

static size_t count_cells(const char *line)
{
    size_t n = 1;
    for (; *line; line++)
        n += *line == ',';
    return n;
}

static int read_cells(struct import *im, char *line, unsigned y, size_t columns)
{
    char shown[IMPORT_SHOWN], *cell;
    size_t n = count_cells(line);
    if (n != columns)
        return import_refuse(im, "has %zu cells, the first line %zu: give the whole triangle", n,
                             columns);
    for (unsigned x = 0; (cell = import_cell(&line)); x++) {
        double ns;
        if (!*cell)
            continue; /* not measured */
        if (x >= y)
            return import_refuse(im,
                                 "CPU %u with CPU %u: a number on or above the diagonal: give the "
                                 "lower triangle",
                                 y, x);
        if (!import_time(cell, 1, &ns))
            return import_refuse(im, "CPU %u with CPU %u: '%s' is no time in ns", y, x,
                                 import_shown(cell, shown));
        if (import_pair(im, x, y, 0, ns) != 0)
            return -1;
    }
    return 0;
}

int import_core_to_core(struct import *im)
{
    size_t columns = 0;
    unsigned lines = 0;
    char *line;
    while ((line = import_line(im))) {
        if (lines == 0)
            columns = count_cells(line);
        if (lines == columns)
            return import_refuse(im,
                                 "there are more lines than the %zu cells of a line: give one "
                                 "triangle",
                                 columns);
        if (read_cells(im, line, lines++, columns) != 0)
            return -1;
    }
    if (lines < columns)
        return import_refuse(im, "the file ends after %u of %zu lines: give the whole triangle",
                             lines, columns);
    return 0;
}
