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
#include "synccost/machine/host.h"

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

/* The noise.json of the folder that earlier builds, with fewer digits of the host's key, gave this
 * machine; NULL where there is none. Its reader asks whether it is of the same host (noise_is_of).
 */
static char *noise_of_before(const char *machine)
{
    char *folder = realpath(machine, NULL), *path = NULL;
    const size_t length = folder ? strlen(folder) : 0;
    if (length > HOST_SHOWN && folder[length - HOST_SHOWN - 1] == '-' &&
        strspn(&folder[length - HOST_SHOWN], "0123456789abcdef") == HOST_SHOWN &&
        asprintf(&path, "%.*s/noise.json", (int)(length - HOST_SHOWN + HOST_SHOWN_BEFORE), folder) <
            0)
        abort();
    free(folder);
    if (path && access(path, F_OK) != 0) {
        free(path);
        path = NULL;
    }
    return path;
}

char *noise_of_machine(const char *folder)
{
    char *path = NULL;
    if (asprintf(&path, "%s/noise.json", folder) < 0)
        abort();
    if (access(path, F_OK) == 0)
        return path;
    free(path);
    return noise_of_before(folder);
}

int load_noise(struct noise *noise, const char *path)
{
    char *folder = report_folder(path), *above = NULL, err[SC_ERR];
    if (!folder || asprintf(&above, "%s/..", folder) < 0)
        abort();
    char *beside = noise_of_machine(above);
    int status = 0;
    if (beside && noise_read(noise, beside, err) != 0)
        status = complain("%s: %s", beside, err);
    free(folder);
    free(above);
    free(beside);
    return status;
}
