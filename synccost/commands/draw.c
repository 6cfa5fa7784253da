// SPDX-License-Identifier: MIT
// Charts beside a report: data files first, then gnuplot on them.
#include <errno.h>
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
        if (chart->drawn || !chart->reason[0])
            continue;
        printf("  no %s", chart->name);
        while (i + 1 < results->n && strcmp(results->chart[i + 1].reason, chart->reason) == 0)
            printf(", %s", results->chart[++i].name);
        printf(" chart: %s\n", chart->reason);
    }
}

static int draw_in(const struct report *const *reports, size_t n, const char *charts)
{
    char err[SC_ERR];
    struct chart_results results = {.n = 0};
    if (path_make(charts) != 0)
        return complain("%s: cannot make the folder (%s): give back the right to write there",
                        charts, strerror(errno));
    if (chart_write_data(reports, n, charts, err) != 0)
        return complain("%s: %s", charts, err);
    char *scripts = path_of_plots();
    int status = chart_draw(charts, scripts, &results, err);
    free(scripts);
    unsigned drawn = 0;
    for (size_t i = 0; i < results.n; i++)
        drawn += results.chart[i].drawn;
    if (drawn)
        printf("charts: %s/ (%u as SVG and PNG)\n", charts, drawn);
    print_reasons(&results);
    return status == 0 ? 0 : complain("%s: %s", charts, err);
}

int draw_charts(const struct report *const *reports, size_t n, const char *dir)
{
    char *charts = NULL;
    if (asprintf(&charts, "%s/charts", dir) < 0)
        return 2;
    fflush(stdout);
    int status = draw_in(reports, n, charts);
    free(charts);
    return status;
}
