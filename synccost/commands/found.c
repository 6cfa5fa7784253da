// SPDX-License-Identifier: MIT
// Looks for report.json below folders.
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/alloc.h"
#include "synccost/cli/complain.h"
#include "synccost/commands/found.h"

static void add(struct found *f, const char *path)
{
    f->path = checked_grow(f->path, f->n, sizeof *f->path);
    f->path[f->n++] = checked_text(path);
}

static int by_path(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

/* A folder that holds reports and is none. */
static bool is_folder_of_reports(const char *path)
{
    struct stat s;
    char *inside = NULL;
    if (stat(path, &s) != 0 || !S_ISDIR(s.st_mode))
        return false;
    if (asprintf(&inside, "%s/report.json", path) < 0)
        abort();
    bool none = access(inside, F_OK) != 0;
    free(inside);
    return none;
}

static int look_below(struct found *f, char *folder)
{
    char *const roots[] = {folder, NULL};
    size_t before = f->n;
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_path);
    if (!tree)
        return complain("%s: %s: name another folder", folder, strerror(errno));
    for (FTSENT *e; (e = fts_read(tree));)
        if (e->fts_info == FTS_F && strcmp(e->fts_name, "report.json") == 0)
            add(f, e->fts_path);
    fts_close(tree);
    return f->n > before ? 0
                         : complain("%s: no report.json in it or below: name the folder of a "
                                    "machine in results/",
                                    folder);
}

int find_reports(struct found *f, char *const *operands, int n)
{
    int status = 0;
    *f = (struct found){0};
    for (int i = 0; i < n && status == 0; i++) {
        if (is_folder_of_reports(operands[i]))
            status = look_below(f, operands[i]);
        else
            add(f, operands[i]);
    }
    return status;
}

void found_free(struct found *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->path[i]);
    free(f->path);
    *f = (struct found){0};
}
