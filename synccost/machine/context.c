// SPDX-License-Identifier: MIT
// Builds the context object.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/machine/environment/environment.h"
#include "harness/machine/environment/parts.h"
#include "harness/machine/width.h"
#include "primitives/relax.h"
#include "synccost/machine/context.h"
#include "synccost/machine/host.h"
#include "version.h"

void utc_now(char text[32])
{
    time_t now = time(NULL);
    struct tm t;
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &t));
}

/* The most of a tenth of a second: a sibling that is busy now and then leaves the core alone
 * between. */
static double best_width(void)
{
    enum { LOOKS = 100 };
    const struct timespec pause = {.tv_nsec = 1000000};
    double best = 0;
    for (int i = 0; i < LOOKS; i++) {
        double width = width_now();
        best = width > best ? width : best;
        nanosleep(&pause, NULL);
    }
    return best;
}

static json_t *clock_json(void)
{
    clock_start();
    struct clock_quality q = clock_quality();
    double cycle = chain_cycle_ns(), width = best_width();
    clock_refine();
    return json_pack("{s:s, s:f, s:f, s:f, s:f, s:f}", "source", TICKS_SOURCE, "ticks_per_s",
                     1e9 / clock_ns_per_tick(), "read_ns", q.read_ns, "granularity_ns",
                     q.granularity_ns, "cycle_ns", cycle, "core_width", width);
}

json_t *context_build(void)
{
    json_t *build =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "compiler", SYNCCOST_COMPILER, "flags",
                  SYNCCOST_FLAGS, "revision", SYNCCOST_REVISION, "benchmark_library",
                  SYNCCOST_GBENCH_VERSION, "relax", RELAX_NAME, "release",
#ifdef SYNCCOST_SANITIZED
                  0
#else
                  1
#endif
        );
    if (*SYNCCOST_ATOMICS)
        json_object_set_new(build, "atomics", json_string(SYNCCOST_ATOMICS));
#ifdef SYNCCOST_PLANT
    json_object_set_new(build, "planted", json_real(SYNCCOST_PLANT));
#endif
    return build;
}

static json_t *load_json(void)
{
    double load[3];
    json_t *a = json_array();
    for (int i = 0, n = getloadavg(load, 3); i < n; i++)
        json_array_append_new(a, json_real(load[i]));
    return a;
}

static json_t *frame_json(const struct topology *t, const json_t *machine)
{
    char date[32], host[256] = "";
    utc_now(date);
    gethostname(host, sizeof host - 1);
    json_t *caches = json_object_get(machine, "caches");
    json_t *frame = json_pack("{s:s, s:s, s:s, s:i, s:o, s:i}", "date", date, "host_name", host,
                              "executable", "synccost", "num_cpus", (int)t->machine_cpus,
                              "load_avg", load_json(), "json_schema_version", 1);
    if (caches)
        json_object_set(frame, "caches", caches);
    return frame;
}

json_t *context_of_machine(const char *name, char err[SC_ERR])
{
    struct topology t;
    char cpus[4096];
    if (topology_load(&t, err) != 0)
        return NULL;
    json_t *machine = environment_machine(&t);
    host_identify(machine, name);
    environment_cpu_list(&t, cpus, sizeof cpus);
    topology_free(&t);
    return json_pack("{s:{s:o, s:o, s:{s:s}}}", "synccost", "machine", machine, "build",
                     context_build(), "environment", "affinity", cpus);
}

json_t *context_create(const char *name, char err[SC_ERR])
{
    struct topology t;
    if (topology_load(&t, err) != 0)
        return NULL;
    json_t *machine = environment_machine(&t), *state = environment_state(&t);
    json_t *warnings = environment_warnings(&t, machine, state);
    host_identify(machine, name);
    json_t *clock = clock_json(), *frame = frame_json(&t, machine);
    double ghz = 1 / json_number_value(json_object_get(clock, "cycle_ns"));
    json_object_set_new(frame, "mhz_per_cpu", json_integer((json_int_t)(ghz * 1000 + 0.5)));
    json_object_set_new(frame, "synccost",
                        json_pack("{s:i, s:s, s:o, s:o, s:o, s:o, s:o}", "schema", 1, "version",
                                  SYNCCOST_VERSION, "machine", machine, "build", context_build(),
                                  "clock", clock, "environment", state, "warnings", warnings));
    topology_free(&t);
    return frame;
}

void context_warn(json_t *context, const char *id, const char *text, const char *advice)
{
    json_t *warnings = json_object_get(json_object_get(context, "synccost"), "warnings");
    json_array_append_new(warnings, json_pack("{s:s, s:s, s:s, s:s}", "id", id, "severity",
                                              "warning", "text", text, "advice", advice));
}

void context_warn_planted(json_t *context)
{
    const json_t *build = json_object_get(json_object_get(context, "synccost"), "build");
    const json_t *planted = json_object_get(build, "planted");
    char text[SC_ERR];
    if (!planted)
        return;
    snprintf(text, sizeof text, "this build plants a slowdown of %g %% (PLANT)",
             json_number_value(planted));
    context_warn(context, "planted", text, "build without PLANT to measure what things cost");
}

double context_width(const json_t *context)
{
    const json_t *clock = json_object_get(json_object_get(context, "synccost"), "clock");
    return json_number_value(json_object_get(clock, "core_width"));
}

const char *context_text(const json_t *context, const char *part, const char *key)
{
    const json_t *object = json_object_get(json_object_get(context, "synccost"), part);
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

const char *context_machine(const json_t *context, const char *key)
{
    return context_text(context, "machine", key);
}
