// SPDX-License-Identifier: MIT
// synccost run: measure, then summary and charts.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/summary/summary.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/run/child.h"
#include "synccost/run/forever.h"
#include "synccost/run/run.h"

/* The summary on stdout, and the same text beside the report. */
static int give_summary(const struct run *run)
{
    char *path = NULL;
    summary_print(stdout, &run->report);
    if (asprintf(&path, "%s/summary.txt", run->dir) < 0)
        return 2;
    FILE *f = fopen(path, "we");
    int status = 0;
    if (f)
        summary_print(f, &run->report);
    if (!f || fclose(f) != 0)
        status = complain("%s: cannot be written (%s): free some space, then synccost summary",
                          path, strerror(errno));
    free(path);
    return status;
}

static int report_results(const struct run *run, int measured)
{
    const double last_words = 0.25; /* s: to end what draws, and to say what is missing */
    int status = give_summary(run);
    printf("\nreport: %s/report.json\n", run->dir);
    if (!run->no_plot && !child_interrupted) {
        int drawn = draw_charts(&run->report, run->dir, run->promised - last_words);
        status = status ? status : drawn;
    }
    return status ? status : measured;
}

/* Says what is missing after an interruption, if anything is. Exit status. */
static int say_interrupted(const struct run *run, int status)
{
    if (!run->complete)
        complain("interrupted: synccost run --resume %s finishes it", run->dir);
    else if (!run->no_plot)
        complain("interrupted: the report is complete, and synccost plot %s draws its charts",
                 run->dir);
    else
        return status;
    return status ? status : 1;
}

int cmd_run(const struct options *o)
{
    struct run run;
    char err[SC_ERR];
    if (o->value[OPTION_resume] && o->value[OPTION_out])
        return complain("--resume: does not go with --out: the run goes on in its own folder");
    if (!o->value[OPTION_row] != !o->value[OPTION_forever])
        return complain(
            "--row and --forever: go together only: to measure some rows take --filter");
    if (o->value[OPTION_forever])
        return run_forever(o);
    child_catch_signals();
    if (run_prepare(&run, o, err) != 0) {
        run_free(&run);
        return complain("%s", err);
    }
    int measured = run_measure(&run, err), status = 2;
    if (measured < 0) {
        complain("%s", err);
        if (run.journal >= 0)
            complain("%s: what was measured is kept: synccost run --resume %s finishes it", run.dir,
                     run.dir);
    } else {
        if (!child_interrupted)
            child_let_signals();
        status = report_results(&run, measured);
        if (child_interrupted)
            status = say_interrupted(&run, status);
    }
    run_free(&run);
    return status;
}
