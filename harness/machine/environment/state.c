// SPDX-License-Identifier: MIT
// What the machine is doing and how it is set right now.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/environment/environment.h"
#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

enum { LOOK_MS = 100, LIST_BYTES = 4096 };

void environment_cpu_list(const struct topology *t, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (unsigned i = 0; i < t->n_cpus;) {
        unsigned end = i;
        while (end + 1 < t->n_cpus && t->cpus[end + 1].os == t->cpus[end].os + 1)
            end++;
        char range[32];
        int n = end > i ? snprintf(range, sizeof range, "%d-%d", t->cpus[i].os, t->cpus[end].os)
                        : snprintf(range, sizeof range, "%d", t->cpus[i].os);
        if (used + (size_t)n + 2 > size)
            return;
        used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? "," : "", range);
        i = end + 1;
    }
}

/* The file's first line under key; an empty file is an empty string, a missing one no key. */
static void put_line(json_t *state, const char *key, const char *path)
{
    char text[256];
    if (sysfile_line(text, sizeof text, "%s", path))
        json_object_set_new(state, key, json_string(text));
}

static void put_number(json_t *state, const char *key, const char *path)
{
    long long n;
    if (sysfile_number(&n, "%s", path))
        environment_put_integer(state, key, n);
}

/* A list of CPUs, which older kernels print as "(null)" where it is empty. */
static void put_list(json_t *state, const char *key, const char *path)
{
    char text[LIST_BYTES];
    if (sysfile_line(text, sizeof text, "%s", path))
        json_object_set_new(state, key, json_string(strcmp(text, "(null)") == 0 ? "" : text));
}

/* The word in brackets of "always [madvise] never". */
static void put_choice(json_t *state, const char *key, const char *path)
{
    char text[128];
    if (!sysfile_line(text, sizeof text, "%s", path))
        return;
    char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;
    if (close) {
        *close = '\0';
        environment_put_string(state, key, open + 1);
    }
}

/* The different values that the CPUs' cpufreq files hold, with commas between. */
static void put_cpufreq(json_t *state, const struct topology *t, const char *key, const char *file)
{
    char all[256] = "", one[64];
    for (unsigned i = 0; i < t->n_cpus; i++) {
        if (!sysfile_line(one, sizeof one, "/sys/devices/system/cpu/cpu%d/cpufreq/%s",
                          t->cpus[i].os, file))
            continue;
        size_t used = strlen(all);
        if (!sysfile_has_word(all, one) && used + strlen(one) + 2 < sizeof all)
            snprintf(all + used, sizeof all - used, "%s%s", used ? "," : "", one);
    }
    environment_put_string(state, key, all);
}

static void put_boost(json_t *state, const struct topology *t)
{
    long long n;
    int first = t->n_cpus ? t->cpus[0].os : 0;
    if (sysfile_number(&n, "/sys/devices/system/cpu/intel_pstate/no_turbo"))
        environment_put_bool(state, "boost", n == 0);
    else if (sysfile_number(&n, "/sys/devices/system/cpu/cpufreq/boost") ||
             sysfile_number(&n, "/sys/devices/system/cpu/cpu%d/cpufreq/boost", first))
        environment_put_bool(state, "boost", n != 0);
}

static void put_load(json_t *state)
{
    char text[128];
    double load[3];
    if (sysfile_line(text, sizeof text, "/proc/loadavg") &&
        sscanf(text, "%lf %lf %lf", &load[0], &load[1], &load[2]) == 3 && isfinite(load[0]) &&
        isfinite(load[1]) && isfinite(load[2]))
        json_object_set_new(state, "load_average", json_pack("[fff]", load[0], load[1], load[2]));
}

/* The words of the kernel's command line that turn mitigations on or off, and nothing else of
 * it. */
static void put_mitigations(json_t *state)
{
    static const char *const prefixes[] = {
        "mitigations=", "nosmt",
        "spectre_v2",   "spec_store_bypass_disable=",
        "nospectre_",   "pti=",
        "nopti",        "l1tf=",
        "mds=",         "tsx",
        "retbleed=",    "srbds=",
        "mmio_stale_",  "reg_file",
        "gather_",      "spec_rstack_overflow=",
        "nokpti",       "kpti=",
        "ssbd=",        "kvm.nx_",
        "vmscape=",     "indirect_target_selection=",
    };
    char *text = sysfile_text("/proc/cmdline"), found[512] = "";
    if (!text)
        return;
    char *save = NULL;
    for (char *word = strtok_r(text, " \t\n", &save); word; word = strtok_r(NULL, " \t\n", &save)) {
        for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
            size_t used = strlen(found);
            if (strncmp(word, prefixes[i], strlen(prefixes[i])) == 0 &&
                used + strlen(word) + 2 < sizeof found) {
                snprintf(found + used, sizeof found - used, "%s%s", used ? " " : "", word);
                break;
            }
        }
    }
    json_object_set_new(state, "mitigations", json_string(found));
    free(text);
}

static void put_tsc(json_t *state)
{
    char *cpuinfo = sysfile_text("/proc/cpuinfo"), vendor[32], flags[LIST_BYTES];
    if (sysfile_field(cpuinfo, "vendor_id", vendor, sizeof vendor) &&
        sysfile_field(cpuinfo, "flags", flags, sizeof flags)) {
        environment_put_bool(state, "tsc_constant", sysfile_has_word(flags, "constant_tsc"));
        environment_put_bool(state, "tsc_nonstop", sysfile_has_word(flags, "nonstop_tsc"));
    }
    free(cpuinfo);
}

