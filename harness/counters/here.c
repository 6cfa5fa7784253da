// SPDX-License-Identifier: MIT
// What this machine says of its PMU.
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/probe.h"
#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

static const struct counter_model *model_here(void)
{
    char *cpuinfo = sysfile_text("/proc/cpuinfo");
    json_t *machine = json_object();
    if (cpuinfo)
        environment_cpu(machine, cpuinfo);
    const char *name = json_string_value(json_object_get(machine, "microarchitecture"));
    const struct counter_model *model = name ? counter_model_of(name) : NULL;
    json_decref(machine);
    free(cpuinfo);
    return model;
}

/* The PMU of a core has a file of the CPUs it is for ("cpus", on mixed cores and Arm), or is called
 * "cpu". */
static bool have_pmu(void)
{
    long long type;
    char line[64];
    if (sysfile_number(&type, "/sys/bus/event_source/devices/cpu/type"))
        return true;
    DIR *d = sysfile_real() ? opendir("/sys/bus/event_source/devices") : NULL;
    bool found = false;
    for (struct dirent *e; d && !found && (e = readdir(d));)
        found = e->d_name[0] != '.' &&
                sysfile_line(line, sizeof line, "/sys/bus/event_source/devices/%s/cpus", e->d_name);
    if (d)
        closedir(d);
    return found;
}

struct counter_probe counter_probe_here(bool kernel)
{
    long long paranoid;
    bool known = sysfile_number(&paranoid, "/proc/sys/kernel/perf_event_paranoid");
    return (struct counter_probe){.system = &counter_kernel,
                                  .model = model_here(),
                                  .load = counter_load_run,
                                  .kernel = kernel,
                                  .has_pmu = have_pmu(),
                                  .paranoid = known ? (int)paranoid : INT_MIN};
}
