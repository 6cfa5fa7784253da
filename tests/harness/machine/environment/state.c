// SPDX-License-Identifier: MIT
// The state of a machine, the warnings it gives rise to, and how doctor tells them.
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/environment/parts.h"
#include "synccost/machine/doctor.h"
#include "tests/harness/machine/environment/tree.h"
#include "tests/printed.h"

static void powersave_and_boost(void **state)
{
    (void)state;
    put_x86(zen4);
    put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    put("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
    put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "intel_pstate\n");
    put("/sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
    json_t *s = environment_state(&two);
    has_string(s, "governor", "performance,powersave");
    assert_true(json_is_true(json_object_get(s, "boost")));
    json_decref(s);
    json_t *w = warnings_of(&two);
    warns(w, "governor", "warning", "performance,powersave (driver intel_pstate)");
    warns(w, "boost", "note", "boost");
    assert_non_null(
        strstr(json_string_value(json_object_get(find_warning(w, "boost"), "advice")), "no_turbo"));
    json_decref(w);

    put("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
    put("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    w = warnings_of(&two);
    assert_null(find_warning(w, "governor"));
    assert_null(find_warning(w, "boost"));
    json_decref(w);
}

static void load_per_cpu(void **state)
{
    (void)state;
    put("/proc/loadavg", "0.38 0.20 0.10 1/200 1234\n");
    json_t *w = warnings_of(&two);
    assert_null(find_warning(w, "load"));
    json_decref(w);
    put("/proc/loadavg", "0.50 0.20 0.10 1/200 1234\n");
    w = warnings_of(&two);
    warns(w, "load", "warning", "0.50 on 2 CPUs");
    json_decref(w);
}

static void quota_of_cgroup_v2(void **state)
{
    (void)state;
    put("/proc/self/cgroup", "0::/a/b\n");
    put("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu memory\n");
    json_t *s = environment_state(&two);
    assert_true(json_is_false(json_object_get(s, "cgroup_quota_limited")));
    json_decref(s);

    put("/sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    put("/sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    put("/sys/fs/cgroup/a/cpu.stat",
        "usage_usec 5\nnr_periods 9\nnr_throttled 7\nthrottled_usec 3\n");
    s = environment_state(&two);
    has_integer(s, "cgroup_version", 2);
    assert_true(json_is_true(json_object_get(s, "cgroup_quota_limited")));
    assert_true(fabs(json_real_value(json_object_get(s, "cgroup_quota_cpus")) - 1.5) < 1e-9);
    has_integer(s, "cgroup_throttled", 7);
    json_decref(s);
    json_t *w = warnings_of(&two);
    warns(w, "quota", "warning", "1.50 CPUs of 2");
    warns(w, "throttled", "warning", "7 times");
    json_decref(w);
    put("/sys/fs/cgroup/a/cpu.stat", "nr_periods 9\nnr_throttled 0\n");
    s = environment_state(&two);
    has_integer(s, "cgroup_throttled", 0);
    json_decref(s);
}

static void quota_of_cgroup_v1(void **state)
{
    (void)state;
    put("/proc/self/cgroup", "5:cpuset:/x\n4:cpu,cpuacct:/job\n0::/\n");
    put("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
    put("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
    json_t *s = environment_state(&two);
    has_integer(s, "cgroup_version", 1);
    assert_true(fabs(json_real_value(json_object_get(s, "cgroup_quota_cpus")) - 0.5) < 1e-9);
    lacks(s, "cgroup_throttled");
    json_decref(s);
    put("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
    s = environment_state(&two);
    assert_true(json_is_false(json_object_get(s, "cgroup_quota_limited")));
    lacks(s, "cgroup_quota_cpus");
    json_decref(s);
    json_t *w = warnings_of(&two);
    assert_null(find_warning(w, "quota"));
    json_decref(w);
}

static void steal_of_the_cpus_in_use(void **state)
{
    (void)state;
    put("/proc/stat", "cpu  300 0 300 9000 0 0 0 400 0 0\ncpu0 100 0 100 3000 0 0 0 0 0 0\n"
                      "cpu1 100 0 100 3000 0 0 0 300 0 0\ncpu2 100 0 100 3000 0 0 0 100 0 0\n");
    json_t *s = environment_state(&two);
    const json_t *ticks = json_object_get(s, "steal_ticks");
    has_integer(ticks, "0", 0);
    has_integer(ticks, "1", 300);
    lacks(ticks, "2");
    lacks(s, "other_busy_cpus");
    json_decref(s);
    json_t *w = warnings_of(&two);
    warns(w, "steal", "warning", "300 ticks");
    json_decref(w);
    put("/proc/stat",
        "cpu  1 0 1 90000 0 0 0 1\ncpu0 1 0 1 90000 0 0 0 1\ncpu1 1 0 1 90000 0 0 0 0\n");
    w = warnings_of(&two);
    warns(w, "steal", "note", "1 ticks");
    json_decref(w);
    put("/proc/stat",
        "cpu  1 0 1 90000 0 0 0 0\ncpu0 1 0 1 90000 0 0 0 0\ncpu1 1 0 1 90000 0 0 0 0\n");
    w = warnings_of(&two);
    assert_null(find_warning(w, "steal"));
    json_decref(w);
    s = environment_state(&two);
    has_integer(json_object_get(s, "steal_ticks"), "1", 0);
    json_decref(s);
    put("/proc/stat", "cpu  1 0 1\ncpu0 garbage\n");
    s = environment_state(&two);
    lacks(s, "steal_ticks");
    json_decref(s);
}

static void others_time_is_not_ours(void **state)
{
    (void)state;
    struct ticks before, after;
    assert_true(environment_ticks("cpu  10 0 10 80 0 0 0 5\n", "cpu", &before));
    assert_int_equal(before.busy, 20);
    assert_int_equal(before.total, 105);
    assert_int_equal(before.steal, 5);
    assert_true(environment_ticks("cpu  18 0 12 90 0 0 0 5\n", "cpu", &after));
    assert_true(fabs(environment_other_busy(&before, &after, 0, 2) - 1.0) < 1e-9);
    assert_true(fabs(environment_other_busy(&before, &after, 4, 2) - 0.6) < 1e-9);
    assert_true(environment_other_busy(&before, &after, 50, 2) == 0);
    assert_true(isnan(environment_other_busy(&before, &before, 0, 2)));
    assert_false(environment_ticks("cpu0 1 2 3 4 5 6 7 8\n", "cpu", &after));
}

/* What this process used before the look is no part of it. */
static void a_busy_process_beside_is_seen(void **state)
{
    (void)state;
    struct topology t = two;
    sysfile_root(NULL);
    t.machine_cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    while (clock() < CLOCKS_PER_SEC / 2)
        ;
    const pid_t other = fork();
    while (other == 0)
        ;
    assert_true(other > 0);
    json_t *s = environment_state(&t);
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    assert_true(json_real_value(json_object_get(s, "other_busy_cpus")) > 0);
    json_decref(s);
}

static void narrow_and_offline_cpus(void **state)
{
    (void)state;
    struct topology t = two;
    t.n_cpus = t.n_cores = 1;
    t.machine_cpus = 4;
    t.offline_cpus = 3;
    json_t *w = warnings_of(&t);
    warns(w, "one-cpu", "warning", "only one CPU (0)");
    warns(w, "affinity", "note", "1 of 4");
    warns(w, "offline", "note", "3 present CPUs");
    json_decref(w);
    w = warnings_of(&two);
    assert_null(find_warning(w, "one-cpu"));
    assert_null(find_warning(w, "affinity"));
    assert_null(find_warning(w, "offline"));
    json_decref(w);
}

static void timers(void **state)
{
    (void)state;
    static const char current[] =
        "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    put_x86(zen4);
    put(current, "tsc\n");
    json_t *w = warnings_of(&two);
    assert_null(find_warning(w, "tsc"));
    assert_null(find_warning(w, "clocksource"));
    json_decref(w);

    put_x86("vendor_id\t: AuthenticAMD\nflags\t\t: constant_tsc_not tsc\n");
    put(current, "hpet\n");
    w = warnings_of(&two);
    warns(w, "tsc", "warning", "constant_tsc no");
    warns(w, "clocksource", "warning", "hpet");
    json_decref(w);

    put_x86(cascadelake);
    put(current, "kvm-clock\n");
    w = warnings_of(&two);
    warns(w, "clocksource", "note", "kvm-clock");
    warns(w, "guest", "note", "virtual machine");
    json_decref(w);

    put_arm(neoverse);
    put(current, "arch_sys_counter\n");
    w = warnings_of(&two);
    assert_null(find_warning(w, "tsc"));
    assert_null(find_warning(w, "clocksource"));
    json_decref(w);
}

/* The state's container with these files in the tree; "" where it has none. */
static void check_container(const char *path, const char *text, const char *wanted)
{
    if (path)
        put(path, text);
    json_t *s = environment_state(&two);
    if (*wanted)
        has_string(s, "container", wanted);
    else
        assert_null(json_object_get(s, "container"));
    json_decref(s);
}

/* From the weakest sign to the strongest, so that each outdoes the one before. */
static void containers(void **state)
{
    (void)state;
    check_container(NULL, NULL, "");
    check_container("/proc/1/cgroup", "0::/init.scope\n", "");
    check_container("/proc/1/cgroup", "4:cpu:/docker/0af3\n", "docker");
    check_container("/proc/1/cgroup", "0::/kubepods.slice/pod1/docker-0af3\n", "kubernetes");
    check_container("/run/systemd/container", "systemd-nspawn\n", "systemd-nspawn");
    check_container("/.dockerenv", "", "docker");
    check_container("/run/.containerenv", "", "podman");
}

static void kernel_settings(void **state)
{
    (void)state;
    put("/proc/sys/kernel/numa_balancing", "1\n");
    put("/proc/sys/kernel/perf_event_paranoid", "4\n");
    put("/proc/sys/kernel/randomize_va_space", "2\n");
    put("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
    put("/sys/devices/system/cpu/isolated", "\n");
    put("/sys/devices/system/cpu/nohz_full", "(null)\n");
    put("/proc/cmdline", "root=/dev/secret mitigations=off quiet nosmt secret.token=abc\n");
    json_t *s = environment_state(&two);
    has_string(s, "transparent_hugepage", "always");
    has_integer(s, "aslr", 2);
    has_string(s, "isolated_cpus", "");
    has_string(s, "nohz_full", "");
    has_string(s, "mitigations", "mitigations=off nosmt");
    json_decref(s);
    json_t *w = warnings_of(&two);
    warns(w, "thp", "note", "always");
    warns(w, "perf-paranoid", "note", "is 4: hardware counters are closed");
    assert_null(find_warning(w, "numa-balancing"));
    json_decref(w);
    struct topology nodes = two;
    nodes.machine_numa_nodes = 2;
    w = warnings_of(&nodes);
    warns(w, "numa-balancing", "warning", "2 nodes");
    json_decref(w);
}

static void a_mitigation_is_there_whole_or_not_at_all(void **state)
{
    (void)state;
    char line[600];
    snprintf(line, sizeof line, "mds=%0500d retbleed=\n", 0);
    put("/proc/cmdline", line);
    json_t *s = environment_state(&two);
    assert_int_equal(json_string_length(json_object_get(s, "mitigations")), 504);
    json_decref(s);
}

static void doctor_speaks_and_exits(void **state)
{
    (void)state;
    json_t *m = json_pack("{ssssss}", "slug", "x-2c", "model", "X", "kernel", "6.1");
    json_t *w = json_pack("[{ssssssss}{ssssssss}]", "id", "a", "severity", "note", "text", "seen 1",
                          "advice", "do 1", "id", "b", "severity", "warning", "text", "seen 2",
                          "advice", "do 2");
    struct printed out;
    assert_int_equal(doctor_show(printed_start(&out), m, w), 1);
    char *text = printed_end(&out);
    assert_string_equal(
        text, "x-2c: X, kernel 6.1\nwarning: seen 2\n  fix: do 2\nnote: seen 1\n  fix: do 1\n"
              "1 warning, 1 note\n");
    free(text);
    json_array_remove(w, 1);
    assert_int_equal(doctor_show(printed_start(&out), m, w), 0);
    text = printed_end(&out);
    assert_null(strchr(text, '\033'));
    free(text);
    json_decref(m);
    json_decref(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(powersave_and_boost),
        fixture_test(load_per_cpu),
        fixture_test(quota_of_cgroup_v2),
        fixture_test(quota_of_cgroup_v1),
        fixture_test(steal_of_the_cpus_in_use),
        fixture_test(others_time_is_not_ours),
        fixture_test(a_busy_process_beside_is_seen),
        fixture_test(narrow_and_offline_cpus),
        fixture_test(timers),
        fixture_test(containers),
        fixture_test(kernel_settings),
        fixture_test(a_mitigation_is_there_whole_or_not_at_all),
        fixture_test(doctor_speaks_and_exits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
