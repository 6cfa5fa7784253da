// SPDX-License-Identifier: MIT
// synccost submit: is a run fit for the gallery, and the archive to send.
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "synccost/cli/paths.h"
#include "synccost/commands/candidate.h"
#include "synccost/commands/command.h"
#include "synccost/gallery/folder.h"
#include "synccost/gallery/pack.h"
#include "synccost/machine/identity.h"
#include "synccost/run/child.h"

static void add_private(enum identity_kind kind, const char *text, void *privacy)
{
    static const enum private_kind kinds[] = {
        [IDENTITY_HOST] = PRIVATE_HOST,
        [IDENTITY_USER] = PRIVATE_USER,
        [IDENTITY_PATH] = PRIVATE_PATH,
        [IDENTITY_SERIAL] = PRIVATE_SERIAL,
    };
    privacy_add(privacy, kinds[kind], text);
}

/* nftw has no argument of its own. */
static const struct privacy *scanned_for;
static char *leak;

static int scan_file(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    char *bytes, err[SC_ERR];
    size_t size;
    (void)s;
    if (kind != FTW_F)
        return 0;
    if (file_read(path, NULL, PACK_UNPACKED, &bytes, &size, err) != 0)
        return -1;
    const struct private_word *word = privacy_found(scanned_for, bytes, size);
    free(bytes);
    if (word && asprintf(&leak, "%s: a %s", path + at->base, private_kind_name(word->kind)) < 0)
        abort();
    return word != NULL;
}

/* Looks for private words in every file that is to be sent. What charts show of a report without
 * them cannot hold any: this is the second lock on the door. 0, or -1 with err. */
static int scan(const char *dir, const struct privacy *p, char err[SC_ERR])
{
    scanned_for = p;
    leak = NULL;
    int status = nftw(dir, scan_file, 16, FTW_PHYS);
    if (status != 0)
        snprintf(err, SC_ERR, "%s: is still in what would be sent: report this as a fault",
                 leak ? leak : "a file cannot be read, so that a private string");
    free(leak);
    return status == 0 ? 0 : -1;
}

static void note_charts(struct candidate *c, const struct chart_results *charts)
{
    size_t drawn = 0;
    const char *reason = "";
    for (size_t i = 0; i < charts->n; i++) {
        drawn += charts->chart[i].drawn;
        if (!drawn && strstr(charts->chart[i].reason, "gnuplot"))
            reason = charts->chart[i].reason;
    }
    if (drawn)
        findings_add(&c->findings, FINDING_FINE, "charts", "", "%zu drawn", drawn);
    else
        findings_add(&c->findings, FINDING_LABEL, "charts", "the gallery draws them",
                     "none drawn%s%s", *reason ? ": " : "", reason);
}

/* Writes the candidate below dir and packs it. Exit status. */
static int pack_candidate(struct candidate *c, const char *dir, const char *name,
                          const char *archive)
{
    char *run, err[SC_ERR];
    static struct chart_results charts; /* too large for a stack */
    if (asprintf(&run, "%s/%s", dir, name) < 0)
        abort();
    int status = path_make(run);
    if (status != 0)
        snprintf(err, SC_ERR, "%s", strerror(errno));
    if (status == 0)
        status = gallery_write(&c->report, run, &charts, err);
    if (status == 0) {
        note_charts(c, &charts);
        status = scan(run, &c->privacy, err);
    }
    free(run);
    if (status == 0) {
        char machine[GALLERY_NAME];
        snprintf(machine, sizeof machine, "%.*s", (int)strcspn(name, "/"), name);
        status = pack_write(dir, machine, archive, err);
    }
    return status == 0 ? 0 : complain("%s: %s", archive, err);
}

static int make_archive(struct candidate *c, const char *name, const char *archive)
{
    char *dir;
    const char *temporary = getenv("TMPDIR");
    if (asprintf(&dir, "%s/synccost.XXXXXX", temporary && *temporary ? temporary : "/tmp") < 0)
        abort();
    int status;
    if (!mkdtemp(dir)) {
        status = complain("%s: cannot be made (%s): set TMPDIR to a folder you may write to", dir,
                          strerror(errno));
    } else {
        status = pack_candidate(c, dir, name, archive);
        gallery_remove(dir);
    }
    free(dir);
    return status;
}

static int say(const struct candidate *c, const char *archive)
{
    struct stat s;
    size_t stops = findings_of(&c->findings, FINDING_STOP);
    findings_print(stdout, &c->findings);
    privacy_print(stdout, &c->privacy);
    if (stops) {
        printf("not to be sent: %zu finding%s above\n", stops, stops == 1 ? "" : "s");
        return 1;
    }
    long long kib = stat(archive, &s) == 0 ? ((long long)s.st_size + 1023) / 1024 : 0;
    printf("archive: %s (%lld KiB): send it as results/SUBMIT.md says\n", archive, kib);
    return 0;
}

/* The archive's path: as given, or by machine and time. NULL where it has a wrong end. */
static char *archive_path(const struct options *o, const char *name)
{
    const char *given = o->value[OPTION_archive];
    char *path;
    if (given && !pack_name_allowed(given))
        return NULL;
    if (asprintf(&path, given ? "%s" : "synccost-%s.tar.xz", given ? given : name) < 0)
        abort();
    if (!given)
        *strchr(path, '/') = '-';
    return path;
}

int cmd_submit(const struct options *o)
{
    struct candidate c;
    char name[GALLERY_NAME], err[SC_ERR];
    child_catch_signals();
    if (candidate_read(&c, o->operands[0], NULL, err) != 0)
        return complain("%s: %s", o->operands[0], err);
    bool stops = findings_of(&c.findings, FINDING_STOP) > 0;
    int status = 0;
    identity_each(add_private, &c.privacy);
    if (!stops && !gallery_name(&c.report, name))
        status = complain("%s: says neither machine nor time: measure anew", o->operands[0]);
    char *archive = status == 0 && !stops ? archive_path(o, name) : NULL;
    if (status == 0 && !stops && !archive)
        status = complain("--out: bad value '%.80s': give a name that ends with .tar.xz or .tar.gz",
                          o->value[OPTION_archive]);
    if (status == 0 && redact_report(&c.report, &c.privacy, err) != 0)
        status = complain("%s: %s", o->operands[0], err);
    if (status == 0 && !stops)
        status = make_archive(&c, name, archive);
    if (status == 0)
        status = say(&c, archive);
    free(archive);
    candidate_free(&c);
    return status;
}
