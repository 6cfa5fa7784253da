// SPDX-License-Identifier: MIT
// synccost run: measure, then summary and charts.
#include <stdio.h>
#include <stdlib.h>

#include "common/file.h"
#include "report/summary/summary.h"
#include "synccost/commands/command.h"
#include "synccost/commands/draw.h"
#include "synccost/run/child.h"
#include "synccost/run/forever.h"
#include "synccost/run/run.h"

static void write_summary(FILE *f, const void *report)
{
    summary_print(f, report);
}

/* The summary on stdout, and the same text beside the report. */
static int give_summary(const struct run *run)
{
    char *path = NULL, err[SC_ERR];
    summary_print(stdout, &run->report);
    if (asprintf(&path, "%s/summary.txt", run->dir) < 0)
        abort();
    int status = file_replace(path, write_summary, &run->report, err);
    if (status != 0)
        status = complain("%s: %s, then synccost summary prints it", path, err);
    free(path);
    return status;
}

static int report_results(const struct run *run, int measured)
{
    const double last_words = 0.25; /* s: to end what draws, and to say what is missing */
    int status = give_summary(run);
    run_end(run);
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

/* The name of an option that a run which goes on takes from its journal. NULL where none was
 * given. */
static const char *fixed_by_the_journal(const struct options *o)
{
    static const bool anew[OPTION_COUNT] = {[OPTION_resume] = true,
                                            [OPTION_benches] = true,
                                            [OPTION_timeout] = true,
                                            [OPTION_no_plot] = true};
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if (option_specs[i].commands & CMD_RUN && !anew[i] &&
            o->value[i] != option_specs[i].fallback)
            return option_specs[i].name;
    return NULL;
}

int cmd_run(const struct options *o)
{
    struct run run;
    char err[SC_ERR];
    const char *fixed = o->value[OPTION_resume] ? fixed_by_the_journal(o) : NULL;
    if (fixed)
        return complain("--resume: does not go with --%s: the run goes on with what it began with",
                        fixed);
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
            complain("%s: %s is kept: synccost run --resume %s finishes it", run.dir,
                     run.last_lost ? "what was measured, but for the last launch,"
                                   : "what was measured",
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
