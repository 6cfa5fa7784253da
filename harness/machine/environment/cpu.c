// SPDX-License-Identifier: MIT
// What the CPU says of itself in /proc/cpuinfo, and the name its designers gave it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/environment/parts.h"
#include "harness/machine/sysfile.h"

enum { NAME_MAX_BYTES = 160 };

void environment_put_string(json_t *object, const char *key, const char *value)
{
    if (value && *value)
        json_object_set_new(object, key, json_string(value));
}

void environment_put_integer(json_t *object, const char *key, long long value)
{
    json_object_set_new(object, key, json_integer(value));
}

void environment_put_bool(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

const char *microarch_x86(const char *vendor, int family, int model, int stepping)
{
    static const struct {
        const char *vendor;
        int family, model_from, model_to, stepping_from, stepping_to;
        const char *name;
    } table[] = {
#define MICROARCH_X86(vendor, family, from, to, stepping_from, stepping_to, name)                  \
    {vendor, family, from, to, stepping_from, stepping_to, name},
#include "harness/machine/environment/microarch.def"
#undef MICROARCH_X86
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(vendor, table[i].vendor) == 0 && family == table[i].family &&
            model >= table[i].model_from && model <= table[i].model_to &&
            stepping >= table[i].stepping_from && stepping <= table[i].stepping_to)
            return table[i].name;
    }
    return NULL;
}

const char *microarch_arm(int implementer, int part)
{
    static const struct {
        int implementer, part;
        const char *name;
    } table[] = {
#define MICROARCH_ARM(implementer, part, name) {implementer, part, name},
#include "harness/machine/environment/microarch.def"
#undef MICROARCH_ARM
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (implementer == table[i].implementer && part == table[i].part)
            return table[i].name;
    }
    return NULL;
}

static const char *arm_implementer_name(int implementer)
{
    static const struct {
        int implementer;
        const char *name;
    } table[] = {
#define ARM_IMPLEMENTER(implementer, name) {implementer, name},
#include "harness/machine/environment/microarch.def"
#undef ARM_IMPLEMENTER
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (implementer == table[i].implementer)
            return table[i].name;
    }
    return NULL;
}

/* A field of the first processor as a number, 0x allowed; -1 where absent. */
static int field_number(const char *text, const char *key)
{
    char value[32], *end;
    if (!sysfile_field(text, key, value, sizeof value))
        return -1;
    long n = strtol(value, &end, 0);
    return end == value || *end || n < 0 || n > 0xffffff ? -1 : (int)n;
}

static void put_field_number(json_t *machine, const char *key, int n)
{
    if (n >= 0)
        environment_put_integer(machine, key, n);
}

/* Some vendors fill the name with blanks. */
static void squeeze_blanks(char *s)
{
    char *to = s;
    for (const char *from = s; *from; from++) {
        if (*from != ' ' || (to > s && to[-1] != ' '))
            *to++ = *from;
    }
    *to = '\0';
}

static void describe_x86(json_t *machine, const char *cpuinfo, const char *vendor)
{
    char model[NAME_MAX_BYTES], microcode[32];
    int family = field_number(cpuinfo, "cpu family"), stepping = field_number(cpuinfo, "stepping");
    int number = field_number(cpuinfo, "model\t");
    environment_put_string(machine, "vendor", vendor);
    sysfile_field(cpuinfo, "model name", model, sizeof model);
    squeeze_blanks(model);
    environment_put_string(machine, "model", model);
    environment_put_string(machine, "microarchitecture",
                           microarch_x86(vendor, family, number, stepping));
    put_field_number(machine, "family", family);
    put_field_number(machine, "model_number", number);
    put_field_number(machine, "stepping", stepping);
    sysfile_field(cpuinfo, "microcode", microcode, sizeof microcode);
    environment_put_string(machine, "microcode", microcode);
}

/* Joins the names of all kinds of core with '+': a machine may mix them. */
static void arm_core_names(const char *cpuinfo, char *names, size_t size)
{
    names[0] = '\0';
    for (const char *at = cpuinfo; (at = strstr(at, "CPU implementer"));) {
        const char *name =
            microarch_arm(field_number(at, "CPU implementer"), field_number(at, "CPU part"));
        at += strlen("CPU implementer");
        size_t used = strlen(names), n = name ? strlen(name) : 0;
        bool known = false;
        for (const char *p = names; n && (p = strstr(p, name)); p += n) {
            if ((p == names || p[-1] == '+') && (p[n] == '\0' || p[n] == '+'))
                known = true;
        }
        if (name && !known && used + n + 2 < size)
            snprintf(names + used, size - used, "%s%s", used ? "+" : "", name);
    }
}

static void describe_arm(json_t *machine, const char *cpuinfo)
{
    char names[NAME_MAX_BYTES], model[NAME_MAX_BYTES + 32], raw[32], features[1024];
    int implementer = field_number(cpuinfo, "CPU implementer");
    const char *vendor = arm_implementer_name(implementer);
    arm_core_names(cpuinfo, names, sizeof names);
    environment_put_string(machine, "vendor", vendor);
    if (names[0]) {
        snprintf(model, sizeof model, "%s%s%s", vendor ? vendor : "", vendor ? " " : "", names);
        environment_put_string(machine, "model", model);
        environment_put_string(machine, "microarchitecture", names);
    }
    static const struct {
        const char *key, *field;
    } raw_fields[] = {
        {"implementer", "CPU implementer"}, {"part", "CPU part"}, {"variant", "CPU variant"}};
    for (size_t i = 0; i < sizeof raw_fields / sizeof *raw_fields; i++) {
        sysfile_field(cpuinfo, raw_fields[i].field, raw, sizeof raw);
        environment_put_string(machine, raw_fields[i].key, raw);
    }
    put_field_number(machine, "revision", field_number(cpuinfo, "CPU revision"));
    if (sysfile_field(cpuinfo, "Features", features, sizeof features)) {
        environment_put_string(machine, "features", features);
        environment_put_bool(machine, "lse", sysfile_has_word(features, "atomics"));
    }
}

void environment_cpu(json_t *machine, const char *cpuinfo)
{
    char text[NAME_MAX_BYTES];
    if (sysfile_field(cpuinfo, "vendor_id", text, sizeof text)) {
        describe_x86(machine, cpuinfo, text);
    } else if (sysfile_field(cpuinfo, "CPU implementer", text, sizeof text)) {
        describe_arm(machine, cpuinfo);
    } else if (sysfile_field(cpuinfo, "model name", text, sizeof text) ||
               sysfile_field(cpuinfo, "uarch", text, sizeof text) ||
               sysfile_field(cpuinfo, "cpu", text, sizeof text)) {
        environment_put_string(machine, "model", text);
    }
}
