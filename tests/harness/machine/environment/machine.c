// SPDX-License-Identifier: MIT
// Processors, guests and emulators, read from fixture trees that stand for machines we do not have.
#include <string.h>

#include "harness/machine/environment/parts.h"
#include "tests/harness/machine/environment/tree.h"

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
    put_arm("CPU implementer\t: 0x41\nCPU part\t: 0xd05\n\nCPU implementer\t: 0x41\nCPU part\t: "
            "0xd05\n\n"
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
    static const char sources[] =
        "/sys/devices/system/clocksource/clocksource0/available_clocksource";
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
        const char *got =
            microarch_x86(cases[i].vendor, cases[i].family, cases[i].model, cases[i].stepping);
        if (!got || strcmp(got, cases[i].name) != 0)
            fail_msg("family %d model %d stepping %d: %s, expected %s", cases[i].family,
                     cases[i].model, cases[i].stepping, got ? got : "nothing", cases[i].name);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(amd_zen4_on_bare_metal),
        fixture_test(intel_guest_by_firmware),
        fixture_test(arm_graviton_is_neoverse),
        fixture_test(arm_board_mixes_cores),
        fixture_test(emulators_give_themselves_away),
        fixture_test(a_foreign_kernel_gives_the_emulator_away),
        fixture_test(the_generic_board_alone_is_no_emulator),
        fixture_test(microarchitecture_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
