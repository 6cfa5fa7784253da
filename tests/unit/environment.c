// SPDX-License-Identifier: MIT
// Machine, state and warnings read from fixture trees that stand for machines we do not have.
#include "harness/environment.h"

#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/environment_parts.h"
#include "harness/sysfile.h"
#include "synccost/doctor.h"

static char root[64];

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

/* Every test starts from an empty tree. */
static int new_tree(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/synccost-env-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    sysfile_root(root);
    return 0;
}

static int drop_tree(void **state)
{
    (void)state;
    sysfile_root(NULL);
    return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void put_bytes(const char *path, const char *bytes, size_t n)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", root, path);
    for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void put(const char *path, const char *text)
{
    put_bytes(path, text, strlen(text));
}

/* Two cores on one L3, numbered 0 and 1. */
static struct cpu two_cpus[] = {{.os = 0, .core = 0}, {.os = 1, .core = 1}};
static const struct topology two = {
    .cpus = two_cpus,
    .n_cpus = 2,
    .n_cores = 2,
    .machine_cpus = 2,
    .machine_cores = 2,
    .machine_packages = 1,
    .machine_l3s = 1,
    .machine_numa_nodes = 1,
    .line_size = 64,
};

static const char zen4[] = "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
                           "model name\t: AMD EPYC 9R14  96-Core   Processor\nstepping\t: 1\n"
                           "microcode\t: 0xa101148\ncpu MHz\t\t: 3696.123\n"
                           "flags\t\t: fpu tsc constant_tsc nonstop_tsc sse2\n\n"
                           "processor\t: 1\nvendor_id\t: AuthenticAMD\nmodel\t\t: 99\n";
static const char cascadelake[] =
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n"
    "model name\t: Intel(R) Xeon(R) Processor @ 2.50GHz\nstepping\t: 7\nmicrocode\t: 0x1\n"
    "flags\t\t: fpu tsc constant_tsc nonstop_tsc hypervisor\n";
static const char neoverse[] = "processor\t: 0\nBogoMIPS\t: 2100.00\nFeatures\t: fp asimd atomics\n"
                               "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\n"
                               "CPU part\t: 0xd40\nCPU revision\t: 1\n";

static void put_x86(const char *cpuinfo)
{
    put("/proc/cpuinfo", cpuinfo);
    put("/proc/sys/kernel/arch", "x86_64\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-test\n");
}

static void put_arm(const char *cpuinfo)
{
    put("/proc/cpuinfo", cpuinfo);
    put("/proc/sys/kernel/arch", "aarch64\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-test\n");
}

static void has_string(const json_t *object, const char *key, const char *want)
{
    const char *got = json_string_value(json_object_get(object, key));
    if (!got || strcmp(got, want) != 0)
        fail_msg("%s is %s, expected %s", key, got ? got : "absent", want);
}

static void has_integer(const json_t *object, const char *key, long long want)
{
    const json_t *got = json_object_get(object, key);
    if (!json_is_integer(got) || json_integer_value(got) != want)
        fail_msg("%s is %lld (type %d), expected %lld", key, (long long)json_integer_value(got),
                 got ? (int)json_typeof(got) : -1, want);
}

static void lacks(const json_t *object, const char *key)
{
    if (json_object_get(object, key))
        fail_msg("%s should be absent", key);
}

static const json_t *find_warning(const json_t *list, const char *id)
{
    size_t i;
    json_t *w;
    json_array_foreach (list, i, w) {
        if (strcmp(json_string_value(json_object_get(w, "id")), id) == 0)
            return w;
    }
    return NULL;
}

static void warns(const json_t *list, const char *id, const char *severity, const char *part)
{
    const json_t *w = find_warning(list, id);
    if (!w)
        fail_msg("no warning %s", id);
    has_string(w, "severity", severity);
    const char *text = json_string_value(json_object_get(w, "text"));
    if (!strstr(text, part))
        fail_msg("%s says \"%s\", without \"%s\"", id, text, part);
    assert_true(strlen(json_string_value(json_object_get(w, "advice"))) > 10);
}

static json_t *warnings_of(const struct topology *t)
{
    json_t *machine = environment_machine(t), *state = environment_state(t);
    json_t *list = environment_warnings(t, machine, state);
    json_decref(machine);
    json_decref(state);
    return list;
}

static void empty_tree_gives_only_what_is_known(void **state)
{
    (void)state;
    static const char *const unknown[] = {"vendor",    "model",  "microarchitecture", "family",  "part",
                                          "microcode", "caches", "virtualization",    "emulated"};
    static const char *const silent[] = {
        "governor",    "boost",          "load_average",   "cgroup_quota_limited",
        "steal_ticks", "numa_balancing", "clocksource",    "tsc_constant",
        "mitigations", "isolated_cpus",  "other_busy_cpus"};
    json_t *m = environment_machine(&two), *s = environment_state(&two);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        lacks(m, unknown[i]);
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        lacks(s, silent[i]);
    assert_non_null(json_object_get(m, "slug"));
    assert_non_null(json_object_get(m, "fingerprint"));
    has_string(s, "affinity", "0-1");
    json_t *w = environment_warnings(&two, m, s);
    for (size_t i = 0; i < json_array_size(w); i++)
        has_string(json_array_get(w, i), "id", "build");
    json_decref(w);
    json_decref(m);
    json_decref(s);
}

static void amd_zen4_on_bare_metal(void **state)
{
    (void)state;
    put_x86(zen4);
    json_t *m = environment_machine(&two);
    has_string(m, "vendor", "AuthenticAMD");
    has_string(m, "model", "AMD EPYC 9R14 96-Core Processor");
    has_string(m, "microarchitecture", "zen4");
    has_integer(m, "family", 25);
    has_integer(m, "model_number", 17);
    has_integer(m, "stepping", 1);
    has_string(m, "microcode", "0xa101148");
    has_string(m, "virtualization", "none");
    has_string(m, "slug", "amd-epyc-zen4-2c");
    has_string(m, "kernel", "6.1.0-test");
    lacks(m, "emulated");
    json_decref(m);
}

static void intel_guest_by_firmware(void **state)
{
    (void)state;
    put_x86(cascadelake);
    json_t *m = environment_machine(&two);
    has_string(m, "virtualization", "vm");
    json_decref(m);
    put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
    put("/sys/class/dmi/id/product_name", "m5.large\n");
    m = environment_machine(&two);
    has_string(m, "virtualization", "kvm");
    has_string(m, "platform", "Amazon EC2 m5.large");
    has_string(m, "slug", "intel-xeon-cascadelake-2c-kvm");
    json_decref(m);
}

static void arm_graviton_is_neoverse(void **state)
{
    (void)state;
    put_arm(neoverse);
    json_t *m = environment_machine(&two);
    has_string(m, "vendor", "Arm");
    has_string(m, "microarchitecture", "neoverse-v1");
    has_string(m, "implementer", "0x41");
    has_string(m, "part", "0xd40");
    has_string(m, "variant", "0x1");
    has_integer(m, "revision", 1);
    has_string(m, "features", "fp asimd atomics");
    assert_true(json_is_true(json_object_get(m, "lse")));
    has_string(m, "slug", "arm-neoverse-v1-2c");
    lacks(m, "virtualization");
    lacks(m, "family");
    json_decref(m);
    put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
    put("/sys/class/dmi/id/product_name", "c7g.metal\n");
    m = environment_machine(&two);
    has_string(m, "virtualization", "none");
    has_string(m, "slug", "aws-graviton3-neoverse-v1-2c");
    json_decref(m);
    put("/sys/class/dmi/id/product_name", "c7g.large\n");
    m = environment_machine(&two);
    has_string(m, "slug", "aws-graviton3-neoverse-v1-2c-kvm");
    json_decref(m);
}

static void arm_board_mixes_cores(void **state)
{
    (void)state;
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xd05\n\nCPU implementer\t: 0x41\nCPU part\t: 0xd05\n\n"
            "CPU implementer\t: 0x41\nCPU part\t: 0xd0b\n");
    put_bytes("/proc/device-tree/model", "Radxa ROCK 5B", 14);
    json_t *m = environment_machine(&two);
    has_string(m, "microarchitecture", "cortex-a55+cortex-a76");
    has_string(m, "virtualization", "none");
    has_string(m, "slug", "arm-cortex-a55-cortex-a76-2c");
    lacks(m, "lse");
    json_decref(m);
    json_t *w = warnings_of(&two);
    warns(w, "mixed-cores", "note", "cortex-a55+cortex-a76");
    json_decref(w);
}

