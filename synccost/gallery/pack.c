// SPDX-License-Identifier: MIT
// tar and a compressor as child processes, with nothing of the time, the user or the machine in
// what they write.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "synccost/gallery/pack.h"
#include "synccost/run/child.h"

static const double PATIENCE = 300; /* s for a child */

struct piece {
    const char *bytes;
    size_t size;
};

static bool ends(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

static bool is_gzip(const char *path)
{
    return ends(path, ".tar.gz") || ends(path, ".tgz");
}

bool pack_name_allowed(const char *path)
{
    return ends(path, ".tar.xz") || is_gzip(path);
}

static void write_piece(FILE *f, const void *argument)
{
    const struct piece *piece = argument;
    fwrite(piece->bytes, 1, piece->size, f);
}

/* What argv writes to stdout, in *result. 0, or -1 with err. */
static int run(char *const argv[], const char *program, size_t most, struct child_result *result,
               char err[SC_ERR])
{
    child_run(argv, PATIENCE, most, result);
    if (result->end == CHILD_EXITED && result->status == 0)
        return 0;
    if (result->end == CHILD_INTERRUPTED)
        child_say_interrupted(err);
    else
        snprintf(err, SC_ERR, "%s: %.120s: install tar and xz-utils, or look at the disk's space",
                 program,
                 result->end == CHILD_FLOODED ? "more data than a run has"
                 : *result->complaint         ? result->complaint
                                              : "did not end well");
    free(result->out);
    result->out = NULL;
    return -1;
}

static int compress(const char *tar, const char *path, char err[SC_ERR])
{
    struct child_result packed;
    char *xz[] = {"/usr/bin/env", "-u",  "XZ_OPT", "-u",        "XZ_DEFAULTS", "xz",
                  "-6",           "-T1", "-c",     (char *)tar, NULL},
         *gzip[] = {"/usr/bin/env", "-u", "GZIP", "gzip", "-9", "-n", "-c", (char *)tar, NULL};
    int status =
        run(is_gzip(path) ? gzip : xz, is_gzip(path) ? "gzip" : "xz", PACK_MOST, &packed, err);
    if (status != 0)
        return status;
    const struct piece piece = {packed.out, packed.out_length};
    status = file_replace(path, write_piece, &piece, err);
    free(packed.out);
    return status;
}

int pack_write(const char *dir, const char *name, const char *path, char err[SC_ERR])
{
    char *tar;
    struct child_result packed;
    if (asprintf(&tar, "%s/run.tar", dir) < 0)
        abort();
    char *argv[] = {"/usr/bin/env",
                    "-u",
                    "TAR_OPTIONS",
                    "LC_ALL=C",
                    "tar",
                    "--format=ustar",
                    "--sort=name",
                    "--mtime=@0",
                    "--owner=0",
                    "--group=0",
                    "--numeric-owner",
                    "--mode=u=rwX,go=rX",
                    "-C",
                    (char *)dir,
                    "-cf",
                    tar,
                    (char *)name,
                    NULL};
    int status = run(argv, "tar", 1 << 16, &packed, err);
    if (status == 0) {
        free(packed.out);
        status = compress(tar, path, err);
    }
    free(tar);
    return status;
}
