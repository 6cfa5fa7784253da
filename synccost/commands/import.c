// SPDX-License-Identifier: MIT
// synccost import: files of other tools as reports that stand beside one's own.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "report/imports/import.h"
#include "report/model/facts.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/command.h"
#include "version.h"

static const char default_folder[] = "results/imported";

/* Text of a name or a path for a message. */
enum { SHOWN = 120 };

static void note(const char *path, const struct import_outcome *o)
{
    if (o->left_out)
        fprintf(stderr, "%.*s: %zu entries are left out: they are aggregates, or have no time\n",
                SHOWN, path, o->left_out);
    if (o->counters)
        fprintf(stderr,
                "%.*s: %zu figures are left out that a report has no place for, such as "
                "%s\n",
                SHOWN, path, o->counters, o->counter);
}

static int complain_of(const char *path, const struct import_outcome *o, const char *err)
{
    if (o->line)
        return complain("%.*s:%u: %s", SHOWN, path, o->line, err);
    return complain("%.*s: %s", SHOWN, path, err);
}

/* A report that was measured is never replaced by an import. 0, or 2 with a line on stderr. */
static int check_place(const char *file)
{
    struct report there;
    char err[SC_ERR];
    if (access(file, F_OK) != 0)
        return 0;
    report_init(&there);
    bool imported = report_read(&there, file, err) == 0 && report_imported(&there);
    report_free(&there);
    return imported ? 0
                    : complain("%.*s: is there and is no import: give another folder with --out",
                               SHOWN, file);
}

static int write_to(const struct report *r, const char *folder)
{
    char *file, err[SC_ERR];
    if (path_make(folder) != 0)
        return complain("%.*s: cannot make the folder (%s): give back the right to write there",
                        SHOWN, folder, strerror(errno));
    if (asprintf(&file, "%s/report.json", folder) < 0)
        abort();
    int status = check_place(file);
    if (status == 0 && report_write(r, file, err) != 0)
        status = complain("%.*s: %s", SHOWN, file, err);
    free(file);
    return status;
}

/* The folder of the report, the caller's to free: that of --out, or one by the machine's name below
 * it. */
static char *folder_of(const struct report *r, const struct options *o)
{
    char slug[80], *folder;
    const char *out = o->value[OPTION_import_out];
    report_fact(r, "machine.slug", slug, sizeof slug);
    if (out && o->n_operands == 1)
        folder = strdup(out);
    else if (asprintf(&folder, "%s/%s", out ? out : default_folder, slug) < 0)
        folder = NULL;
    if (!folder)
        abort();
    return folder;
}

static int save(const struct report *r, const char *path, const struct options *o)
{
    char *folder = folder_of(r, o);
    int status = write_to(r, folder);
    if (status == 0)
        printf("%s/report.json: %zu row%s from %s\n", folder, r->n_rows, r->n_rows == 1 ? "" : "s",
               path);
    free(folder);
    return status;
}

/* Two files of one name would share a folder. */
static int check_names(const struct report *read, int n, const struct options *o)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            char a[80], b[80];
            if (strcmp(report_fact(&read[i], "machine.slug", a, sizeof a),
                       report_fact(&read[k], "machine.slug", b, sizeof b)) == 0)
                return complain("%.*s: has the name of another file, %s: import it alone, with "
                                "--name",
                                SHOWN, o->operands[i], a);
        }
    return 0;
}

static int read_file(struct report *r, const char *path, const struct options *o)
{
    char now[32], err[SC_ERR];
    struct tm utc;
    time_t seconds = time(NULL);
    struct import_outcome outcome;
    gmtime_r(&seconds, &utc);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc);
    const struct import_request request = {.importer =
                                               importer_find(o->value[OPTION_import_format]),
                                           .path = path,
                                           .name = o->value[OPTION_import_name],
                                           .now = now,
                                           .version = SYNCCOST_VERSION};
    if (import_read(r, &request, &outcome, err) != 0)
        return complain_of(path, &outcome, err);
    note(path, &outcome);
    return 0;
}

/* All files are read before the first report is written. */
static int import_all(struct report *read, const struct options *o)
{
    int status = 0;
    for (int i = 0; status == 0 && i < o->n_operands; i++)
        status = read_file(&read[i], o->operands[i], o);
    if (status == 0)
        status = check_names(read, o->n_operands, o);
    for (int i = 0; status == 0 && i < o->n_operands; i++)
        status = save(&read[i], o->operands[i], o);
    return status;
}

int cmd_import(const struct options *o)
{
    if (!o->value[OPTION_import_format])
        return complain("--format: missing: give one of " IMPORTERS);
    if (o->value[OPTION_import_name] && o->n_operands > 1)
        return complain("--name: names the machine of one file: import the files one by one");
    struct report *read = calloc((size_t)o->n_operands, sizeof *read);
    if (!read)
        abort();
    for (int i = 0; i < o->n_operands; i++)
        report_init(&read[i]);
    int status = import_all(read, o);
    for (int i = 0; i < o->n_operands; i++)
        report_free(&read[i]);
    free(read);
    return status;
}
