// SPDX-License-Identifier: MIT
// A tree of /proc and /sys files of the test's own, and what is asked of a machine read from it.
#pragma once

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/machine/environment/environment.h"
#include "harness/machine/sysfile.h"
#include "tests/test.h"

static char root[64];

static inline int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

/* Every test starts from an empty tree. */
static inline int new_tree(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/synccost-env-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    sysfile_root(root);
    return 0;
}

static inline int drop_tree(void **state)
{
    (void)state;
    sysfile_root(NULL);
    return nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static inline void put_bytes(const char *path, const char *bytes, size_t n)
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

static inline void put(const char *path, const char *text)
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

static const char zen4[] =
    "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 17\n"
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

static inline void put_x86(const char *cpuinfo)
{
    put("/proc/cpuinfo", cpuinfo);
    put("/proc/sys/kernel/arch", "x86_64\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-test\n");
}

static inline void put_arm(const char *cpuinfo)
{
    put("/proc/cpuinfo", cpuinfo);
    put("/proc/sys/kernel/arch", "aarch64\n");
    put("/proc/sys/kernel/osrelease", "6.1.0-test\n");
}

static inline void has_string(const json_t *object, const char *key, const char *want)
{
    const char *got = json_string_value(json_object_get(object, key));
    if (!got || strcmp(got, want) != 0)
        fail_msg("%s is %s, expected %s", key, got ? got : "absent", want);
}

static inline void has_integer(const json_t *object, const char *key, long long want)
{
    const json_t *got = json_object_get(object, key);
    if (!json_is_integer(got) || json_integer_value(got) != want)
        fail_msg("%s is %lld (type %d), expected %lld", key, (long long)json_integer_value(got),
                 got ? (int)json_typeof(got) : -1, want);
}

static inline void lacks(const json_t *object, const char *key)
{
    if (json_object_get(object, key))
        fail_msg("%s should be absent", key);
}

static inline const json_t *find_warning(const json_t *list, const char *id)
{
    size_t i;
    json_t *w;
    json_array_foreach (list, i, w) {
        if (strcmp(json_string_value(json_object_get(w, "id")), id) == 0)
            return w;
    }
    return NULL;
}

static inline void warns(const json_t *list, const char *id, const char *severity, const char *part)
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

static inline json_t *warnings_of(const struct topology *t)
{
    json_t *machine = environment_machine(t), *state = environment_state(t);
    json_t *list = environment_warnings(t, machine, state);
    json_decref(machine);
    json_decref(state);
    return list;
}

#define fixture_test(f) cmocka_unit_test_setup_teardown(f, new_tree, drop_tree)
