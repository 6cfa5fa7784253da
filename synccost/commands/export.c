// SPDX-License-Identifier: MIT
// synccost export: a report in another tool's format.
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "report/exports/export.h"
#include "synccost/commands/command.h"
#include "synccost/commands/load.h"

struct job {
    const struct exporter *exporter;
    struct export rows;
};

static void write_job(FILE *f, const void *argument)
{
    const struct job *job = argument;
    export_write(f, job->exporter, &job->rows);
}

/* A device or a pipe would be replaced by a file of that name. */
static int write_to(const struct job *job, const char *path)
{
    struct stat st;
    char err[SC_ERR];
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return complain("%s: is no plain file: leave --out away and redirect the output there",
                        path);
    return file_replace(path, write_job, job, err) == 0 ? 0 : complain("%s: %s", path, err);
}

/* What a reader of the file would otherwise not know. */
static void note(const struct export *e)
{
    size_t unmeasured = e->matched - e->n_rows;
    if (e->emulated)
        fprintf(stderr,
                "the report comes from an emulated machine: its times are no cost of anything\n");
    if (e->imported)
        fprintf(stderr, "the report is an import: another tool measured it\n");
    if (unmeasured)
        fprintf(stderr, "%zu row%s left out: failed or not measured\n", unmeasured,
                unmeasured == 1 ? "" : "s");
    if (e->disturbed_out)
        fprintf(stderr, "%zu trials are left out: they were disturbed\n", e->disturbed_out);
    if (e->far_out)
        fprintf(stderr, "%zu trials are left out: the CPUs were at another distance\n", e->far_out);
    if (e->untimed_out)
        fprintf(stderr,
                "%zu trials are left out: they have no cpu_time, which the format's readers need\n",
                e->untimed_out);
}

static int export_rows(struct job *job, const struct options *o)
{
    const char *report = o->operands[0], *filter = o->value[OPTION_filter],
               *path = o->value[OPTION_file];
    if (!job->rows.matched && filter)
        return complain("%s: no row matches '%.80s': see the names with synccost summary --all",
                        report, filter);
    if (!job->rows.n_rows && job->rows.untimed_out)
        return complain("%s: no row has a cpu_time, which the format's readers need: take another "
                        "format",
                        report);
    if (!job->rows.n_rows)
        return complain("%s: has no measured row to export: see synccost summary --all", report);
    note(&job->rows);
    if (path)
        return write_to(job, path);
    write_job(stdout, job);
    return 0;
}

int cmd_export(const struct options *o)
{
    struct report r;
    regex_t filter;
    const char *expression = o->value[OPTION_filter];
    if (!o->value[OPTION_format])
        return complain("--format: missing: give one of " EXPORTERS);
    int status = load_report(&r, o->operands[0]);
    if (status == 0 && expression && regcomp(&filter, expression, REG_EXTENDED | REG_NOSUB) != 0)
        status = complain("--filter: bad value '%.80s': give an extended regular expression",
                          expression);
    if (status == 0) {
        struct job job = {.exporter = exporter_find(o->value[OPTION_format])};
        export_select(&job.rows, &r, job.exporter, expression ? &filter : NULL);
        status = export_rows(&job, o);
        export_free(&job.rows);
        if (expression)
            regfree(&filter);
    }
    report_free(&r);
    return status;
}
