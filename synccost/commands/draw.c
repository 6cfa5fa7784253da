// SPDX-License-Identifier: MIT
// Charts beside a report: data files first, then gnuplot on them.
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/charts/chart.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"

/* One line for the charts next to each other that lack the same. */
static void print_reasons(const struct chart_results *results)
{
    for (size_t i = 0; i < results->n; i++) {
        const struct chart_result *chart = &results->chart[i];
        if (chart->drawn || chart->late || !chart->reason[0])
            continue;
        printf("  no %s", chart->name);
        while (i + 1 < results->n && strcmp(results->chart[i + 1].reason, chart->reason) == 0)
            printf(", %s", results->chart[++i].name);
        printf(" chart: %s\n", chart->reason);
    }
}

/* Makes the folder for the charts below dir, in *charts (the caller's to free). Exit status. */
static int make_folder(const char *dir, char **charts)
{
    if (asprintf(charts, "%s/charts", dir) < 0)
        abort();
    fflush(stdout);
    return path_make(*charts) == 0
               ? 0
               : complain("%s: cannot make the folder (%s): give back the right to write there",
                          *charts, strerror(errno));
}

/* Names the charts for which no time was left. */
static void say_late(const struct chart_results *results, const char *dir)
{
    char names[CHART_MOST * (CHART_NAME + 2)] = "";
    size_t used = 0;
    for (size_t i = 0; i < results->n; i++)
        if (results->chart[i].late)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "",
                                     results->chart[i].name);
    complain("no time was left to draw these charts: %s: synccost plot %s draws them", names, dir);
}

/* Draws what the data files in charts, a folder in dir, hold. Exit status: 1 where some charts were
 * lost or no time was left for them, 2 where all were lost otherwise. */
static int draw_in(const char *charts, const char *dir, double deadline)
{
    char err[SC_ERR];
    struct chart_results results = {.n = 0};
    const struct chart_end end = {.deadline = deadline};
    char *scripts = path_of_shared("plots", "ladder.gp");
    int status = chart_draw_until(charts, scripts, &end, &results, err);
    free(scripts);
    unsigned drawn = 0, failed = 0, late = 0;
    for (size_t i = 0; i < results.n; i++) {
        drawn += results.chart[i].drawn;
        failed += results.chart[i].lost && !results.chart[i].late;
        late += results.chart[i].late;
    }
    if (drawn)
        printf("charts: %s/ (%u as SVG and PNG)\n", charts, drawn);
    print_reasons(&results);
    fflush(stdout);
    if (status != 0 && drawn + late == 0)
        return complain("%s: %s", charts, err);
    if (failed)
        complain("%s: %u of %u charts could not be drawn (%s): the report is complete, and "
                 "synccost plot draws its charts again",
                 charts, failed, failed + late + drawn, err);
    if (late)
        say_late(&results, dir);
    return status != 0;
}

static int draw_reports(const struct report *const *reports, size_t n, const char *dir,
                        double deadline)
{
    char *charts, err[SC_ERR];
    int status = make_folder(dir, &charts);
    if (status == 0)
        status = chart_write_data(reports, n, charts, err) == 0 ? draw_in(charts, dir, deadline)
                                                                : complain("%s: %s", charts, err);
    free(charts);
    return status;
}

int draw_many(const struct report *const *reports, size_t n, const char *dir)
{
    return draw_reports(reports, n, dir, INFINITY);
}

int draw_charts(const struct report *r, const char *dir, double deadline)
{
    return draw_reports(&r, 1, dir, deadline);
}

int draw_comparison(const struct report *base, const struct report *next,
                    const struct chart_finding *findings, size_t n, const char *dir)
{
    char *charts, err[SC_ERR];
    int status = make_folder(dir, &charts);
    if (status == 0)
        status = chart_write_comparison(base, next, findings, n, charts, err) == 0
                     ? draw_in(charts, dir, INFINITY)
                     : complain("%s: %s", charts, err);
    free(charts);
    return status;
}

int draw_history(const struct chart_series *series, size_t n, const char *dir)
{
    char *charts, err[SC_ERR], (*names)[CHART_NAME] = calloc(n ? n : 1, sizeof *names);
    if (!names)
        abort();
    int status = make_folder(dir, &charts);
    if (status == 0)
        status = chart_write_series(series, n, charts, names, err) == 0
                     ? draw_in(charts, dir, INFINITY)
                     : complain("%s: %s", charts, err);
    free(charts);
    free(names);
    return status;
}
