// SPDX-License-Identifier: MIT
// Event groups over perf_event_open(2).
#include <errno.h>
#include <math.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/counters/counters.h"

static int kernel_open(struct perf_event_attr *attr, pid_t thread, int cpu, int leader,
                       unsigned long flags)
{
    return (int)syscall(SYS_perf_event_open, attr, thread, cpu, leader, flags);
}

static int kernel_control(int fd, unsigned long request, unsigned long argument)
{
    return ioctl(fd, request, argument);
}

const struct counter_system counter_kernel = {kernel_open, kernel_control, read, close};

static int open_item(struct counter_group *g, const struct counter_item *item)
{
    struct perf_event_attr attr = item->code.attr;
    attr.disabled = g->n == 0; /* the leader switches the whole group */
    attr.exclude_kernel = attr.exclude_hv = item->scope == COUNTER_USER;
    attr.read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    return g->system->open(&attr, 0, -1, g->n ? g->fd[0] : -1, PERF_FLAG_FD_CLOEXEC);
}

/* An event of the PMU must lead: a group that software leads is moved to the PMU only by newer
 * kernels. */
static bool belongs(const struct counter_item *item, int set, bool software)
{
    return software ? item->set == COUNTER_EVERY_SET : item->set == set;
}

int counters_open(struct counter_group *g, const struct counters_plan *plan, int set,
                  const struct counter_system *system)
{
    *g = (struct counter_group){.system = system};
    for (int software = 0; software < 2; software++)
        for (unsigned i = 0; i < plan->n; i++) {
            if (!belongs(&plan->item[i], set, software))
                continue;
            int fd = open_item(g, &plan->item[i]);
            if (fd < 0) {
                int why = errno;
                counters_close(g);
                return why;
            }
            g->item[g->n] = i;
            g->fd[g->n++] = fd;
        }
    return 0;
}

void counters_enable(const struct counter_group *g)
{
    if (g->n)
        g->system->control(g->fd[0], PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
}

void counters_disable(const struct counter_group *g)
{
    if (g->n)
        g->system->control(g->fd[0], PERF_EVENT_IOC_DISABLE, PERF_IOC_FLAG_GROUP);
}

bool counters_read(const struct counter_group *g, double value[COUNTERS_MOST])
{
    struct {
        uint64_t n, enabled, running, count[COUNTERS_MOST];
    } got = {0};
    for (unsigned i = 0; i < COUNTERS_MOST; i++)
        value[i] = NAN;
    if (g->n == 0)
        return true;
    ssize_t size = g->system->read(g->fd[0], &got, sizeof got);
    if (size < (ssize_t)((3 + g->n) * sizeof(uint64_t)) || got.n != g->n)
        return false;
    for (unsigned i = 0; i < g->n && got.running; i++)
        value[g->item[i]] = (double)got.count[i] * ((double)got.enabled / (double)got.running);
    return true;
}

void counters_close(struct counter_group *g)
{
    while (g->n)
        g->system->close(g->fd[--g->n]);
}
