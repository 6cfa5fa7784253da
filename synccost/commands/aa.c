// SPDX-License-Identifier: MIT
// synccost aa: one build run again and again: by how much this machine differs from itself.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/aa/aa.h"
#include "report/noise/noise.h"
#include "synccost/commands/command.h"
#include "synccost/machine/context.h"
#include "synccost/run/child.h"
#include "synccost/run/run.h"

struct repeats {
    struct report *run;
    unsigned n, wanted;
    char *dir; /* of the runs' folders */
};

/* One more run of the suite. 0; 1 when rows failed or it was interrupted; -1 with err. */
static int repeat(struct repeats *r, const struct options *given, char err[SC_ERR])
{
    struct options o = *given;
    struct run run;
    char *dir = NULL;
    if (asprintf(&dir, "%s/run-%u", r->dir, r->n + 1) < 0)
        abort();
    o.value[OPTION_out] = dir;
    o.value[OPTION_seed] = NULL; /* each run its own order and places */
    fprintf(stderr, "run %u of %u: %s\n", r->n + 1, r->wanted, dir);
    int status = run_prepare(&run, &o, err);
    if (status == 0)
        status = run_measure(&run, err);
    run_end(&run);
    if (status >= 0 && !child_interrupted) {
        r->run[r->n++] = run.report;
        report_init(&run.report);
    }
    run_free(&run);
    free(dir);
    return status;
}

/* The noise.json that comparisons of this machine's reports look for: in the parent of the runs'
 * folder; in that folder where --out names it. */
static char *noise_path(const struct repeats *r, const struct options *o)
{
    char *path = NULL, *slash = strrchr(r->dir, '/');
    int length = o->value[OPTION_out] || !slash ? (int)strlen(r->dir) : (int)(slash - r->dir);
    if (asprintf(&path, "%.*s/noise.json", length, r->dir) < 0)
        abort();
    return path;
}

static int conclude(const struct repeats *r, const struct options *o)
{
    struct noise noise;
    char err[SC_ERR], made[32];
    utc_now(made);
    if (noise_from_reports(r->run, r->n, made, &noise, err) != 0)
        return complain("aa: %s", err);
    char *path = noise_path(r, o);
    int status = noise_write(&noise, path, err);
    noise_print(stdout, &noise);
    if (status != 0)
        status = complain("%s: %s", path, err);
    else
        printf("\nnoise thresholds: %s\n", path);
    free(path);
    noise_free(&noise);
    return status;
}

static int measure(struct repeats *r, const struct options *o)
{
    char err[SC_ERR];
    int worst = 0;
    while (r->n < r->wanted && !child_interrupted) {
        int status = repeat(r, o, err);
        if (status < 0)
            return complain("%s", err);
        worst = status > worst ? status : worst;
    }
    if (child_interrupted && r->n < NOISE_RUNS)
        return complain("interrupted: %u whole runs are too few to conclude from: run it again",
                        r->n);
    int status = conclude(r, o);
    return status ? status : worst;
}

int cmd_aa(const struct options *o)
{
    struct repeats r = {.wanted = (unsigned)option_number(o, OPTION_runs, 0)};
    char err[SC_ERR];
    if (r.wanted < NOISE_RUNS)
        return complain("--runs: %u are too few: give %d or more", r.wanted, NOISE_RUNS);
    json_t *context = context_of_machine(o->value[OPTION_name], err);
    if (!context)
        return complain("%s", err);
    r.dir = run_dir(o, context, "aa-");
    json_decref(context);
    r.run = calloc(r.wanted, sizeof *r.run);
    if (!r.dir || !r.run)
        abort();
    child_catch_signals();
    int status = measure(&r, o);
    for (unsigned i = 0; i < r.n; i++)
        report_free(&r.run[i]);
    free(r.run);
    free(r.dir);
    return status;
}
