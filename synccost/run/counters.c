// SPDX-License-Identifier: MIT
// From --counters to a plan that the family programs take.
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "synccost/machine/context.h"
#include "synccost/machine/events.h"
#include "synccost/run/counters.h"

static_assert((int)COUNTERS_MOST <= (int)REPORT_NAMED, "a report has too few places for counters");
static_assert(sizeof "pmu._per_op" + COUNTER_KEY <= REPORT_NAME,
              "a report takes no counter's longest key");

static const struct counter_finding *unknown_name(const struct counter_finding *f, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (f[i].metric == COUNTER_METRICS && f[i].status == COUNTER_NO_NAME)
            return &f[i];
    return NULL;
}

static bool warned(const json_t *context, const char *text)
{
    const json_t *warnings = json_object_get(json_object_get(context, "synccost"), "warnings"),
                 *warning;
    size_t i;
    json_array_foreach (warnings, i, warning) {
        const char *said = json_string_value(json_object_get(warning, "text"));
        if (said && strcmp(said, text) == 0)
            return true;
    }
    return false;
}

/* Once: a run that is taken up again has the warning of its beginning. */
static void warn_of_silent(json_t *context, const struct counter_finding *f, unsigned n)
{
    char text[SC_ERR];
    unsigned silent = 0;
    const char *first = "";
    for (unsigned i = n; i-- > 0;)
        if (f[i].status != COUNTER_COUNTS) {
            silent++;
            first = f[i].key;
        }
    snprintf(text, sizeof text, "%u of %u counters do not count here, %s the first", silent, n,
             first);
    if (silent && !warned(context, text))
        context_warn(
            context, "counters", text,
            "synccost events and the report's list of counters say why, and what would mend it");
}

static void keep(struct run *run, const char *list, bool kernel, const struct counter_finding *f,
                 unsigned n)
{
    json_t *ours = json_object_get(run->report.context, "synccost"),
           *settings = json_object_get(ours, "run");
    warn_of_silent(run->report.context, f, n);
    json_object_set_new(ours, "counters", events_json(f, n));
    json_object_set_new(settings, "counters", json_string(list));
    json_object_set_new(settings, "counters_kernel", json_boolean(kernel));
}

int run_plan_counters(struct run *run, const struct counter_probe *p, const char *list,
                      char err[SC_ERR])
{
    struct counter_finding *f;
    struct counters_plan plan;
    char why[SC_ERR] = "";
    unsigned n = counter_find_all(p, list, &f, why);
    const struct counter_finding *unknown = unknown_name(f, n);
    if (unknown)
        snprintf(err, SC_ERR, "--counters: %.160s: synccost events lists the metrics",
                 unknown->reason);
    else if (n == 0)
        snprintf(err, SC_ERR, "--counters: %.240s", why);
    if (n && !unknown) {
        counter_plan(p, f, n, &plan);
        run->catalog.counters = plan.n ? counters_plan_text(&plan) : NULL;
        keep(run, list, p->kernel, f, n);
    }
    free(f);
    return n && !unknown ? 0 : -1;
}

int run_choose_counters(struct run *run, const char *list, bool kernel, char err[SC_ERR])
{
    struct counter_probe p = counter_probe_here(kernel);
    return run_plan_counters(run, &p, list, err);
}
