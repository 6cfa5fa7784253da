// SPDX-License-Identifier: MIT
// A kernel with a PMU of the test's making, in place of perf_event_open.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "harness/counters/counters.h"

struct fake_pmu {
    int refuses;        /* errno for every hardware event; 0 for none */
    int refuses_kernel; /* errno for events that count in the kernel; 0 for none */
    uint64_t hidden;    /* config of the event that reads zero; UINT64_MAX for none */
    unsigned accepts;   /* hardware events that a group may have */
    unsigned schedules; /* of those, how many the PMU can run at once */
    uint64_t enabled, running, count;
    /* what was seen */
    unsigned open, events, switched_on, switched_off;
    struct perf_event_attr attr[COUNTERS_MOST]; /* of the open group, in the order of opening */
    bool on;
};
static struct fake_pmu fake;

static void fake_reset(void)
{
    fake = (struct fake_pmu){.hidden = UINT64_MAX,
                             .accepts = COUNTERS_MOST,
                             .schedules = COUNTERS_MOST,
                             .enabled = 1000,
                             .running = 1000,
                             .count = 100};
}

static unsigned fake_hardware(void)
{
    unsigned n = 0;
    for (unsigned i = 0; i < fake.events; i++)
        n += fake.attr[i].type != PERF_TYPE_SOFTWARE;
    return n;
}

static int fake_fail(int why)
{
    errno = why;
    return -1;
}

static int fake_open(struct perf_event_attr *attr, pid_t thread, int cpu, int leader,
                     unsigned long flags)
{
    bool hardware = attr->type != PERF_TYPE_SOFTWARE;
    (void)flags;
    if (thread != 0 || cpu != -1 || (leader == -1) != (fake.open == 0))
        return fake_fail(EBADF);
    if (hardware && fake.refuses)
        return fake_fail(fake.refuses);
    if (!attr->exclude_kernel && fake.refuses_kernel)
        return fake_fail(fake.refuses_kernel);
    if (fake.open == 0)
        fake.events = 0;
    if (hardware && fake_hardware() + 1 > fake.accepts)
        return fake_fail(EINVAL);
    fake.attr[fake.events++] = *attr;
    return 100 + (int)fake.open++;
}

static int fake_control(int fd, unsigned long request, unsigned long argument)
{
    if (fd != 100 || argument != PERF_IOC_FLAG_GROUP)
        return fake_fail(EINVAL);
    fake.switched_on += request == PERF_EVENT_IOC_ENABLE;
    fake.switched_off += request == PERF_EVENT_IOC_DISABLE;
    fake.on |= request == PERF_EVENT_IOC_ENABLE;
    return 0;
}

static ssize_t fake_read(int fd, void *buf, size_t size)
{
    uint64_t *out = buf;
    if (fd != 100 || size < (3 + fake.events) * sizeof *out)
        return fake_fail(ENOSPC);
    bool runs = fake.on && fake_hardware() <= fake.schedules;
    *out++ = fake.events;
    *out++ = fake.on ? fake.enabled : 0;
    *out++ = runs ? fake.running : 0;
    for (unsigned i = 0; i < fake.events; i++)
        *out++ = runs && fake.attr[i].config != fake.hidden ? fake.count : 0;
    return (ssize_t)((3 + fake.events) * sizeof *out);
}

static int fake_close(int fd)
{
    (void)fd;
    fake.open--;
    fake.on = false;
    return 0;
}

static const struct counter_system fake_system = {fake_open, fake_control, fake_read, fake_close};
