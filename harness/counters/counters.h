// SPDX-License-Identifier: MIT
// Performance counters of one thread over one window: a group that is opened before, enabled for
// exactly the window, and read after it (perf_event_open(2)).
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"
#include "harness/counters/encode.h"

enum {
    COUNTERS_MOST = 24,
    COUNTER_KEY = COUNTER_NAME, /* a name is never cut short: two would become one */
    COUNTER_EVERY_SET = -1,     /* a software event needs no counter of the PMU */
};

/* Where an event counts. */
enum counter_scope { COUNTER_USER, COUNTER_BOTH /* user space and kernel */ };

struct counter_item {
    char key[COUNTER_KEY]; /* a metric of common/counters.def, or made of the event's name */
    struct counter_code code;
    enum counter_scope scope;
    int set;
};

/* What is counted, in sets that each fit the PMU at once; trials take the sets in turn. */
struct counters_plan {
    unsigned n, sets;
    struct counter_item item[COUNTERS_MOST];
};

/* The kernel's calls; tests put others in their place. Each returns -1 with errno where it
 * fails. */
struct counter_system {
    int (*open)(struct perf_event_attr *attr, pid_t thread, int cpu, int leader,
                unsigned long flags);
    int (*control)(int fd, unsigned long request, unsigned long argument);
    ssize_t (*read)(int fd, void *buf, size_t size);
    int (*close)(int fd);
};
extern const struct counter_system counter_kernel;

struct counter_group {
    const struct counter_system *system;
    unsigned n;
    int fd[COUNTERS_MOST];        /* the first is the group's leader */
    unsigned item[COUNTERS_MOST]; /* of the plan */
};

/*
 * Opens the events of one set for the calling thread, switched off. 0; else errno of the event that
 * could not be opened (EINVAL: the set does not fit the PMU), with nothing left open.
 */
int counters_open(struct counter_group *g, const struct counters_plan *plan, int set,
                  const struct counter_system *system);

/* Count from here, to here. To be called by the thread that opened the group; one system call
 * each. */
void counters_enable(const struct counter_group *g);
void counters_disable(const struct counter_group *g);

/*
 * The counts since counters_open, by item of the plan, scaled by time enabled / time running where
 * the kernel shared the counters out. NAN for what is not of this set and for all of them where
 * they never ran. False where the kernel gives nothing.
 */
bool counters_read(const struct counter_group *g, double value[COUNTERS_MOST]);

void counters_close(struct counter_group *g);

/*
 * Distributes the plan's hardware events over as few sets as will do, in their order: each set is
 * opened and run for a moment, since a set may be accepted and still never be scheduled. An event
 * that fits no set of its own leaves the plan: its key is then in no item.
 */
void counters_arrange(struct counters_plan *plan, const struct counter_system *system);

/* A plan as one word for a command line, and back: "0u:cycles=clx::UNHALTED_CORE_CYCLES,…". The
 * text is the caller's to free. 0, or -1 with err. */
char *counters_plan_text(const struct counters_plan *plan);
int counters_plan_parse(struct counters_plan *plan, const char *text, char err[SC_ERR]);
