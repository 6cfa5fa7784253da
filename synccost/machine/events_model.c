// SPDX-License-Identifier: MIT
// What libpfm4 makes of a model's event names.
#include <inttypes.h>

#include "synccost/machine/events.h"

char *events_encoding(char buf[EVENTS_ENCODING], const struct perf_event_attr *attr)
{
    static const char *const types[] = {"hardware", "software", "tracepoint",
                                        "cache",    "raw",      "breakpoint"};
    char type[24];
    if (attr->type < sizeof types / sizeof *types)
        snprintf(type, sizeof type, "%s", types[attr->type]);
    else
        snprintf(type, sizeof type, "type %" PRIu32, (uint32_t)attr->type);
    if (attr->config1)
        snprintf(buf, EVENTS_ENCODING, "%s 0x%" PRIx64 " 0x%" PRIx64, type, (uint64_t)attr->config,
                 (uint64_t)attr->config1);
    else
        snprintf(buf, EVENTS_ENCODING, "%s 0x%" PRIx64, type, (uint64_t)attr->config);
    return buf;
}

static int print_event(FILE *out, const struct counter_model *model, enum counter_metric metric,
                       char err[SC_ERR])
{
    const struct counter_event *event = counter_event_find(model->events, metric);
    char name[COUNTER_NAME], encoding[EVENTS_ENCODING];
    struct counter_code code;
    if (!event)
        return 0;
    snprintf(name, sizeof name, "%s::%s", model->pmu, event->name);
    if (counter_encode(name, &code, err) != 0)
        return -1;
    fprintf(out, "| %s | `%s` | %s | %s |\n", counter_metric_table[metric].key, event->name,
            events_encoding(encoding, &code.attr), event->note ? event->note : "");
    return 0;
}

int events_print_model(FILE *out, const struct counter_model *model, char err[SC_ERR])
{
    if (!counter_pmu_known(model->pmu)) {
        snprintf(err, SC_ERR,
                 "%s: the libpfm4 here was built without its PMU (%s): ask on a machine of that "
                 "architecture",
                 model->name, model->pmu);
        return -1;
    }
    fprintf(out, "### %s: %s\n\n", model->name, model->title);
    fprintf(out, "| metric | event of `%s` | encoding | what to know |\n|---|---|---|---|\n",
            model->pmu);
    for (int m = 0; m < COUNTER_METRICS; m++)
        if (print_event(out, model, (enum counter_metric)m, err) != 0)
            return -1;
    return 0;
}
