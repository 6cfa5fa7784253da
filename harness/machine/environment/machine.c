// SPDX-License-Identifier: MIT
// What machine this is: its names, its caches, and a fingerprint that does not change from one run
// to the next.
#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#include "harness/machine/environment/environment.h"
#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"
#include "harness/machine/ticks.h"

enum { SLUG_BYTES = 96 };

static const char *string_of(const json_t *machine, const char *key)
{
    const char *s = json_string_value(json_object_get(machine, key));
    return s ? s : "";
}

/* "48K" and the like in bytes; 0 where it is no size. */
static long long cache_bytes(const char *text)
{
    char *end;
    long long n = strtoll(text, &end, 10);
    if (n <= 0 || n > INT32_MAX)
        return 0;
    if (*end == 'K')
        n <<= 10;
    else if (*end == 'M')
        n <<= 20;
    return n;
}

json_t *environment_caches(int cpu)
{
    json_t *list = json_array();
    for (int index = 0; index < 16; index++) {
        static const char path[] = "/sys/devices/system/cpu/cpu%d/cache/index%d/%s";
        char type[32], size[32], shared[4096];
        long long level;
        unsigned sharing;
        if (!sysfile_line(type, sizeof type, path, cpu, index, "type"))
            break;
        json_t *cache = json_object();
        environment_put_string(cache, "type", type);
        if (sysfile_number(&level, path, cpu, index, "level"))
            environment_put_integer(cache, "level", level);
        if (sysfile_line(size, sizeof size, path, cpu, index, "size") && cache_bytes(size) > 0)
            environment_put_integer(cache, "size", cache_bytes(size));
        if (sysfile_line(shared, sizeof shared, path, cpu, index, "shared_cpu_list") &&
            sysfile_count_list(shared, &sharing) && sharing > 0)
            environment_put_integer(cache, "num_sharing", sharing);
        json_array_append_new(list, cache);
    }
    if (json_array_size(list) == 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

/* Adds a word to a slug, reduced to [a-z0-9] with single dashes between. */
static void slug_add(char slug[SLUG_BYTES], const char *word)
{
    size_t n = strlen(slug);
    bool dash = n > 0;
    for (; *word && n + 2 < SLUG_BYTES; word++) {
        unsigned char c = (unsigned char)*word;
        if (c > 0x7f || !isalnum(c)) {
            dash = n > 0;
            continue;
        }
        if (dash)
            slug[n++] = '-';
        dash = false;
        slug[n++] = (char)tolower(c);
    }
    slug[n] = '\0';
}

static const char *brand_of(const char *model)
{
    static const struct {
        const char *in_model, *brand;
    } table[] = {
        {"Xeon", "xeon"},     {"EPYC", "epyc"},       {"Threadripper", "threadripper"},
        {"Ryzen", "ryzen"},   {"Opteron", "opteron"}, {"Athlon", "athlon"},
        {"Atom", "atom"},     {"Pentium", "pentium"}, {"Celeron", "celeron"},
        {"Core(TM)", "core"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strstr(model, table[i].in_model))
            return table[i].brand;
    }
    return "";
}

/* Amazon's own processors carry Arm's numbers; the platform tells them apart. */
static const char *graviton_of(const json_t *machine)
{
    static const struct {
        const char *microarchitecture, *brand;
    } table[] = {
        {"cortex-a72", "graviton1"},
        {"neoverse-n1", "graviton2"},
        {"neoverse-v1", "graviton3"},
        {"neoverse-v2", "graviton4"},
    };
    if (strncmp(string_of(machine, "platform"), "Amazon EC2", 10) != 0)
        return "";
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(string_of(machine, "microarchitecture"), table[i].microarchitecture) == 0)
            return table[i].brand;
    }
    return "";
}

static const char *short_vendor(const char *vendor)
{
    if (strcmp(vendor, "GenuineIntel") == 0)
        return "intel";
    if (strcmp(vendor, "AuthenticAMD") == 0)
        return "amd";
    return strcmp(vendor, "HygonGenuine") == 0 ? "hygon" : vendor;
}

/* Stands for a microarchitecture that the table does not have. */
static void slug_add_numbers(char slug[SLUG_BYTES], const json_t *machine)
{
    char text[64];
    const json_t *family = json_object_get(machine, "family");
    const json_t *model = json_object_get(machine, "model_number");
    if (json_is_integer(family) && json_is_integer(model)) {
        snprintf(text, sizeof text, "f%" JSON_INTEGER_FORMAT "m%" JSON_INTEGER_FORMAT,
                 json_integer_value(family), json_integer_value(model));
        slug_add(slug, text);
    } else if (*string_of(machine, "part")) {
        snprintf(text, sizeof text, "i%.20s p%.20s", string_of(machine, "implementer"),
                 string_of(machine, "part"));
        slug_add(slug, text);
    } else {
        slug_add(slug, string_of(machine, "arch"));
    }
}

