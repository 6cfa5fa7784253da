// SPDX-License-Identifier: MIT
// The folder of a site on disk, and the list in it of what the site put there.
#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "report/site/folder.h"

static const char mark[] = ".synccost-site", opening[] = "Made by synccost html.\n";

enum { MOST_BYTES = 64 << 20 };

static int fail(char err[SC_ERR], const char *what)
{
    snprintf(err, SC_ERR, "%s (%s): choose a folder you may write to", what, strerror(errno));
    return -1;
}

typedef void visit(json_t *context, const FTSENT *entry, const char *inside);

/* Calls each with all files and folders below dir, a folder after what is in it, by the path from
 * dir; that of a folder ends with a slash. Follows no link. 0, or -1 with err. */
static int walk(const char *dir, visit *each, json_t *context, char err[SC_ERR])
{
    char *roots[] = {strdup(dir), NULL}, path[PATH_MAX];
    FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
    free(roots[0]);
    if (!tree)
        return fail(err, "cannot read the folder");
    for (FTSENT *e; (e = fts_read(tree));) {
        const char *from = e->fts_path + strlen(dir);
        if (e->fts_level == 0 || e->fts_info == FTS_D)
            continue;
        snprintf(path, sizeof path, "%s%s", from + strspn(from, "/"),
                 e->fts_info == FTS_DP ? "/" : "");
        each(context, e, path);
    }
    int status = errno ? fail(err, "cannot read the folder") : 0;
    fts_close(tree);
    return status;
}

/* A folder in which something else lies cannot be removed, and stays. */
static void remove_listed(json_t *listed, const FTSENT *entry, const char *inside)
{
    if (json_object_get(listed, inside))
        remove(entry->fts_accpath);
}

static void note(json_t *found, const FTSENT *entry, const char *inside)
{
    const struct stat *st = entry->fts_statp;
    char state[80] = ""; /* another one for a file that was put in the place of another */
    if (entry->fts_info == FTS_F)
        snprintf(state, sizeof state, "%ju %jd.%09ld", (uintmax_t)st->st_ino,
                 (intmax_t)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
    if (entry->fts_info == FTS_F || entry->fts_info == FTS_DP)
        json_object_set_new_nocheck(found, inside,
                                    json_string(state)); /* any bytes may be a name */
}

static char *mark_of(const char *dir)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", dir, mark) < 0)
        abort();
    return path;
}

static void write_mark(FILE *f, const void *argument)
{
    json_t *listed = (json_t *)(uintptr_t)argument, *value;
    const char *path;
    fputs(opening, f);
    json_object_foreach (listed, path, value)
        fprintf(f, "%s\n", path);
}

static int put_mark(const char *dir, const json_t *listed, char err[SC_ERR])
{
    char *path = mark_of(dir);
    int status = file_replace(path, write_mark, listed, err);
    free(path);
    return status;
}

/* What the mark lists, as the keys of an object. NULL with err where it cannot be read. */
static json_t *read_mark(const char *dir, char err[SC_ERR])
{
    char *path = mark_of(dir), *text, *rest;
    size_t size;
    int status = file_read(path, NULL, MOST_BYTES, &text, &size, err);
    free(path);
    if (status != 0)
        return NULL;
    json_t *listed = json_object();
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        json_object_set_new_nocheck(listed, line, json_true());
    free(text);
    return listed;
}

/* Takes the earlier site away, where there is one. */
static int clear(const char *dir, const json_t *found, char err[SC_ERR])
{
    if (!json_object_size(found))
        return 0;
    if (!json_object_get(found, mark)) {
        snprintf(err, SC_ERR, "holds something else than a site of synccost: name a new folder");
        return -1;
    }
    json_t *listed = read_mark(dir, err);
    int status = listed ? walk(dir, remove_listed, listed, err) : -1;
    json_decref(listed);
    return status;
}

json_t *site_folder_open(const char *dir, char err[SC_ERR])
{
    json_t *found = json_object(), *left = json_object(), *none = json_object();
    int status = mkdir(dir, 0777) == 0 || errno == EEXIST ? 0 : fail(err, "cannot make the folder");
    if (status == 0)
        status = walk(dir, note, found, err);
    if (status == 0)
        status = clear(dir, found, err);
    if (status == 0)
        status = put_mark(dir, none, err);
    if (status == 0)
        status = walk(dir, note, left, err);
    json_decref(found);
    json_decref(none);
    if (status == 0)
        return left;
    json_decref(left);
    return NULL;
}

int site_folder_close(const char *dir, json_t *left, char err[SC_ERR])
{
    json_t *written = json_object(), *was;
    const char *path;
    int status = walk(dir, note, written, err);
    json_object_foreach (left, path, was)
        if (json_equal(was, json_object_get(written, path)))
            json_object_del(written, path);
    if (status == 0)
        status = put_mark(dir, written, err);
    json_decref(written);
    json_decref(left);
    return status;
}
