// SPDX-License-Identifier: MIT
// Reads a report and says what is wrong with it.
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synccost/commands/command.h"
#include "synccost/commands/load.h"

int load_report(struct report *r, const char *path)
{
    char err[SC_ERR];
    report_init(r);
    if (report_read(r, path, err) != 0)
        return complain("%s: %s", path, err);
    return 0;
}

char *report_folder(const char *path)
{
    struct stat st;
    char *copy = strdup(path);
    if (!copy || (stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
        return copy;
    char *folder = strdup(dirname(copy));
    free(copy);
    return folder;
}

int load_noise(struct noise *noise, const char *path)
{
    char *folder = report_folder(path), *beside = NULL, err[SC_ERR];
    if (!folder || asprintf(&beside, "%s/../noise.json", folder) < 0)
        abort();
    int status = 0;
    if (access(beside, F_OK) == 0 && noise_read(noise, beside, err) != 0)
        status = complain("%s: %s", beside, err);
    free(folder);
    free(beside);
    return status;
}
