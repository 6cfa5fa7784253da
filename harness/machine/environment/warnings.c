// SPDX-License-Identifier: MIT
// What in the machine and its state spoils a measurement, as sentences, each with its remedy.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/machine/environment/environment.h"

static const double LOAD_PER_CPU = 0.2;  /* load average above which others take part */
static const double OTHER_BUSY = 0.2;    /* CPUs' worth of others' time in the short look */
static const double STEAL_SHARE = 0.005; /* of all time since boot */

/* What the checks look at. */
struct subject {
    const struct topology *topology;
    const json_t *machine, *state;
    json_t *list;
};

static void add(struct subject *s, const char *id, const char *severity, const char *advice,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

static void add(struct subject *s, const char *id, const char *severity, const char *advice,
                const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    /* A value cut in the middle of a letter is no string to JSON; the advice still is. */
    json_t *line = json_string(text);
    json_array_append_new(s->list,
                          json_pack("{ss ss so ss}", "id", id, "severity", severity, "text",
                                    line ? line : json_string(id), "advice", advice));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

static bool number_of(const json_t *object, const char *key, double *value)
{
    const json_t *n = json_object_get(object, key);
    if (!json_is_number(n))
        return false;
    *value = json_number_value(n);
    return true;
}

static bool is_x86(const struct subject *s)
{
    const char *arch = text_of(s->machine, "arch");
    return strcmp(arch, "x86_64") == 0 || (strlen(arch) == 4 && strcmp(arch + 2, "86") == 0);
}

/* "none" is a known absence; no key says nothing. */
static bool is_guest(const struct subject *s)
{
    const char *v = text_of(s->machine, "virtualization");
    return *v && strcmp(v, "none") != 0;
}

static void check_build(struct subject *s)
{
#if defined(SYNCCOST_SANITIZED)
    add(s, "build", "warning", "build without SANITIZE: make clean && make",
        "this is a sanitizer build: every memory access is checked");
#elif !defined(__OPTIMIZE__)
    add(s, "build", "warning", "build with optimization: make clean && make",
        "this build is not optimized: the loops call functions that should be inlined");
#else
    (void)s;
#endif
}

static void check_emulated(struct subject *s)
{
    if (json_is_true(json_object_get(s->machine, "emulated")))
        add(s, "emulated", "warning", "run on a real CPU; an emulator can only test guarantees",
            "the CPU is emulated (%s): times say nothing about any hardware",
            text_of(s->machine, "virtualization"));
}

static void check_guest(struct subject *s)
{
    if (is_guest(s))
        add(s, "guest", "note",
            "this cannot be mended here; use bare metal, or a dedicated host and more launches",
            "this is a virtual machine (%s): it cannot see the host's scheduler, the frequency and "
            "other guests, and it may have no hardware counters",
            text_of(s->machine, "virtualization"));
}

static void check_steal(struct subject *s)
{
    double share = 0, look = 0, total = 0;
    const char *cpu;
    json_t *ticks;
    json_object_foreach (json_object_get(s->state, "steal_ticks"), cpu, ticks)
        total += json_number_value(ticks);
    number_of(s->state, "steal_share", &share);
    number_of(s->state, "steal_ticks_in_look", &look);
    if (total <= 0 && look <= 0)
        return;
    add(s, "steal", share >= STEAL_SHARE || look > 0 ? "warning" : "note",
        "this cannot be mended from inside the guest; use a dedicated host. Trials that lost time "
        "are marked and measured again",
        "the host took CPU time away: %.0f ticks since boot (%.2f %%) on the CPUs in use, %.0f "
        "ticks while synccost looked",
        total, 100 * share, look);
}

static void check_governor(struct subject *s)
{
    const char *governor = text_of(s->state, "governor"),
               *driver = text_of(s->state, "scaling_driver");
    if (*governor && strcmp(governor, "performance") != 0)
        add(s, "governor", "warning", "sudo cpupower frequency-set -g performance",
            "the frequency governor is %s (driver %s): the CPU's frequency follows the load",
            governor, *driver ? driver : "unknown");
}

static void check_boost(struct subject *s)
{
    const char *advice =
        "for a constant frequency: echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost";
    if (strncmp(text_of(s->state, "scaling_driver"), "intel_", 6) == 0)
        advice = "for a constant frequency: echo 1 | sudo tee "
                 "/sys/devices/system/cpu/intel_pstate/no_turbo";
    if (json_is_true(json_object_get(s->state, "boost")))
        add(s, "boost", "note", advice,
            "boost (turbo) is on: few busy cores run faster than many, so scaling curves bend");
}

static void check_load(struct subject *s)
{
    const json_t *load = json_object_get(s->state, "load_average");
    double one = json_number_value(json_array_get(load, 0)), busy;
    unsigned cpus = s->topology->machine_cpus;
    if (cpus && one / cpus > LOAD_PER_CPU)
        add(s, "load", "warning", "wait, or stop other programs; top shows them",
            "the load average is %.2f on %u CPUs (%.2f per CPU): above %.1f, other programs take "
            "part",
            one, cpus, one / cpus, LOAD_PER_CPU);
    if (number_of(s->state, "other_busy_cpus", &busy) && busy > OTHER_BUSY)
        add(s, "busy", "warning", "stop other programs; top shows them",
            "other processes used the time of %.2f CPUs while synccost looked", busy);
}

static void check_quota(struct subject *s)
{
    double quota, throttled;
    bool limited = number_of(s->state, "cgroup_quota_cpus", &quota);
    if (limited && quota < s->topology->n_cpus)
        add(s, "quota", "warning",
            "lift the limit (docker run --cpus, CPUQuota= in systemd, cpu.max of the cgroup)",
            "the cgroup's quota is %.2f CPUs of %u usable ones: the kernel stops threads during "
            "trials",
            quota, s->topology->n_cpus);
    if (limited && number_of(s->state, "cgroup_throttled", &throttled) && throttled > 0)
        add(s, "throttled", "warning", "lift the cgroup's CPU quota, or run fewer threads",
            "the quota has stopped this cgroup %.0f times so far", throttled);
}

static void check_cpus(struct subject *s)
{
    const struct topology *t = s->topology;
    const char *list = text_of(s->state, "affinity");
    if (t->n_cpus == 1)
        add(s, "one-cpu", "warning",
            "widen the affinity (taskset -p), or use a machine with more CPUs; the names of these "
            "rows say so",
            "only one CPU (%s) is usable: the threads of contended rows take turns on it, so these "
            "rows measure the scheduler and not the lock",
            list);
    if (t->n_cpus < t->machine_cpus)
        add(s, "affinity", "note",
            "if this is not intended, start without taskset and outside cpuset limits",
            "this process may use %u of %u online CPUs (%s): rows stop at that many threads",
            t->n_cpus, t->machine_cpus, list);
    if (t->offline_cpus)
        add(s, "offline", "note",
            "if this is not intended: echo 1 | sudo tee /sys/devices/system/cpu/cpuN/online",
            "%u present CPU%s offline: the topology is not that of the full machine",
            t->offline_cpus, t->offline_cpus == 1 ? " is" : "s are");
}

static void check_mixed_cores(struct subject *s)
{
    if (json_is_true(json_object_get(s->machine, "mixed_cores")))
        add(s, "mixed-cores", "note",
            "choose one kind with taskset -c, or read the row of each pair instead of the median",
            "the machine has several kinds of core (%s): a row depends on the kind that it runs on",
            text_of(s->machine, "microarchitecture"));
}

static void check_timers(struct subject *s)
{
    const char *source = text_of(s->state, "clocksource");
    const json_t *constant = json_object_get(s->state, "tsc_constant");
    const json_t *nonstop = json_object_get(s->state, "tsc_nonstop");
    if (json_is_false(constant) || json_is_false(nonstop))
        add(s, "tsc", "warning",
            "this cannot be mended here; in a guest, let the hypervisor pass the invariant TSC "
            "through",
            "the TSC is not invariant (constant_tsc %s, nonstop_tsc %s): its ticks are no constant "
            "unit of time",
            json_is_true(constant) ? "yes" : "no", json_is_true(nonstop) ? "yes" : "no");
    const char *expected = is_x86(s) ? "tsc" : "arch_sys_counter";
    if (!*source || strcmp(source, expected) == 0)
        return;
    if (!is_x86(s) && strcmp(text_of(s->machine, "arch"), "aarch64") != 0)
        return;
    bool read_in_user =
        strcmp(source, "kvm-clock") == 0 || strncmp(source, "hyperv_clocksource_tsc", 22) == 0;
    add(s, "clocksource", read_in_user ? "note" : "warning",
        is_x86(s) ? "echo tsc | sudo tee "
                    "/sys/devices/system/clocksource/clocksource0/current_clocksource, "
                    "if it is listed as available"
                  : "boot without clocksource= on the kernel's command line",
        "the kernel's clock source is %s, not %s: %s", source, expected,
        read_in_user ? "reading the clock costs a little more"
                     : "reading the clock may cost a system call");
}

static void check_memory(struct subject *s)
{
    double balancing;
    if (s->topology->machine_numa_nodes > 1 && number_of(s->state, "numa_balancing", &balancing) &&
        balancing != 0)
        add(s, "numa-balancing", "warning", "echo 0 | sudo tee /proc/sys/kernel/numa_balancing",
            "automatic NUMA balancing is on (%.0f) with %u nodes: the kernel unmaps and moves "
            "pages during trials",
            balancing, s->topology->machine_numa_nodes);
    if (strcmp(text_of(s->state, "transparent_hugepage"), "always") == 0)
        add(s, "thp", "note", "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled",
            "transparent huge pages are set to \"always\": a line may lie elsewhere in each "
            "launch");
}

static void check_perf(struct subject *s)
{
    double paranoid;
    if (number_of(s->state, "perf_event_paranoid", &paranoid) && paranoid >= 2)
        add(s, "perf-paranoid", "note", "sudo sysctl kernel.perf_event_paranoid=1",
            "perf_event_paranoid is %.0f: %s", paranoid,
            paranoid > 2 ? "hardware counters are closed to this user"
                         : "hardware counters count user space only");
}

json_t *environment_warnings(const struct topology *t, const json_t *machine, const json_t *state)
{
    struct subject s = {.topology = t, .machine = machine, .state = state, .list = json_array()};
    check_build(&s);
    check_emulated(&s);
    check_cpus(&s);
    check_quota(&s);
    check_load(&s);
    check_governor(&s);
    check_boost(&s);
    check_steal(&s);
    check_guest(&s);
    check_timers(&s);
    check_memory(&s);
    check_mixed_cores(&s);
    check_perf(&s);
    return s.list;
}