static void put_slug(json_t *machine, const struct topology *t)
{
    char slug[SLUG_BYTES] = "", cores[32];
    const char *graviton = graviton_of(machine);
    slug_add(slug, *graviton ? "aws" : short_vendor(string_of(machine, "vendor")));
    slug_add(slug, *graviton ? graviton : brand_of(string_of(machine, "model")));
    if (*string_of(machine, "microarchitecture"))
        slug_add(slug, string_of(machine, "microarchitecture"));
    else
        slug_add_numbers(slug, machine);
    if (t->machine_cores) {
        snprintf(cores, sizeof cores, "%uc", t->machine_cores);
        slug_add(slug, cores);
    }
    if (strcmp(string_of(machine, "virtualization"), "none") != 0)
        slug_add(slug, string_of(machine, "virtualization"));
    environment_put_string(machine, "slug", *slug ? slug : "unknown");
}

/* FNV-1a, 64 bits. */
static uint64_t hash_bytes(uint64_t hash, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)s[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void put_fingerprint(json_t *machine)
{
    static const char *const keys[] = {
        "arch",        "vendor",    "model",   "family",    "model_number", "stepping", "microcode",
        "implementer", "part",      "variant", "revision",  "cpus",         "cores",    "packages",
        "numa_nodes",  "l3_caches", "smt",     "line_size", "kernel",
    };
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *value = json_object_get(machine, keys[i]);
        if (!value)
            continue;
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        hash = hash_bytes(hash, keys[i], strlen(keys[i]) + 1);
        if (text)
            hash = hash_bytes(hash, text, strlen(text) + 1);
        free(text);
    }
    char hex[17];
    snprintf(hex, sizeof hex, "%016" PRIx64, hash);
    environment_put_string(machine, "fingerprint", hex);
}

static void put_counts(json_t *machine, const struct topology *t)
{
    const struct {
        const char *key;
        unsigned value;
    } counts[] = {
        {"cpus", t->machine_cpus},
        {"cores", t->machine_cores},
        {"packages", t->machine_packages},
        {"l3_caches", t->machine_l3s},
        {"numa_nodes", t->machine_numa_nodes},
        {"line_size", t->line_size},
        {"smallest_line", sysfile_real() ? arch_line_size() : 0},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].value)
            environment_put_integer(machine, counts[i].key, counts[i].value);
    }
    if (t->machine_cores)
        environment_put_bool(machine, "smt", t->machine_cpus > t->machine_cores);
}

/* Big and little cores: Intel's drivers name both kinds, Arm's part numbers differ. */
static void put_mixed_cores(json_t *machine)
{
    char text[64];
    bool intel = sysfile_line(text, sizeof text, "/sys/devices/cpu_core/cpus") &&
                 sysfile_line(text, sizeof text, "/sys/devices/cpu_atom/cpus");
    if (intel || strchr(string_of(machine, "microarchitecture"), '+'))
        environment_put_bool(machine, "mixed_cores", true);
}

static void put_software(json_t *machine)
{
    struct utsname u;
    char text[128];
    bool known = uname(&u) == 0;
    if (sysfile_line(text, sizeof text, "/proc/sys/kernel/osrelease"))
        environment_put_string(machine, "kernel", text);
    else if (known)
        environment_put_string(machine, "kernel", u.release);
    /* Only a fixture's file may overrule uname: under user-mode emulation the file is the
     * host's. */
    if (!sysfile_real() && sysfile_line(text, sizeof text, "/proc/sys/kernel/arch"))
        environment_put_string(machine, "arch", text);
    else if (known)
        environment_put_string(machine, "arch", u.machine);
#if defined(__GLIBC__)
    snprintf(text, sizeof text, "glibc %s", gnu_get_libc_version());
    environment_put_string(machine, "libc", text);
#endif
}

json_t *environment_machine(const struct topology *t)
{
    json_t *machine = json_object();
    char *cpuinfo = sysfile_text("/proc/cpuinfo");
    put_software(machine);
    environment_cpu(machine, cpuinfo ? cpuinfo : "");
    put_mixed_cores(machine);
    put_counts(machine, t);
    json_t *caches = environment_caches(t->n_cpus ? t->cpus[0].os : 0);
    if (caches)
        json_object_set_new(machine, "caches", caches);
    environment_virtualization(machine, cpuinfo ? cpuinfo : "");
    put_slug(machine, t);
    put_fingerprint(machine);
    free(cpuinfo);
    return machine;
}
