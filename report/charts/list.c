// SPDX-License-Identifier: MIT
// The list of charts, and which of them lie in a folder.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/charts/list.h"

const struct chart_kind chart_kinds[] = {
    {"ladder", "ladder.gp", CHART_OF_REPORT, chart_write_ladder, false},
    {"edges", "edges.gp", CHART_OF_REPORT, chart_write_edges, false},
    {"latency", "latency.gp", CHART_OF_REPORT, chart_write_latency, false},
    {"scaling", "scaling.gp", CHART_OF_FAMILY, chart_write_scaling, true},
    {"costs", "costs.gp", CHART_OF_UNSCALED, chart_write_costs, false},
    {"read-share", "read-share.gp", CHART_OF_REPORT, chart_write_read_share, true},
    {"false-sharing", "false-sharing.gp", CHART_OF_REPORT, chart_write_false_sharing, false},
    {"stride", "stride.gp", CHART_OF_REPORT, chart_write_stride, true},
    {"critical-section", "critical-section.gp", CHART_OF_REPORT, chart_write_critical_section,
     true},
    {"dimension", "dimension.gp", CHART_OF_DIMENSION, chart_write_dimension, false},
    {"core-to-core", "core-to-core.gp", CHART_OF_REPORT, chart_write_core_to_core, false},
    {"coherence", "coherence.gp", CHART_OF_REPORT, chart_write_coherence, false},
    {"fairness", "fairness.gp", CHART_OF_REPORT, chart_write_fairness, false},
    {"transfers", "transfers.gp", CHART_OF_REPORT, chart_write_transfers, false},
    {"bouncing", "bouncing.gp", CHART_OF_FAMILY, chart_write_bouncing, false},
    {"compare", "compare.gp", CHART_OF_COMPARISON, chart_write_compare, false},
    {"machines", "machines.gp", CHART_OF_ROW, chart_write_machines, false},
    {"history", "history.gp", CHART_OF_SERIES, chart_write_history, false},
    {NULL, NULL, CHART_OF_REPORT, NULL, false},
};

bool chart_is_of_each(const struct chart_kind *kind)
{
    return kind->of == CHART_OF_FAMILY || kind->of == CHART_OF_UNSCALED ||
           kind->of == CHART_OF_ROW || kind->of == CHART_OF_DIMENSION ||
           kind->of == CHART_OF_SERIES;
}

void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending)
{
    snprintf(path, size, "%s/%s%s", dir, name, ending);
}

/* Splits "scaling-mutex.dat" of a kind by family or row into the chart's name and which one it is
 * of. False where the file is none of the kind's, or has another ending, or is not named as
 * chart_row_slug names. */
static bool parse(const char *file, const struct chart_kind *kind, const char *ending,
                  struct chart_file *chart)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t prefix = strlen(kind->name), length = strlen(file);
    if (strncmp(file, kind->name, prefix) != 0 || file[prefix] != '-')
        return false;
    size_t which = strspn(file + prefix + 1, letters);
    if (which == 0 || strcmp(file + prefix + 1 + which, ending) != 0 ||
        length - strlen(ending) >= CHART_NAME)
        return false;
    chart->kind = kind;
    snprintf(chart->name, sizeof chart->name, "%.*s", (int)(length - strlen(ending)), file);
    snprintf(chart->which, sizeof chart->which, "%.*s", (int)which, file + prefix + 1);
    return true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct chart_file *)left)->name,
                  ((const struct chart_file *)right)->name);
}

static size_t list_each(const char *dir, const struct chart_kind *kind, const char *ending,
                        struct chart_file *list, size_t most)
{
    DIR *d = opendir(dir);
    size_t n = 0;
    for (struct dirent *e; d && n < most && (e = readdir(d));)
        n += parse(e->d_name, kind, ending, &list[n]);
    if (d)
        closedir(d);
    qsort(list, n, sizeof *list, by_name);
    return n;
}

size_t chart_list(const char *dir, const char *ending, struct chart_file list[CHART_MOST])
{
    size_t n = 0;
    for (const struct chart_kind *kind = chart_kinds; kind->name && n < CHART_MOST; kind++) {
        char path[CHART_PATH];
        if (chart_is_of_each(kind)) {
            n += list_each(dir, kind, ending, list + n, CHART_MOST - n);
            continue;
        }
        chart_path(path, sizeof path, dir, kind->name, ending);
        if (access(path, F_OK) != 0)
            continue;
        list[n] = (struct chart_file){.kind = kind};
        snprintf(list[n++].name, sizeof list->name, "%s", kind->name);
    }
    return n;
}
