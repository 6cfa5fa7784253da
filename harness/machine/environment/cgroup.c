// SPDX-License-Identifier: MIT
// The CPU quota of this process's cgroup, in either version of the interface.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

enum { PATH_BYTES = 1024 };

struct quota {
    bool known;     /* some limit file could be read */
    double cpus;    /* the tightest limit on the way to the root; NAN where there is none */
    long throttled; /* periods cut short in that cgroup; -1 where unknown */
};

/* Reads "nr_throttled N" of a cpu.stat. */
static long read_throttled(const char *folder)
{
    char path[PATH_BYTES + 32], value[32];
    snprintf(path, sizeof path, "%s/cpu.stat", folder);
    char *text = sysfile_text(path);
    bool found = sysfile_field(text, "nr_throttled", value, sizeof value);
    free(text);
    return found ? strtol(value, NULL, 10) : -1;
}

/* One cgroup's own limit in CPUs: true where its file was read, NAN where it says "no limit". */
static bool read_limit(const char *folder, int version, double *cpus)
{
    char text[64];
    long long quota, period;
    *cpus = NAN;
    if (version == 2) {
        if (!sysfile_line(text, sizeof text, "%s/cpu.max", folder))
            return false;
        if (sscanf(text, "%lld %lld", &quota, &period) != 2)
            return strncmp(text, "max", 3) == 0;
    } else if (!sysfile_number(&quota, "%s/cpu.cfs_quota_us", folder) ||
               !sysfile_number(&period, "%s/cpu.cfs_period_us", folder)) {
        return false;
    }
    if (quota > 0 && period > 0)
        *cpus = (double)quota / (double)period;
    return true;
}

/* Walks from the process's cgroup up to the mount: a limit anywhere on the way binds. */
static struct quota read_quota(const char *mount, const char *cgroup, int version)
{
    struct quota q = {.cpus = NAN, .throttled = -1};
    char folder[PATH_BYTES];
    size_t top = strlen(mount);
    bool outside = strstr(cgroup, "..") || strcmp(cgroup, "/") == 0;
    int n = snprintf(folder, sizeof folder, "%s%s", mount, outside ? "" : cgroup);
    if (n < 0 || (size_t)n >= sizeof folder)
        folder[top] = '\0';
    for (;;) {
        double cpus;
        if (read_limit(folder, version, &cpus)) {
            bool tighter = !isnan(cpus) && !(q.cpus <= cpus);
            if (!q.known || tighter)
                q.throttled = read_throttled(folder);
            if (tighter)
                q.cpus = cpus;
            q.known = true;
        }
        char *slash = strrchr(folder, '/');
        if (!slash || (size_t)(slash - folder) < top)
            return q;
        *slash = '\0';
    }
}

/* The cgroup's path in the line of /proc/self/cgroup for "cpu" (version 1) or for the unified tree
 * (version 2, controllers empty). */
static bool find_line(const char *text, int version, char *controllers, char *path)
{
    for (const char *line = text; line && *line;) {
        int id;
        char list[128] = "";
        int taken = 0;
        bool unified = sscanf(line, "%d::%n", &id, &taken) == 1 && taken > 0;
        if (!unified && sscanf(line, "%d:%127[^:\n]:%n", &id, list, &taken) != 2)
            taken = 0;
        bool wanted =
            taken > 0 && (version == 2 ? unified && id == 0 : sysfile_has_word(list, "cpu"));
        if (wanted) {
            snprintf(path, PATH_BYTES / 2, "%.*s", (int)strcspn(line + taken, "\n"), line + taken);
            snprintf(controllers, 128, "%s", list);
            return true;
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return false;
}

static struct quota find_quota(const char *text, int version)
{
    char list[128], cgroup[PATH_BYTES / 2], own_mount[160];
    struct quota q = {.cpus = NAN, .throttled = -1};
    if (!find_line(text, version, list, cgroup))
        return q;
    snprintf(own_mount, sizeof own_mount, "/sys/fs/cgroup/%s", list);
    const char *const v1[] = {own_mount, "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"};
    const char *const v2[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
    const char *const *mounts = version == 2 ? v2 : v1;
    size_t n = version == 2 ? sizeof v2 / sizeof *v2 : sizeof v1 / sizeof *v1;
    for (size_t i = 0; i < n && !q.known; i++)
        q = read_quota(mounts[i], cgroup, version);
    return q;
}

/* Where the unified tree has the CPU controller but no limit file lies on the way, nothing
 * limits. */
static bool unified_without_limit(const char *text)
{
    char list[128], cgroup[PATH_BYTES / 2], controllers[256];
    return find_line(text, 2, list, cgroup) && !strstr(cgroup, "..") &&
           sysfile_line(controllers, sizeof controllers, "/sys/fs/cgroup/cgroup.controllers") &&
           sysfile_has_word(controllers, "cpu");
}

void environment_cgroup(json_t *state)
{
    char *text = sysfile_text("/proc/self/cgroup");
    if (!text)
        return;
    int version = 1;
    struct quota q = find_quota(text, version);
    if (!q.known) {
        version = 2;
        q = find_quota(text, version);
        if (!q.known && unified_without_limit(text))
            q.known = true;
    }
    free(text);
    if (!q.known)
        return;
    environment_put_integer(state, "cgroup_version", version);
    environment_put_bool(state, "cgroup_quota_limited", !isnan(q.cpus));
    if (!isnan(q.cpus))
        json_object_set_new(state, "cgroup_quota_cpus", json_real(q.cpus));
    if (q.throttled >= 0)
        environment_put_integer(state, "cgroup_throttled", q.throttled);
}
