// SPDX-License-Identifier: MIT
// Whether a hypervisor or an emulator lies below, from CPUID, firmware tables and the device tree.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

enum { APPLE = 0x61 };

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* The twelve letters a hypervisor signs with; empty where there is none. base is 0x40000000, or a
 * later step of 0x100. */
static void cpuid_signature(unsigned base, char signature[13])
{
    unsigned a, b, c, d;
    memset(signature, 0, 13);
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 31 & 1))
        return;
    __cpuid(base, a, b, c, d);
    memcpy(signature, &b, 4);
    memcpy(signature + 4, &c, 4);
    memcpy(signature + 8, &d, 4);
}

static bool timer_is_emulated(void)
{
    return false;
}
#else
static void cpuid_signature(unsigned base, char signature[13])
{
    (void)base;
    memset(signature, 0, 13);
}

/* QEMU's own translator counted at 62.5 MHz until it took on 1 GHz; a guest of a real hypervisor
 * sees the host's counter. */
static bool timer_is_emulated(void)
{
#if defined(__aarch64__)
    unsigned long long hz;
    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz == 62500000;
#else
    return false;
#endif
}
#endif

static const char *from_cpuid(void)
{
    static const struct {
        const char *signature, *name;
    } table[] = {
        {"KVMKVMKVM", "kvm"},         {"VMwareVMware", "vmware"},     {"XenVMMXenVMM", "xen"},
        {"TCGTCGTCGTCG", "qemu-tcg"}, {"VBoxVBoxVBox", "virtualbox"}, {"bhyve bhyve ", "bhyve"},
        {"ACRNACRNACRN", "acrn"},     {" lrpepyh vr", "parallels"},   {" prl hyperv ", "parallels"},
        {"Microsoft Hv", "hyperv"},
    };
    char signature[13];
    cpuid_signature(0x40000000, signature);
    if (strcmp(signature, "Microsoft Hv") == 0) {
        /* KVM dresses up as Hyper-V for Windows guests and signs with its own name in the next
         * range. */
        char second[13];
        cpuid_signature(0x40000100, second);
        if (strcmp(second, "KVMKVMKVM") == 0)
            return "kvm";
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(signature, table[i].signature) == 0)
            return table[i].name;
    }
    return NULL;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);
    return n >= k && strcmp(s + n - k, end) == 0;
}

/* What the firmware's tables tell; NULL where they name no virtual machine. */
static const char *from_firmware(const char *vendor, const char *product)
{
    static const struct {
        const char *vendor, *product, *name;
    } table[] = {
        {"QEMU", "KVM Virtual Machine", "kvm"},
        {"QEMU", "", "qemu"},
        {"", "KVM", "kvm"},
        {"Google", "Google Compute Engine", "kvm"},
        {"VMware", "", "vmware"},
        {"Microsoft Corporation", "Virtual Machine", "hyperv"},
        {"Xen", "", "xen"},
        {"innotek GmbH", "", "virtualbox"},
        {"Parallels", "", "parallels"},
        {"Apple Inc.", "Apple Virtualization", "apple"},
        {"OpenStack", "", "kvm"},
        {"Alibaba Cloud", "Alibaba Cloud ECS", "kvm"},
        {"DigitalOcean", "", "kvm"},
        {"Hetzner", "vServer", "kvm"},
        {"", "Virtual Machine", "vm"},
    };
    if (strncmp(vendor, "Amazon EC2", 10) == 0)
        return strstr(product, ".metal") || !*product ? NULL : "kvm";
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strncmp(vendor, table[i].vendor, strlen(table[i].vendor)) == 0 &&
            strstr(product, table[i].product))
            return table[i].name;
    }
    return NULL;
}

static const char *from_device_tree(void)
{
    char text[128];
    if (sysfile_line(text, sizeof text, "/sys/hypervisor/type") && strcmp(text, "xen") == 0)
        return "xen";
    if (sysfile_line(text, sizeof text, "/proc/device-tree/hypervisor/compatible")) {
        if (strstr(text, "kvm"))
            return "kvm";
        return strstr(text, "xen") ? "xen" : "vm";
    }
    if (sysfile_line(text, sizeof text, "/proc/device-tree/compatible") &&
        strncmp(text, "linux,dummy-virt", 16) == 0)
        return "vm";
    return NULL;
}

