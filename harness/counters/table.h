// SPDX-License-Identifier: MIT
// What can be counted, on which processors, and under which names: harness/counters/*.def as
// tables.
#pragma once

#include <stddef.h>

/* The work that must move a counter, or it does not count (harness/counters/load.h). */
enum counter_load {
    LOAD_ADDS,   /* dependent adds */
    LOAD_BOUNCE, /* two threads add to one line */
    LOAD_ORDER,  /* one thread writes two lines, another reads them in the opposite order */
    LOAD_CHASE,  /* a pointer chase over more memory than the caches hold */
    LOAD_REMOTE, /* the same in another memory node */
    LOAD_SPIN,   /* a millisecond on the CPU */
    LOAD_TOUCH,  /* first touches of fresh pages */
    LOAD_SLEEP,  /* short sleeps */
    LOAD_MOVE,   /* moves between two CPUs */
    LOAD_COUNT
};

enum counter_metric {
#define COUNTER(key, unit, load, text) COUNTER_##key,
#include "common/counters.def"
#undef COUNTER
    COUNTER_METRICS
};

struct counter_metric_info {
    const char *key, *unit, *text;
    enum counter_load load;
};
extern const struct counter_metric_info counter_metric_table[COUNTER_METRICS];

/* One libpfm4 name for a metric; note, which may be NULL, says what else it counts or leaves
 * out. */
struct counter_event {
    enum counter_metric metric;
    const char *name, *note;
};

struct counter_model {
    const char *name, *pmu, *microarchs, *title;
    const struct counter_event *events; /* ends with a NULL name */
};
extern const struct counter_model counter_models[]; /* ends with a NULL name */
/* the kernel's own names; ends with a NULL name */
extern const struct counter_event counter_generic[];

/* The metric of that key; COUNTER_METRICS where there is none. */
enum counter_metric counter_metric_find(const char *key);
/* The model of that name; NULL where there is none. */
const struct counter_model *counter_model_find(const char *name);
/* The model with that microarchitecture (harness/machine/environment/microarch.def); NULL where no
 * table has it. */
const struct counter_model *counter_model_of(const char *microarchitecture);
/* The event of a metric; NULL where that processor has none. */
const struct counter_event *counter_event_find(const struct counter_event *events,
                                               enum counter_metric metric);
