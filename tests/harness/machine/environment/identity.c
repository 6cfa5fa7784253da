// SPDX-License-Identifier: MIT
// What tells one machine from another, what is not known, and how the files are read.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/machine/environment/parts.h"
#include "tests/harness/machine/environment/tree.h"

static void empty_tree_gives_only_what_is_known(void **state)
{
    (void)state;
    static const char *const unknown[] = {"vendor", "model",          "microarchitecture",
                                          "family", "part",           "microcode",
                                          "caches", "virtualization", "emulated"};
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
    free(base), free(other_clock), free(masked), free(microcode), free(kernel), free(cores),
        free(text);
}

static void check_slug(const char *want)
{
    json_t *m = environment_machine(&two);
    has_string(m, "slug", want);
    json_decref(m);
}

static void numbers_stand_for_a_processor_without_a_name(void **state)
{
    (void)state;
    put_x86("vendor_id\t: GenuineIntel\ncpu family\t: 250\nmodel\t\t: 17\n");
    check_slug("intel-f250m17-2c");
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xfff\n");
    check_slug("arm-i0x41-p0xfff-2c");
    put("/proc/cpuinfo", "");
    check_slug("aarch64-2c");
}

static void amazon_s_own_processors_have_a_brand(void **state)
{
    (void)state;
    put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
    put("/sys/class/dmi/id/product_name", "a1.metal\n");
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xd08\n");
    check_slug("aws-graviton1-cortex-a72-2c");
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xd4f\n");
    check_slug("aws-graviton4-neoverse-v2-2c");
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xd0b\n");
    check_slug("arm-cortex-a76-2c");
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

/* The lowest descriptor that is free. */
static int next_file(void)
{
    const int fd = dup(0);
    close(fd);
    return fd;
}

static void a_file_that_was_read_is_closed(void **state)
{
    (void)state;
    char line[16];
    put("/short", "text\n");
    const int before = next_file();
    free(sysfile_text("/short"));
    assert_true(sysfile_line(line, sizeof line, "/short"));
    assert_int_equal(next_file(), before);
}

/* The real machine: nothing to compare with, but it must not crash and must keep its own
 * promises. */
static void this_machine(void **state)
{
    (void)state;
    struct topology t;
    char err[SC_ERR];
    sysfile_root(NULL);
    assert_int_equal(topology_load(&t, err), 0);
    json_t *m = environment_machine(&t), *again = environment_machine(&t),
           *s = environment_state(&t);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(empty_tree_gives_only_what_is_known),
        fixture_test(caches_read_like_google_benchmark),
        fixture_test(fingerprint_knows_what_matters),
        fixture_test(numbers_stand_for_a_processor_without_a_name),
        fixture_test(amazon_s_own_processors_have_a_brand),
        fixture_test(hostile_names_stay_tame),
        fixture_test(lists_and_fields),
        fixture_test(a_file_that_was_read_is_closed),
        fixture_test(this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