/*
 * An emulator of one process leaves the host's files in place, and the host is of another
 * architecture: its CPU in /proc/cpuinfo, or, where the emulator makes that one up (QEMU 8.2 and
 * later), its kernel's clock sources.
 */
static bool host_is_foreign(const char *arch, bool says_x86, bool says_arm)
{
    char sources[256];
    bool arm = strcmp(arch, "aarch64") == 0 || strncmp(arch, "arm", 3) == 0;
    bool x86 = strcmp(arch, "x86_64") == 0 || ends_with(arch, "86");
    sysfile_line(sources, sizeof sources,
                 "/sys/devices/system/clocksource/clocksource0/available_clocksource");
    bool x86_kernel = sysfile_has_word(sources, "tsc") || sysfile_has_word(sources, "kvm-clock");
    bool arm_kernel = sysfile_has_word(sources, "arch_sys_counter");
    return (arm && (says_x86 || x86_kernel)) || (x86 && (says_arm || arm_kernel));
}

/* Names the emulator, or NULL where nothing betrays one. */
static const char *emulator(const char *arch, const char *cpuinfo, const char *hypervisor,
                            const char *product)
{
    char vendor[32], implementer[16], part[16];
    bool says_x86 = sysfile_field(cpuinfo, "vendor_id", vendor, sizeof vendor);
    bool says_arm = sysfile_field(cpuinfo, "CPU implementer", implementer, sizeof implementer);
    sysfile_field(cpuinfo, "CPU part", part, sizeof part);
    if (hypervisor && strcmp(hypervisor, "qemu-tcg") == 0)
        return "qemu-tcg";
    if (says_x86 && strcmp(vendor, "VirtualApple") == 0)
        return "rosetta";
    if (host_is_foreign(arch, says_x86, says_arm))
        return "qemu-user";
    if (!says_arm)
        return NULL;
    long maker = strtol(implementer, NULL, 0);
    if (maker == 0 && strtol(part, NULL, 0) == 0x051)
        return "qemu-tcg";
    if (maker != APPLE && strcmp(product, "QEMU Virtual Machine") == 0)
        return "qemu-tcg";
    bool generic_board = hypervisor && strcmp(hypervisor, "vm") == 0;
    if (generic_board && sysfile_real() && timer_is_emulated())
        return "qemu-tcg";
    return NULL;
}

/* Whether silence means bare metal: the CPU would have said so, or a board told its name and it is
 * no virtual one. */
static bool bare_metal(const char *flags, const char *vendor)
{
    char board[128];
    if (*flags)
        return !sysfile_has_word(flags, "hypervisor");
    return *vendor || sysfile_line(board, sizeof board, "/proc/device-tree/model");
}

void environment_virtualization(json_t *machine, const char *cpuinfo)
{
    char vendor[128], product[128], flags[4096];
    const char *arch = json_string_value(json_object_get(machine, "arch"));
    sysfile_line(vendor, sizeof vendor, "/sys/class/dmi/id/sys_vendor");
    sysfile_line(product, sizeof product, "/sys/class/dmi/id/product_name");
    sysfile_field(cpuinfo, "flags", flags, sizeof flags);
    if (*vendor && *product) {
        char platform[260];
        snprintf(platform, sizeof platform, "%s %s", vendor, product);
        environment_put_string(machine, "platform", platform);
    }
    const char *name = sysfile_real() ? from_cpuid() : NULL;
    if (!name)
        name = from_firmware(vendor, product);
    if (!name)
        name = from_device_tree();
    if (!name && sysfile_has_word(flags, "hypervisor"))
        name = "vm";
    const char *by_emulator = emulator(arch ? arch : "", cpuinfo, name, product);
    if (by_emulator) {
        environment_put_bool(machine, "emulated", true);
        name = by_emulator;
    }
    if (!name && bare_metal(flags, vendor))
        name = "none";
    environment_put_string(machine, "virtualization", name);
}