static void emulators_give_themselves_away(void **state)
{
    (void)state;
    put_arm("CPU implementer\t: 0x00\nCPU part\t: 0x051\nCPU revision\t: 0\n");
    json_t *w = warnings_of(&two);
    warns(w, "emulated", "warning", "qemu-tcg");
    json_decref(w);

    put_arm(neoverse);
    put("/sys/class/dmi/id/sys_vendor", "QEMU\n");
    put("/sys/class/dmi/id/product_name", "QEMU Virtual Machine\n");
    json_t *m = environment_machine(&two);
    assert_true(json_is_true(json_object_get(m, "emulated")));
    has_string(m, "slug", "arm-neoverse-v1-2c-qemu-tcg");
    json_decref(m);

    put("/sys/class/dmi/id/product_name", "KVM Virtual Machine\n");
    m = environment_machine(&two);
    lacks(m, "emulated");
    has_string(m, "virtualization", "kvm");
    json_decref(m);

    put_arm(cascadelake);
    m = environment_machine(&two);
    assert_true(json_is_true(json_object_get(m, "emulated")));
    has_string(m, "virtualization", "qemu-user");
    json_decref(m);
}

static bool is_emulated(const char *virtualization)
{
    json_t *m = environment_machine(&two);
    bool yes = json_is_true(json_object_get(m, "emulated"));
    if (virtualization)
        has_string(m, "virtualization", virtualization);
    else
        lacks(m, "virtualization");
    json_decref(m);
    return yes;
}

