// SPDX-License-Identifier: MIT
// Paths relative to the running program.
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/alloc.h"
#include "synccost/cli/paths.h"

/* malloc'd; where nobody knows it, the current one. */
static char *folder_of_program(void)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length < 0 ? 0 : length] = '\0';
    return checked_text(dirname(self));
}

/* The first of two folders, each relative to the program's own, that exists; the first where
 * neither does. */
static char *first_folder(const char *near, const char *installed)
{
    char *folder = folder_of_program(), *path = NULL, *other = NULL;
    if (asprintf(&path, "%s/%s", folder, near) < 0 ||
        asprintf(&other, "%s/%s", folder, installed) < 0)
        abort();
    free(folder);
    if (access(path, X_OK) == 0 || access(other, X_OK) != 0) {
        free(other);
        return path;
    }
    free(path);
    return other;
}

char *path_beside_program(const char *name)
{
    char installed[PATH_MAX];
    snprintf(installed, sizeof installed, "../lib/synccost/%s", name);
    return first_folder(name, installed);
}

char *path_of_shared(const char *name, const char *file)
{
    /* a build variant lies one folder deeper */
    static const char *const ways[] = {"..", "../..", "../share/synccost"};
    char *folder = folder_of_program(), *path = NULL;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *inside = NULL;
        free(path);
        if (asprintf(&path, "%s/%s/%s", folder, ways[i], name) < 0 ||
            asprintf(&inside, "%s/%s", path, file) < 0)
            abort();
        bool found = access(inside, R_OK) == 0;
        free(inside);
        if (found)
            break;
    }
    free(folder);
    return path;
}

int path_make(const char *dir)
{
    char *path = checked_text(dir);
    for (char *p = path + 1; *p; p++)
        if (*p == '/') {
            *p = '\0';
            if (mkdir(path, 0777) != 0 && errno != EEXIST) {
                free(path);
                return -1;
            }
            *p = '/';
        }
    int status = mkdir(path, 0777);
    free(path);
    return status != 0 && errno != EEXIST ? -1 : 0;
}

char *path_make_another(char *dir)
{
    char *slash = strrchr(dir, '/'), *path = checked_text(dir);
    if (slash && slash != dir) {
        *slash = '\0';
        path_make(dir);
        *slash = '/';
    }
    for (unsigned n = 2; mkdir(path, 0777) != 0; n++) {
        free(path);
        if (errno != EEXIST)
            return dir;
        if (asprintf(&path, "%s-%u", dir, n) < 0)
            abort();
    }
    free(dir);
    return path;
}
