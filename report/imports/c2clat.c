// SPDX-License-Identifier: MIT
// c2clat's text: a header of CPU numbers, then a square matrix of half round trips in ns.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/alloc.h"
#include "report/imports/parts.h"

enum { MOST_CPUS = 1024, MOST_CPU = 65535 };

struct matrix {
    unsigned cpu[MOST_CPUS], n;
    double *ns; /* n by n; NAN on the diagonal */
};

static int read_header(struct import *im, struct matrix *m)
{
    char shown[IMPORT_SHOWN], *line = import_line(im), *word = line ? import_word(&line) : NULL;
    if (!word || strcmp(word, "CPU") != 0)
        return import_refuse(im, "is no line of CPU numbers that begins with CPU: give c2clat's "
                                 "output without -p");
    while ((word = import_word(&line))) {
        uint64_t cpu;
        if (!import_count(word, MOST_CPU, &cpu))
            return import_refuse(im, "'%s' is no CPU number", import_shown(word, shown));
        if (m->n == MOST_CPUS)
            return import_refuse(im, "has more than %d CPUs", MOST_CPUS);
        if (m->n && cpu <= m->cpu[m->n - 1])
            return import_refuse(im, "CPU %u comes behind CPU %u: they must ascend", (unsigned)cpu,
                                 m->cpu[m->n - 1]);
        m->cpu[m->n++] = (unsigned)cpu;
    }
    return m->n >= 2 ? 0 : import_refuse(im, "has fewer than two CPUs");
}

static int read_cell(struct import *im, struct matrix *m, unsigned y, unsigned x, const char *word)
{
    char shown[IMPORT_SHOWN];
    double *ns = &m->ns[y * m->n + x];
    if (!import_time(word, 1, ns))
        return import_refuse(im, "CPU %u with CPU %u: '%s' is no time in ns", m->cpu[y], m->cpu[x],
                             import_shown(word, shown));
    if (x == y && *ns != 0)
        return import_refuse(im, "CPU %u with itself is '%s' and not 0", m->cpu[y],
                             import_shown(word, shown));
    return 0;
}

static int read_line(struct import *im, struct matrix *m, unsigned y)
{
    uint64_t cpu;
    unsigned x = 0;
    char *line = import_line(im), *word = line ? import_word(&line) : NULL;
    if (!line)
        return import_refuse(im, "the file ends after %u of %u lines of the matrix: give all of it",
                             y, m->n);
    if (!word || !import_count(word, MOST_CPU, &cpu) || cpu != m->cpu[y])
        return import_refuse(im, "is not the line of CPU %u", m->cpu[y]);
    while ((word = import_word(&line))) {
        if (x == m->n)
            return import_refuse(im, "has more than the header's %u CPUs", m->n);
        if (read_cell(im, m, y, x++, word) != 0)
            return -1;
    }
    return x == m->n ? 0
                     : import_refuse(im, "has %u of the header's %u CPUs: give the whole matrix", x,
                                     m->n);
}

/* Both halves hold the same pairs; where they differ, a pair was measured twice. */
static int add_pairs(struct import *im, const struct matrix *m)
{
    for (unsigned y = 1; y < m->n; y++)
        for (unsigned x = 0; x < y; x++) {
            double below = m->ns[y * m->n + x], above = m->ns[x * m->n + y];
            if (import_pair(im, m->cpu[x], m->cpu[y], 0, above) != 0 ||
                (below != above && import_pair(im, m->cpu[x], m->cpu[y], 1, below) != 0))
                return -1;
        }
    return 0;
}

static int read_matrix(struct import *im, struct matrix *m)
{
    char *line;
    for (unsigned y = 0; y < m->n; y++)
        if (read_line(im, m, y) != 0)
            return -1;
    while ((line = import_line(im)))
        if (import_word(&line))
            return import_refuse(im, "stands behind the matrix: give one matrix");
    return add_pairs(im, m);
}

int import_c2clat(struct import *im)
{
    struct matrix *m = checked_alloc(1, sizeof *m);
    m->n = 0;
    int status = read_header(im, m);
    if (status == 0) {
        m->ns = checked_alloc((size_t)m->n * m->n, sizeof *m->ns);
        status = read_matrix(im, m);
        free(m->ns);
    }
    free(m);
    return status;
}
