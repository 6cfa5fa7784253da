// SPDX-License-Identifier: MIT
// The folder of a site on disk.
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "report/site/folder.h"

/* A file that says that the folder is a site's, and may be emptied. */
static const char mark[] = ".synccost-site", mark_text[] = "Made by synccost html.\n";

enum { MOST_BYTES = 256 << 20, OPEN_FOLDERS = 16 };

struct text {
    const char *bytes;
    size_t size;
};

static void write_text(FILE *f, const void *argument)
{
    const struct text *text = argument;
    fwrite(text->bytes, 1, text->size, f);
}

static int fail(char err[SC_ERR], const char *what)
{
    snprintf(err, SC_ERR, "%s (%s): choose a folder you may write to", what, strerror(errno));
    return -1;
}

static char *inside_of(const char *dir, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", dir, name) < 0)
        abort();
    return path;
}

static bool is_there(const char *dir, const char *name)
{
    char *path = inside_of(dir, name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* -1 where dir cannot be read. */
static int entries(const char *dir)
{
    DIR *d = opendir(dir);
    int n = 0;
    if (!d)
        return -1;
    for (struct dirent *e; (e = readdir(d));)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(d);
    return n;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_all(const char *dir, const char *name)
{
    char *path = inside_of(dir, name);
    nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    free(path);
}

static int put_mark(const char *dir, char err[SC_ERR])
{
    char *path = inside_of(dir, mark);
    int status =
        file_replace(path, write_text, &(struct text){mark_text, sizeof mark_text - 1}, err);
    free(path);
    return status;
}

int site_folder_open(const char *dir, char err[SC_ERR])
{
    static const char *const pages[] = {"m", "compare", "plots"};
    if (mkdir(dir, 0777) != 0 && errno != EEXIST)
        return fail(err, "cannot make the folder");
    int n = entries(dir);
    if (n < 0)
        return fail(err, "cannot read the folder");
    if (n > 0 && !is_there(dir, mark)) {
        snprintf(err, SC_ERR, "holds something else than a site of synccost: name a new folder");
        return -1;
    }
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        remove_all(dir, pages[i]);
    return put_mark(dir, err);
}

int site_copy(const char *file, const char *inside, const char *path, char err[SC_ERR])
{
    char *bytes;
    size_t size;
    if (file_read(file, inside, MOST_BYTES, &bytes, &size, err) != 0)
        return -1;
    int status = file_replace(path, write_text, &(struct text){bytes, size}, err);
    free(bytes);
    return status;
}

int site_copy_all(const char *folder, const char *ending, const char *to, char err[SC_ERR])
{
    glob_t found;
    char *pattern = NULL;
    int status = 0;
    if (asprintf(&pattern, "%s/*%s", folder, ending) < 0)
        abort();
    if (mkdir(to, 0777) != 0 && errno != EEXIST) {
        free(pattern);
        return fail(err, "cannot make a folder in it");
    }
    bool any = glob(pattern, 0, NULL, &found) == 0;
    for (size_t i = 0; any && i < found.gl_pathc && status == 0; i++) {
        char *path = inside_of(to, strrchr(found.gl_pathv[i], '/') + 1);
        status = site_copy(found.gl_pathv[i], "file", path, err);
        free(path);
    }
    if (any)
        globfree(&found);
    free(pattern);
    return status;
}
