// SPDX-License-Identifier: MIT
// synccost doctor: what on this machine spoils a measurement, and how to mend it.
#include <string.h>

#include "common/json.h"
#include "common/text.h"
#include "harness/machine/environment/environment.h"
#include "harness/machine/topology.h"
#include "synccost/machine/doctor.h"
#include "synccost/machine/host.h"

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

/* ", N things" where N is known. */
static void print_count(FILE *out, const json_t *machine, const char *key, const char *one,
                        const char *many)
{
    const json_t *n = json_object_get(machine, key);
    if (json_is_integer(n))
        fprintf(out, ", %" JSON_INTEGER_FORMAT " %s", json_integer_value(n),
                json_integer_value(n) == 1 ? one : many);
}

static void print_text(FILE *out, const json_t *machine, const char *key, const char *before)
{
    if (*text_of(machine, key))
        fprintf(out, ", %s%s", before, text_of(machine, key));
}

static void print_machine(FILE *out, const json_t *machine)
{
    const char *model = text_of(machine, "model");
    fprintf(out, "%s: %s", text_of(machine, "slug"), *model ? model : "CPU model unknown");
    print_count(out, machine, "cores", "core", "cores");
    print_count(out, machine, "cpus", "CPU", "CPUs");
    print_count(out, machine, "packages", "package", "packages");
    print_count(out, machine, "numa_nodes", "NUMA node", "NUMA nodes");
    print_text(out, machine, "virtualization", "virtualization ");
    print_text(out, machine, "kernel", "kernel ");
    fputc('\n', out);
}

static size_t print_severity(FILE *out, const json_t *warnings, const char *severity)
{
    size_t i, printed = 0;
    json_t *w;
    json_array_foreach (warnings, i, w) {
        if (strcmp(text_of(w, "severity"), severity) != 0)
            continue;
        fprintf(out, "%s: ", severity);
        text_wrap(out, (unsigned)strlen(severity) + 2, text_of(w, "text"));
        fputs("  fix: ", out);
        text_wrap(out, 7, text_of(w, "advice"));
        printed++;
    }
    return printed;
}

static bool any_warning(const json_t *warnings)
{
    size_t i;
    json_t *w;
    json_array_foreach (warnings, i, w) {
        if (strcmp(text_of(w, "severity"), "warning") == 0)
            return true;
    }
    return false;
}

int doctor_show(FILE *out, const json_t *machine, const json_t *warnings)
{
    print_machine(out, machine);
    size_t bad = print_severity(out, warnings, "warning");
    size_t notes = print_severity(out, warnings, "note");
    fprintf(out, "%zu warning%s, %zu note%s\n", bad, bad == 1 ? "" : "s", notes,
            notes == 1 ? "" : "s");
    return bad > 0;
}

int doctor_print(FILE *out, bool json)
{
    struct topology t;
    char err[SC_ERR];
    if (topology_load(&t, err) != 0) {
        fprintf(stderr, "synccost: doctor: %s\n", err);
        return 2;
    }
    json_t *machine = environment_machine(&t), *state = environment_state(&t);
    json_t *warnings = environment_warnings(&t, machine, state);
    host_identify(machine, NULL);
    host_advise(machine, warnings);
    int rc;
    if (json) {
        json_t *all =
            json_pack("{sOsOsO}", "machine", machine, "state", state, "warnings", warnings);
        show_json(all, out, JSON_INDENT(2));
        fputc('\n', out);
        json_decref(all);
        rc = any_warning(warnings);
    } else {
        rc = doctor_show(out, machine, warnings);
    }
    json_decref(machine);
    json_decref(state);
    json_decref(warnings);
    topology_free(&t);
    return rc;
}
