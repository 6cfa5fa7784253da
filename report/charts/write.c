// SPDX-License-Identifier: MIT
// The list of charts, and the writing of their data files.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/charts/chart.h"
#include "report/charts/data.h"
#include "report/charts/list.h"

const struct chart_kind chart_kinds[CHART_COUNT] = {
    {"ladder", "ladder.gp", NULL, chart_write_ladder},
    {"scaling-atomic", "scaling.gp", "atomic", chart_write_scaling},
    {"scaling-mutex", "scaling.gp", "mutex", chart_write_scaling},
    {"scaling-rwmutex", "scaling.gp", "rwmutex", chart_write_scaling},
    {"scaling-channel", "scaling.gp", "channel", chart_write_scaling},
    {"scaling-counter", "scaling.gp", "counter", chart_write_scaling},
    {"read-share", "read-share.gp", NULL, chart_write_read_share},
    {"false-sharing", "false-sharing.gp", NULL, chart_write_false_sharing},
    {"stride", "stride.gp", NULL, chart_write_stride},
    {"critical-section", "critical-section.gp", NULL, chart_write_critical_section},
    {"core-to-core", "core-to-core.gp", NULL, chart_write_core_to_core},
    {"fairness", "fairness.gp", NULL, chart_write_fairness},
    {"transfers", "transfers.gp", NULL, chart_write_transfers},
    {"bouncing-atomic", "bouncing.gp", "atomic", chart_write_bouncing},
    {"bouncing-mutex", "bouncing.gp", "mutex", chart_write_bouncing},
    {"bouncing-counter", "bouncing.gp", "counter", chart_write_bouncing},
    {"compare", "compare.gp", NULL, chart_write_compare},
};

void chart_path(char *path, size_t size, const char *dir, const char *name, const char *ending)
{
    snprintf(path, size, "%s/%s%s", dir, name, ending);
}

static void remove_file(const char *dir, const char *name, const char *ending)
{
    char path[CHART_PATH];
    chart_path(path, sizeof path, dir, name, ending);
    unlink(path);
}

/* Opens DIR/NAME.ending for writing; NULL with err. */
static FILE *create(const char *dir, const char *name, const char *ending, char err[SC_ERR])
{
    char path[CHART_PATH];
    chart_path(path, sizeof path, dir, name, ending);
    FILE *f = fopen(path, "we");
    if (!f)
        snprintf(err, SC_ERR, "cannot write %s%s: %s", name, ending, strerror(errno));
    return f;
}

/* Closes f: 0, or -1 with err where anything written to it was lost. */
static int finish(FILE *f, const char *name, const char *ending, char err[SC_ERR])
{
    bool lost = ferror(f) != 0;
    errno = 0;
    if (fclose(f) == 0 && !lost)
        return 0;
    snprintf(err, SC_ERR, "cannot write %s%s: %s", name, ending,
             errno ? strerror(errno) : "the disk may be full");
    return -1;
}

static int write_csv(const struct report *r, const char *dir, char err[SC_ERR])
{
    FILE *f = create(dir, "core-to-core", ".csv", err);
    if (!f)
        return -1;
    size_t pairs = chart_write_pairs_csv(f, r);
    if (finish(f, "core-to-core", ".csv", err))
        return -1;
    if (pairs == 0)
        remove_file(dir, "core-to-core", ".csv");
    return 0;
}

int chart_write_data(const struct report *const *reports, size_t n, const char *dir,
                     char err[SC_ERR])
{
    if (n == 0) {
        snprintf(err, SC_ERR, "no report to draw");
        return -1;
    }
    if (strlen(dir) + 64 > CHART_PATH) {
        snprintf(err, SC_ERR, "the chart folder's name is too long");
        return -1;
    }
    if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
        snprintf(err, SC_ERR, "cannot make the chart folder: %s", strerror(errno));
        return -1;
    }
    for (size_t i = 0; i < CHART_COUNT; i++) {
        const struct chart_kind *kind = &chart_kinds[i];
        static const char *const endings[] = {".dat", ".svg", ".png"};
        for (int k = 0; k < 3; k++)
            remove_file(dir, kind->name, endings[k]);
        if ((kind->write == chart_write_compare) != (n > 1))
            continue;
        FILE *f = create(dir, kind->name, ".dat", err);
        if (!f)
            return -1;
        kind->write(f, &(struct chart_input){reports, n, kind->argument});
        if (finish(f, kind->name, ".dat", err))
            return -1;
    }
    remove_file(dir, "core-to-core", ".csv");
    return n == 1 ? write_csv(reports[0], dir, err) : 0;
}
