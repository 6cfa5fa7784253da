// SPDX-License-Identifier: MIT
// synccost accept: an archive that somebody sent becomes a run of the gallery.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/candidate.h"
#include "synccost/commands/command.h"
#include "synccost/gallery/folder.h"
#include "synccost/gallery/pack.h"
#include "synccost/run/child.h"

struct received {
    char *text; /* its report.json */
    size_t size;
    char name[GALLERY_NAME]; /* <machine>/<run> */
};

static void write_text(FILE *f, const void *received)
{
    const struct received *r = received;
    fwrite(r->text, 1, r->size, f);
}

/* Puts the finished folder in its place, unless there is one by now. Exit status. */
static int move_in(const char *from, const char *results, const char *name)
{
    char *to;
    mode_t mask = umask(022);
    umask(mask);
    if (asprintf(&to, "%s/%s", results, name) < 0)
        abort();
    char *slash = strrchr(to, '/');
    *slash = '\0';
    bool made = path_make(to) == 0;
    *slash = '/';
    int status = 0;
    if (!made || chmod(from, 0777 & ~mask) != 0 ||
        renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0)
        status =
            complain("%s: cannot be made (%s): nothing is ever written over", to, strerror(errno));
    else
        printf("accepted: %s\n", to);
    free(to);
    return status;
}

/* What may stop a run here is what may stop it on the sender's side, and a name that is not the
 * report's. */
static void check_name(struct candidate *c, const struct received *r)
{
    char name[GALLERY_NAME];
    if (!gallery_name(&c->report, name) || strcmp(name, r->name) != 0)
        findings_add(&c->findings, FINDING_STOP, "folder", "ask for an archive of synccost submit",
                     "%s is not what the report is of", r->name);
}

/* Checks and writes everything anew from the report alone: of pictures that somebody sent, none is
 * kept. Exit status. */
static int take(const struct received *r, const char *dir, const char *results)
{
    struct candidate c;
    static struct chart_results charts; /* too large for a stack */
    char *report, *machine, err[SC_ERR];
    if (asprintf(&report, "%s/report.json", dir) < 0 ||
        asprintf(&machine, "%s/%.*s", results, (int)strcspn(r->name, "/"), r->name) < 0)
        abort();
    int status = file_replace(report, write_text, r, err);
    if (status == 0)
        status = candidate_read(&c, report, machine, err);
    if (status == 0) {
        check_name(&c, r);
        status = redact_report(&c.report, &c.privacy, err);
        findings_print(stdout, &c.findings);
        privacy_print(stdout, &c.privacy);
        size_t stops = findings_of(&c.findings, FINDING_STOP);
        if (status == 0 && !stops)
            status = gallery_write(&c.report, dir, &charts, err);
        candidate_free(&c);
        if (status == 0 && stops)
            printf("not accepted: %zu finding%s above\n", stops, stops == 1 ? "" : "s");
        status = status != 0 ? -1 : stops > 0;
    }
    free(report);
    free(machine);
    return status < 0 ? complain("report.json: %s", err) : status;
}

static int accept_into(const struct received *r, const char *results)
{
    char *dir;
    if (asprintf(&dir, "%s/.accept.XXXXXX", results) < 0)
        abort();
    int status;
    if (path_make(results) != 0 || !mkdtemp(dir)) {
        status = complain("%s: cannot be made (%s): choose a folder you may write to", dir,
                          strerror(errno));
    } else {
        status = take(r, dir, results);
        if (status == 0)
            status = move_in(dir, results, r->name);
        if (status != 0)
            gallery_remove(dir);
    }
    free(dir);
    return status;
}

int cmd_accept(const struct options *o)
{
    struct received r = {.text = NULL};
    const char *archive = o->operands[0], *results = o->value[OPTION_results];
    char *there, err[SC_ERR];
    child_catch_signals();
    if (pack_read(archive, &r.text, &r.size, r.name, sizeof r.name, err) != 0)
        return complain("%s: %s", archive, err);
    if (asprintf(&there, "%s/%s", results, r.name) < 0)
        abort();
    struct stat s;
    int status = lstat(there, &s) == 0
                     ? complain("%s: is there already: nothing is ever written over", there)
                     : accept_into(&r, results);
    free(there);
    free(r.text);
    return status;
}
