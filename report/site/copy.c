// SPDX-License-Identifier: MIT
// Files that are copied into the folder of a site.
#include <errno.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "report/site/copy.h"

enum { MOST_BYTES = 256 << 20 };

struct text {
    const char *bytes;
    size_t size;
};

static void write_text(FILE *f, const void *argument)
{
    const struct text *text = argument;
    fwrite(text->bytes, 1, text->size, f);
}

static char *inside_of(const char *dir, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", dir, name) < 0)
        abort();
    return path;
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
    if (mkdir(to, 0777) != 0 && errno != EEXIST) {
        snprintf(err, SC_ERR, "cannot make a folder in it (%s): choose a folder you may write to",
                 strerror(errno));
        return -1;
    }
    if (asprintf(&pattern, "%s/*%s", folder, ending) < 0)
        abort();
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
