// SPDX-License-Identifier: MIT
// concurrency-hierarchy-bench's CSV: thread-ns of one addition by implementation and threads.
#include <string.h>

#include "report/imports/parts.h"

enum { TRIAL, CORES, IMPLEMENTATION, TIME, TOTAL, RUN_LENGTH, CELLS };
static const char header[] = "Trial,Cores,Implementation,Nanos/Op,Total,Rlen";

static int split(struct import *im, char *line, char *cell[CELLS])
{
    unsigned n = 0;
    for (char *next; (next = import_cell(&line)); n++)
        if (n < CELLS)
            cell[n] = next;
    return n == CELLS ? 0 : import_refuse(im, "has %u cells and not %d", n, CELLS);
}

/* A blank becomes a dash, as in names of rows. */
static struct row *find_row(struct import *im, const char *implementation, unsigned threads)
{
    char name[REPORT_NAME], subject[64];
    size_t n = strlen(implementation);
    if (n == 0 || n >= sizeof subject || strchr(implementation, '/')) {
        char shown[IMPORT_SHOWN];
        import_refuse(im, "'%s' is no implementation's name: give from 1 to 63 letters",
                      import_shown(implementation, shown));
        return NULL;
    }
    for (size_t i = 0; i <= n; i++)
        subject[i] = implementation[i] == ' ' ? '-' : implementation[i];
    snprintf(name, sizeof name, "concurrency-hierarchy/%s/add/threads:%u", subject, threads);
    struct row *row = import_row(im, name, true);
    if (row && !row->basis && !(row->basis = strdup("thread")))
        abort();
    if (row)
        row->threads = threads;
    return row;
}

static int read_cells(struct import *im, char *cell[CELLS])
{
    static const char *const counts[] = {[TRIAL] = "Trial", [CORES] = "Cores", [TOTAL] = "Total"};
    uint64_t n[CELLS] = {0};
    char shown[IMPORT_SHOWN];
    double unused;
    for (int i = TRIAL; i <= TOTAL; i++)
        if (i != IMPLEMENTATION && i != TIME &&
            !import_count(cell[i], i == TOTAL ? INT64_MAX : REPORT_THREADS, &n[i]))
            return import_refuse(im, "%s '%s' is no count", counts[i],
                                 import_shown(cell[i], shown));
    if (n[CORES] == 0)
        return import_refuse(im, "Cores is 0");
    struct sample s = import_no_sample();
    s.trial = (unsigned)n[TRIAL];
    s.iterations = n[TOTAL];
    if (!import_time(cell[TIME], 1, &s.value[METRIC_real_time]))
        return import_refuse(im, "Nanos/Op '%s' is no time in ns", import_shown(cell[TIME], shown));
    if (!import_time(cell[RUN_LENGTH], 1, &unused))
        return import_refuse(im, "Rlen '%s' is no number", import_shown(cell[RUN_LENGTH], shown));
    struct row *row = find_row(im, cell[IMPLEMENTATION], (unsigned)n[CORES]);
    if (!row)
        return -1;
    if (row->n_samples && row->samples[row->n_samples - 1].trial >= s.trial)
        return import_refuse(
            im, "trial %u of %s stands behind trial %u of the same: give each once", s.trial,
            import_shown(row->name, shown), row->samples[row->n_samples - 1].trial);
    return import_add(im, row, &s);
}

int import_concurrency_hierarchy(struct import *im)
{
    char *line = import_line(im), *cell[CELLS];
    if (!line || strcmp(line, header) != 0)
        return import_refuse(im, "is not the header '%s'", header);
    while ((line = import_line(im)))
        if (split(im, line, cell) != 0 || read_cells(im, cell) != 0)
            return -1;
    return 0;
}