bool environment_ticks(const char *text, const char *name, struct ticks *ticks)
{
    char line[256];
    long long user, nice, system, idle, iowait, irq, softirq, steal;
    if (!sysfile_field(text, name, line, sizeof line))
        return false;
    int n = sscanf(line, "%lld %lld %lld %lld %lld %lld %lld %lld", &user, &nice, &system, &idle,
                   &iowait, &irq, &softirq, &steal);
    if (n < 7)
        return false;
    ticks->busy = user + nice + system + irq + softirq;
    ticks->steal = n == 8 ? steal : -1;
    ticks->total = ticks->busy + idle + iowait + (n == 8 ? steal : 0);
    return true;
}

double environment_other_busy(const struct ticks *before, const struct ticks *after, double own,
                              unsigned cpus)
{
    long long total = after->total - before->total;
    if (total <= 0 || cpus == 0)
        return NAN;
    double busy = (double)(after->busy - before->busy) - own;
    return busy > 0 ? busy / (double)total * cpus : 0;
}

/* Ticks of CPU time that this process has used. */
static double own_ticks(void)
{
    struct rusage u;
    if (getrusage(RUSAGE_SELF, &u) != 0)
        return 0;
    double seconds = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
                     (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
    return seconds * (double)sysconf(_SC_CLK_TCK);
}

/* Steal of each CPU in use, and its share of all time since boot. Returns the sum, or -1 where
 * unknown. */
static long long steal_of(const char *text, const struct topology *t, json_t *per_cpu,
                          double *share)
{
    long long steal = 0, total = 0;
    *share = NAN;
    for (unsigned i = 0; i < t->n_cpus; i++) {
        char name[32], number[16];
        struct ticks ticks;
        snprintf(number, sizeof number, "%d", t->cpus[i].os);
        snprintf(name, sizeof name, "cpu%s", number);
        if (!environment_ticks(text, name, &ticks) || ticks.steal < 0)
            return -1;
        if (per_cpu)
            environment_put_integer(per_cpu, number, ticks.steal);
        steal += ticks.steal;
        total += ticks.total;
    }
    if (total > 0)
        *share = (double)steal / (double)total;
    return t->n_cpus ? steal : -1;
}

/* A short look at who runs and what the host takes away. A fixture stands still, so it is looked at
 * without a wait. */
static void put_activity(json_t *state, const struct topology *t)
{
    char *before = sysfile_text("/proc/stat");
    double own = own_ticks(), share;
    if (!before)
        return;
    if (sysfile_real())
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    char *after = sysfile_text("/proc/stat");
    own = own_ticks() - own;
    struct ticks a, b;
    if (after && environment_ticks(before, "cpu", &a) && environment_ticks(after, "cpu", &b)) {
        double busy = environment_other_busy(&a, &b, own, t->machine_cpus);
        if (!isnan(busy)) {
            json_object_set_new(state, "other_busy_cpus", json_real(busy));
            environment_put_integer(state, "other_busy_look_ms", LOOK_MS);
        }
    }
    json_t *per_cpu = json_object();
    long long then = steal_of(before, t, NULL, &share);
    long long now = after ? steal_of(after, t, per_cpu, &share) : -1;
    if (now >= 0) {
        json_object_set(state, "steal_ticks", per_cpu);
        if (!isnan(share))
            json_object_set_new(state, "steal_share", json_real(share));
        if (then >= 0 && sysfile_real())
            environment_put_integer(state, "steal_ticks_in_look", now - then);
    }
    json_decref(per_cpu);
    free(before);
    free(after);
}

static void put_affinity(json_t *state, const struct topology *t)
{
    char list[LIST_BYTES];
    environment_cpu_list(t, list, sizeof list);
    environment_put_string(state, "affinity", list);
    environment_put_integer(state, "usable_cpus", t->n_cpus);
    environment_put_integer(state, "offline_cpus", t->offline_cpus);
}

json_t *environment_state(const struct topology *t)
{
    json_t *state = json_object();
    put_affinity(state, t);
    put_cpufreq(state, t, "governor", "scaling_governor");
    put_cpufreq(state, t, "scaling_driver", "scaling_driver");
    put_cpufreq(state, t, "energy_preference", "energy_performance_preference");
    put_boost(state, t);
    put_load(state);
    environment_cgroup(state);
    environment_container(state);
    put_choice(state, "transparent_hugepage", "/sys/kernel/mm/transparent_hugepage/enabled");
    put_number(state, "numa_balancing", "/proc/sys/kernel/numa_balancing");
    put_number(state, "aslr", "/proc/sys/kernel/randomize_va_space");
    put_list(state, "isolated_cpus", "/sys/devices/system/cpu/isolated");
    put_list(state, "nohz_full", "/sys/devices/system/cpu/nohz_full");
    put_line(state, "smt_control", "/sys/devices/system/cpu/smt/control");
    put_number(state, "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid");
    put_line(state, "clocksource",
             "/sys/devices/system/clocksource/clocksource0/current_clocksource");
    put_line(state, "clocksources",
             "/sys/devices/system/clocksource/clocksource0/available_clocksource");
    put_tsc(state);
    put_mitigations(state);
    put_activity(state, t);
    return state;
}
