// SPDX-License-Identifier: MIT
// synccost summary and synccost plot: what a report on disk says.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/summary/summary.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/commands/load.h"

int cmd_summary(const struct options *o)
{
    struct report r;
    int status = load_report(&r, o->operands[0]);
    if (status == 0 && o->value[OPTION_markdown])
        summary_markdown(stdout, &r, o->value[OPTION_all] != NULL);
    else if (status == 0 && o->value[OPTION_all])
        summary_print_all(stdout, &r);
    else if (status == 0)
        summary_print(stdout, &r);
    report_free(&r);
    return status;
}

static int plot_one(const char *path)
{
    struct report r;
    int status = load_report(&r, path);
    if (status == 0) {
        char *folder = report_folder(path);
        status = draw_charts(&r, folder, INFINITY);
        free(folder);
    }
    report_free(&r);
    return status;
}

int cmd_plot(const struct options *o)
{
    int status = 0;
    for (int i = 0; i < o->n_operands; i++) {
        int one = plot_one(o->operands[i]);
        status = status ? status : one;
    }
    return status;
}
