// SPDX-License-Identifier: MIT
// The tables of harness/counters/*.def. A new processor is one line in models.def, and a file here
// where its events are new.
#include <string.h>

#include "harness/counters/table.h"
#include "harness/machine/sysfile.h"

const struct counter_metric_info counter_metric_table[COUNTER_METRICS] = {
#define COUNTER(key, unit, load, text) {#key, unit, text, LOAD_##load},
#include "common/counters.def"
#undef COUNTER
};

// clang-format off
#define EVENT(metric, name, note) {COUNTER_##metric, name, note},
#define END {COUNTER_METRICS, NULL, NULL}
const struct counter_event counter_generic[] = {
#include "harness/counters/events/generic.def"
    END};
static const struct counter_event skl_events[] = {
#include "harness/counters/events/skl.def"
    END};
static const struct counter_event skx_events[] = {
#include "harness/counters/events/skx.def"
    END};
static const struct counter_event icl_events[] = {
#include "harness/counters/events/icl.def"
    END};
static const struct counter_event icx_events[] = {
#include "harness/counters/events/icx.def"
    END};
static const struct counter_event spr_events[] = {
#include "harness/counters/events/spr.def"
    END};
static const struct counter_event zen2_events[] = {
#include "harness/counters/events/zen2.def"
    END};
static const struct counter_event zen3_events[] = {
#include "harness/counters/events/zen3.def"
    END};
static const struct counter_event zen4_events[] = {
#include "harness/counters/events/zen4.def"
    END};
static const struct counter_event a72_events[] = {
#include "harness/counters/events/a72.def"
    END};
static const struct counter_event neoverse_events[] = {
#include "harness/counters/events/neoverse.def"
    END};
// clang-format on

const struct counter_model counter_models[] = {
#define MODEL(name, pmu, events, microarchs, title)                                                \
    {#name, pmu, microarchs, title, events##_events},
#include "harness/counters/events/models.def"
#undef MODEL
    {NULL, NULL, NULL, NULL, NULL}};

enum counter_metric counter_metric_find(const char *key)
{
    int m = 0;
    while (m < COUNTER_METRICS && strcmp(counter_metric_table[m].key, key) != 0)
        m++;
    return (enum counter_metric)m;
}

const struct counter_model *counter_model_find(const char *name)
{
    for (const struct counter_model *m = counter_models; m->name; m++)
        if (strcmp(m->name, name) == 0)
            return m;
    return NULL;
}

const struct counter_model *counter_model_of(const char *microarchitecture)
{
    for (const struct counter_model *m = counter_models; m->name; m++)
        if (sysfile_has_word(m->microarchs, microarchitecture))
            return m;
    return NULL;
}

const struct counter_event *counter_event_find(const struct counter_event *events,
                                               enum counter_metric metric)
{
    for (; events->name; events++)
        if (events->metric == metric)
            return events;
    return NULL;
}