/* The emulator makes up /proc/cpuinfo, but the kernel below is not of its architecture. */
static void a_foreign_kernel_gives_the_emulator_away(void **state)
{
    (void)state;
    static const char sources[] = "/sys/devices/system/clocksource/clocksource0/available_clocksource";
    put_arm(neoverse);
    put(sources, "arch_sys_counter\n");
    assert_false(is_emulated(NULL));
    put(sources, "kvm-clock acpi_pm\n");
    assert_true(is_emulated("qemu-user"));
    put(sources, "tsc hpet acpi_pm\n");
    assert_true(is_emulated("qemu-user"));
    put_x86(zen4);
    assert_false(is_emulated("none"));
    put(sources, "arch_sys_counter\n");
    assert_true(is_emulated("qemu-user"));
}

/* QEMU's generic board is all the device tree tells: a hypervisor may run it, too. */
static void the_generic_board_alone_is_no_emulator(void **state)
{
    (void)state;
    put_arm(neoverse);
    put_bytes("/proc/device-tree/compatible", "linux,dummy-virt", 17);
    assert_false(is_emulated("vm"));
    put("/proc/device-tree/hypervisor/compatible", "linux,kvm");
    assert_false(is_emulated("kvm"));
    put_arm("CPU implementer\t: 0x00\nCPU part\t: 0x051\n");
    assert_true(is_emulated("qemu-tcg"));
}

