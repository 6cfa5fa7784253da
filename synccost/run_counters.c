// SPDX-License-Identifier: MIT
// From --counters to a plan that the family programs take.
#include "synccost/run_counters.h"

#include <stdio.h>
#include <stdlib.h>

#include "synccost/context.h"
#include "synccost/events.h"

static const struct counter_finding *unknown_name(const struct counter_finding *f, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (f[i].metric == COUNTER_METRICS && f[i].status == COUNTER_NO_NAME)
            return &f[i];
    return NULL;
}

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
    snprintf(text, sizeof text, "%u of %u counters do not count here, %s the first", silent, n, first);
    if (silent)
        context_warn(context, "counters", text, "synccost events says why, and what would mend it");
}

static void keep(struct run *run, const char *list, bool kernel, const struct counter_finding *f, unsigned n)
{
    json_t *ours = json_object_get(run->report.context, "synccost"), *settings = json_object_get(ours, "run");
    if (!json_object_get(ours, "counters")) /* not yet: a run that is taken up again has them */
        warn_of_silent(run->report.context, f, n);
    json_object_set_new(ours, "counters", events_json(f, n));
    json_object_set_new(settings, "counters", json_string(list));
    json_object_set_new(settings, "counters_kernel", json_boolean(kernel));
}

int run_choose_counters(struct run *run, const char *list, bool kernel, char err[SC_ERR])
{
    struct counter_finding *f;
    struct counters_plan plan;
    char why[SC_ERR] = "no memory";
    struct counter_probe p = counter_probe_here(kernel);
    unsigned n = counter_find_all(&p, list, &f, why);
    const struct counter_finding *unknown = unknown_name(f, n);
    if (unknown)
        snprintf(err, SC_ERR, "--counters: %.160s: synccost events lists the metrics", unknown->reason);
    else if (n == 0)
        snprintf(err, SC_ERR, "--counters: %.200s", why);
    if (n && !unknown) {
        counter_plan(&p, f, n, &plan);
        run->catalog.counters = plan.n ? counters_plan_text(&plan) : NULL;
        keep(run, list, kernel, f, n);
    }
    free(f);
    return n && !unknown ? 0 : -1;
}
