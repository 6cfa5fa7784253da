// SPDX-License-Identifier: MIT
// Writes and removes folders of runs.
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "report/model/facts.h"
#include "report/submit/check.h"
#include "report/summary/summary.h"
#include "synccost/cli/paths.h"
#include "synccost/gallery/folder.h"
#include "synccost/run/child.h"

bool gallery_name(const struct report *r, char name[GALLERY_NAME])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const char *slug = json_string_value(report_member(r, "machine.slug"));
    char stamp[20];
    if (!slug || !*slug || slug[strspn(slug, letters)] || !submit_stamp(r, stamp))
        return false;
    return snprintf(name, GALLERY_NAME, "%s/%s", slug, stamp) < GALLERY_NAME;
}

static void write_summary(FILE *f, const void *report)
{
    summary_print(f, report);
}

int gallery_write(const struct report *r, const char *dir, struct chart_results *results,
                  char err[SC_ERR])
{
    char *report, *summary, *charts, why[SC_ERR];
    if (asprintf(&report, "%s/report.json", dir) < 0 ||
        asprintf(&summary, "%s/summary.txt", dir) < 0 || asprintf(&charts, "%s/charts", dir) < 0)
        abort();
    int status = report_write(r, report, err);
    if (status == 0)
        status = file_replace(summary, write_summary, r, err);
    if (status == 0)
        status = chart_write_data(&r, 1, charts, err);
    if (status == 0) {
        const struct chart_end end = {.deadline = INFINITY, .stop = &child_interrupted};
        char *scripts = path_of_shared("plots", "ladder.gp");
        chart_draw_until(charts, scripts, &end, results, why);
        free(scripts);
    }
    if (status == 0 && child_interrupted)
        status = child_say_interrupted(err);
    free(report);
    free(summary);
    free(charts);
    return status;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    (void)s;
    (void)kind;
    (void)at;
    return remove(path);
}

void gallery_remove(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