static void microarchitecture_table(void **state)
{
    (void)state;
    static const struct {
        const char *vendor;
        int family, model, stepping;
        const char *name;
    } cases[] = {
        {"GenuineIntel", 6, 85, 4, "skylake-server"},
        {"GenuineIntel", 6, 85, 5, "cascadelake"},
        {"GenuineIntel", 6, 85, 7, "cascadelake"},
        {"GenuineIntel", 6, 85, 11, "cooperlake"},
        {"GenuineIntel", 6, 106, 6, "icelake-server"},
        {"GenuineIntel", 6, 143, 8, "sapphirerapids"},
        {"GenuineIntel", 6, 207, 2, "emeraldrapids"},
        {"GenuineIntel", 6, 173, 1, "graniterapids"},
        {"GenuineIntel", 6, 94, 3, "skylake"},
        {"GenuineIntel", 6, 158, 10, "coffeelake"},
        {"GenuineIntel", 6, 151, 2, "alderlake"},
        {"AuthenticAMD", 23, 1, 2, "zen1"},
        {"AuthenticAMD", 23, 8, 2, "zen-plus"},
        {"AuthenticAMD", 23, 49, 0, "zen2"},
        {"AuthenticAMD", 25, 1, 1, "zen3"},
        {"AuthenticAMD", 25, 97, 2, "zen4"},
        {"AuthenticAMD", 25, 160, 2, "zen4c"},
        {"AuthenticAMD", 26, 2, 1, "zen5"},
        {"AuthenticAMD", 26, 17, 0, "zen5c"},
        {"AuthenticAMD", 26, 68, 0, "zen5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = microarch_x86(cases[i].vendor, cases[i].family, cases[i].model, cases[i].stepping);
        if (!got || strcmp(got, cases[i].name) != 0)
            fail_msg("family %d model %d stepping %d: %s, expected %s", cases[i].family, cases[i].model,
                     cases[i].stepping, got ? got : "nothing", cases[i].name);
    }
    assert_null(microarch_x86("GenuineIntel", 25, 17, 1));
    assert_null(microarch_x86("AuthenticAMD", 99, 0, 0));
    assert_null(microarch_x86("GenuineIntel", 6, 85, -1));
    assert_string_equal(microarch_arm(0x41, 0xd0c), "neoverse-n1");
    assert_string_equal(microarch_arm(0x41, 0xd84), "neoverse-v3");
    assert_string_equal(microarch_arm(0x61, 0x023), "m1-firestorm");
    assert_string_equal(microarch_arm(0xc0, 0xac3), "ampere1");
    assert_null(microarch_arm(0x41, 0xfff));
}

static void caches_read_like_google_benchmark(void **state)
{
    (void)state;
    put("/sys/devices/system/cpu/cpu0/cache/index0/type", "Data\n");
    put("/sys/devices/system/cpu/cpu0/cache/index0/level", "1\n");
    put("/sys/devices/system/cpu/cpu0/cache/index0/size", "48K\n");
    put("/sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list", "0,64\n");
    put("/sys/devices/system/cpu/cpu0/cache/index1/type", "Unified\n");
    put("/sys/devices/system/cpu/cpu0/cache/index1/level", "3\n");
    put("/sys/devices/system/cpu/cpu0/cache/index1/size", "32M\n");
    json_t *list = environment_caches(0);
    assert_int_equal(json_array_size(list), 2);
    const json_t *l1 = json_array_get(list, 0), *l3 = json_array_get(list, 1);
    has_string(l1, "type", "Data");
    has_integer(l1, "level", 1);
    has_integer(l1, "size", 48 * 1024);
    has_integer(l1, "num_sharing", 2);
    has_integer(l3, "size", 32 << 20);
    lacks(l3, "num_sharing");
    json_decref(list);
    assert_null(environment_caches(7));
}

static char *fingerprint(const struct topology *t)
{
    json_t *m = environment_machine(t);
    char *hex = strdup(json_string_value(json_object_get(m, "fingerprint")));
    json_decref(m);
    assert_int_equal(strlen(hex), 16);
    assert_int_equal(strspn(hex, "0123456789abcdef"), 16);
    return hex;
}

static void fingerprint_knows_what_matters(void **state)
{
    (void)state;
    put_x86(zen4);
    char *base = fingerprint(&two), *text = strdup(zen4);
    memcpy(strstr(text, "3696.123"), "2100.999", 8);
    put_x86(text);
    char *other_clock = fingerprint(&two);
    assert_string_equal(base, other_clock);

    struct topology narrowed = two;
    narrowed.n_cpus = narrowed.n_cores = 1;
    char *masked = fingerprint(&narrowed);
    assert_string_equal(base, masked);

    memcpy(strstr(text, "0xa101148"), "0xa101149", 9);
    put_x86(text);
    char *microcode = fingerprint(&two);
    assert_string_not_equal(base, microcode);

    put_x86(zen4);
    put("/proc/sys/kernel/osrelease", "6.2.0\n");
    char *kernel = fingerprint(&two);
    assert_string_not_equal(base, kernel);

    put_x86(zen4);
    struct topology larger = two;
    larger.machine_cores = 4;
    char *cores = fingerprint(&larger);
    assert_string_not_equal(base, cores);
    free(base), free(other_clock), free(masked), free(microcode), free(kernel), free(cores), free(text);
}

static void hostile_names_stay_tame(void **state)
{
    (void)state;
    put_x86("vendor_id\t: `rm -rf /`\ncpu family\t: 99999999999999\nmodel\t\t: -5\n"
            "model name\t: \033[31m<script>../..$(x)\x01\nstepping\t: x\n");
    put_bytes("/sys/class/dmi/id/sys_vendor", "bad \xff\xfe bytes\n", 13);
    put("/sys/class/dmi/id/product_name", "x\n");
    json_t *m = environment_machine(&two);
    const char *slug = json_string_value(json_object_get(m, "slug"));
    assert_int_equal(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(slug));
    assert_true(*slug != '-' && slug[strlen(slug) - 1] != '-');
    lacks(m, "family");
    lacks(m, "stepping");
    lacks(m, "platform");
    const char *model = json_string_value(json_object_get(m, "model"));
    for (const char *c = model; *c; c++)
        assert_true((unsigned char)*c >= ' ');
    json_decref(m);
}

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
    put("/sys/fs/cgroup/a/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 7\nthrottled_usec 3\n");
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
    put("/proc/stat", "cpu  1 0 1 90000 0 0 0 1\ncpu0 1 0 1 90000 0 0 0 1\ncpu1 1 0 1 90000 0 0 0 0\n");
    w = warnings_of(&two);
    warns(w, "steal", "note", "1 ticks");
    json_decref(w);
    put("/proc/stat", "cpu  1 0 1 90000 0 0 0 0\ncpu0 1 0 1 90000 0 0 0 0\ncpu1 1 0 1 90000 0 0 0 0\n");
    w = warnings_of(&two);
    assert_null(find_warning(w, "steal"));
    json_decref(w);
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
    static const char current[] = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
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

static void lists_and_fields(void **state)
{
    (void)state;
    unsigned n = 77;
    assert_true(sysfile_count_list("0-3,8", &n));
    assert_int_equal(n, 5);
    assert_true(sysfile_count_list("", &n));
    assert_int_equal(n, 0);
    assert_false(sysfile_count_list("3-1", &n));
    assert_false(sysfile_count_list("0-99999999999999999999", &n));
    assert_false(sysfile_count_list("x", &n));
    assert_false(sysfile_count_list("1-", &n));
    char buf[8];
    assert_true(sysfile_field("modelx : 1\nmodel : 2 3 4 5 6\n", "model", buf, sizeof buf));
    assert_string_equal(buf, "2 3 4 5");
    assert_false(sysfile_field(NULL, "a", buf, sizeof buf));
    assert_string_equal(buf, "");
    assert_false(sysfile_has_word("constant_tsc_not", "constant_tsc"));
    assert_true(sysfile_has_word("a constant_tsc", "constant_tsc"));
    assert_null(sysfile_text("/no/such/file"));
    put("/long", "");
    char *text = sysfile_text("/long");
    assert_string_equal(text, "");
    free(text);
    char *big = malloc(100001);
    memset(big, 'x', 100000);
    big[100000] = '\0';
    put("/long", big);
    text = sysfile_text("/long");
    assert_int_equal(strlen(text), 100000);
    free(text);
    free(big);
    assert_true(mkdir(root, 0700) != 0);
    char line[16];
    assert_false(sysfile_line(line, sizeof line, "/"));
    struct cpu cpus[] = {{.os = 1}, {.os = 2}, {.os = 3}, {.os = 8}};
    char list[32];
    environment_cpu_list(&(struct topology){.cpus = cpus, .n_cpus = 4}, list, sizeof list);
    assert_string_equal(list, "1-3,8");
}

static void doctor_speaks_and_exits(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    json_t *m = json_pack("{ssssss}", "slug", "x-2c", "model", "X", "kernel", "6.1");
    json_t *w = json_pack("[{ssssssss}{ssssssss}]", "id", "a", "severity", "note", "text", "seen 1", "advice",
                          "do 1", "id", "b", "severity", "warning", "text", "seen 2", "advice", "do 2");
    FILE *f = open_memstream(&text, &size);
    assert_int_equal(doctor_show(f, m, w), 1);
    fclose(f);
    assert_string_equal(text, "x-2c: X, kernel 6.1\nwarning: seen 2\n  fix: do 2\nnote: seen 1\n  fix: do 1\n"
                              "1 warning, 1 note\n");
    free(text);
    json_array_remove(w, 1);
    f = open_memstream(&text, &size);
    assert_int_equal(doctor_show(f, m, w), 0);
    fclose(f);
    assert_null(strchr(text, '\033'));
    free(text);
    json_decref(m);
    json_decref(w);
}

/* The real machine: nothing to compare with, but it must not crash and must keep its own promises. */
static void this_machine(void **state)
{
    (void)state;
    struct topology t;
    char err[SC_ERR];
    sysfile_root(NULL);
    assert_int_equal(topology_load(&t, err), 0);
    json_t *m = environment_machine(&t), *again = environment_machine(&t), *s = environment_state(&t);
    assert_true(json_equal(m, again));
    has_integer(m, "cores", t.machine_cores);
    assert_non_null(json_object_get(m, "kernel"));
    json_t *w = environment_warnings(&t, m, s);
    char *text = json_dumps(w, 0);
    assert_non_null(text);
    free(text);
    json_decref(w);
    json_decref(m);
    json_decref(again);
    json_decref(s);
    topology_free(&t);
}

#define fixture_test(f) cmocka_unit_test_setup_teardown(f, new_tree, drop_tree)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(empty_tree_gives_only_what_is_known),
        fixture_test(amd_zen4_on_bare_metal),
        fixture_test(intel_guest_by_firmware),
        fixture_test(arm_graviton_is_neoverse),
        fixture_test(arm_board_mixes_cores),
        fixture_test(emulators_give_themselves_away),
        fixture_test(a_foreign_kernel_gives_the_emulator_away),
        fixture_test(the_generic_board_alone_is_no_emulator),
        fixture_test(microarchitecture_table),
        fixture_test(caches_read_like_google_benchmark),
        fixture_test(fingerprint_knows_what_matters),
        fixture_test(hostile_names_stay_tame),
        fixture_test(powersave_and_boost),
        fixture_test(load_per_cpu),
        fixture_test(quota_of_cgroup_v2),
        fixture_test(quota_of_cgroup_v1),
        fixture_test(steal_of_the_cpus_in_use),
        fixture_test(others_time_is_not_ours),
        fixture_test(narrow_and_offline_cpus),
        fixture_test(timers),
        fixture_test(kernel_settings),
        fixture_test(lists_and_fields),
        fixture_test(doctor_speaks_and_exits),
        fixture_test(this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
