// SPDX-License-Identifier: MIT
// The list of charts, and which of them lie in a folder.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/charts/list.h"

const struct chart_kind chart_kinds[] = {
    {"ladder", "ladder.gp", false, chart_write_ladder},
    {"edges", "edges.gp", false, chart_write_edges},
    {"latency", "latency.gp", false, chart_write_latency},
    {"scaling", "scaling.gp", true, chart_write_scaling},
    {"read-share", "read-share.gp", false, chart_write_read_share},
    {"false-sharing", "false-sharing.gp", false, chart_write_false_sharing},
    {"stride", "stride.gp", false, chart_write_stride},
    {"critical-section", "critical-section.gp", false, chart_write_critical_section},
    {"core-to-core", "core-to-core.gp", false, chart_write_core_to_core},
    {"fairness", "fairness.gp", false, chart_write_fairness},
    {"transfers", "transfers.gp", false, chart_write_transfers},
    {"bouncing", "bouncing.gp", true, chart_write_bouncing},
    {"compare", "compare.gp", false, chart_write_compare},
    {NULL, NULL, false, NULL},
};

void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending)
{
    snprintf(path, size, "%s/%s%s", dir, name, ending);
}

/* Splits "scaling-mutex.dat" of a kind by family into the chart's name and the family. False where
 * the file is none of the kind's, or has another ending, or is not named as chart_slug names. */
static bool parse(const char *file, const struct chart_kind *kind, const char *ending,
                  struct chart_file *chart)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t prefix = strlen(kind->name), length = strlen(file);
    if (strncmp(file, kind->name, prefix) != 0 || file[prefix] != '-')
        return false;
    size_t family = strspn(file + prefix + 1, letters);
    if (family == 0 || strcmp(file + prefix + 1 + family, ending) != 0 ||
        length - strlen(ending) >= CHART_NAME)
        return false;
    chart->kind = kind;
    snprintf(chart->name, sizeof chart->name, "%.*s", (int)(length - strlen(ending)), file);
    snprintf(chart->family, sizeof chart->family, "%.*s", (int)family, file + prefix + 1);
    return true;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct chart_file *)left)->name,
                  ((const struct chart_file *)right)->name);
}

static size_t list_by_family(const char *dir, const struct chart_kind *kind, const char *ending,
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
        if (kind->by_family) {
            n += list_by_family(dir, kind, ending, list + n, CHART_MOST - n);
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
