// SPDX-License-Identifier: MIT
// Paths relative to the running program.
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synccost/cli/paths.h"

/* The first of two folders, each relative to the program's own, that exists; the first where
 * neither does. */
static char *first_folder(const char *near, const char *installed)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length < 0)
        return strdup(near);
    self[length] = '\0';
    char *folder = dirname(self), *path = NULL, *other = NULL;
    if (asprintf(&path, "%s/%s", folder, near) < 0 ||
        asprintf(&other, "%s/%s", folder, installed) < 0)
        abort();
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

char *path_of_shared(const char *name)
{
    char near[64], deep[64], installed[64];
    snprintf(near, sizeof near, "../%.32s", name);
    snprintf(deep, sizeof deep, "../../%.32s", name); /* a build variant lies one folder deeper */
    snprintf(installed, sizeof installed, "../share/synccost/%.32s", name);
    char *path = first_folder(near, installed);
    if (access(path, X_OK) == 0)
        return path;
    free(path);
    return first_folder(deep, installed);
}

int path_make(const char *dir)
{
    char *path = strdup(dir);
    if (!path)
        return -1;
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
