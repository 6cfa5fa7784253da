// SPDX-License-Identifier: MIT
// getrusage, the thread's clock and its schedstat.
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "harness/machine/usage.h"

static const double delayed_share_limit = 0.005;

/* Time on the run queue, from schedstat (Documentation/scheduler/sched-stats.rst,
 * /proc/<pid>/schedstat); NAN without it. */
static double run_delay_ns(void)
{
    char text[96] = "";
    unsigned long long on_cpu, delay;
    int fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NAN;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 && sscanf(text, "%llu %llu", &on_cpu, &delay) == 2 && on_cpu > 0 ? (double)delay
                                                                                    : NAN;
}

struct usage usage_of_thread(void)
{
    struct rusage r;
    struct timespec cpu;
    getrusage(RUSAGE_THREAD, &r);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    return (struct usage){(double)cpu.tv_sec * 1e9 + (double)cpu.tv_nsec, run_delay_ns(),
                          (uint64_t)r.ru_nivcsw, (uint64_t)r.ru_nvcsw};
}

struct usage usage_since(const struct usage *then)
{
    const struct usage now = usage_of_thread();
    return (struct usage){now.cpu_ns - then->cpu_ns, now.delay_ns - then->delay_ns,
                          now.involuntary - then->involuntary, now.voluntary - then->voluntary};
}

bool usage_disturbed(double delayed_share, double involuntary)
{
    return isfinite(delayed_share) ? delayed_share > delayed_share_limit : involuntary > 0;
}

double usage_peak_rss_mib(void)
{
    FILE *f = fopen("/proc/self/status", "re");
    char line[256];
    unsigned long long kib = 0;
    while (f && kib == 0 && fgets(line, sizeof line, f))
        (void)sscanf(line, "VmHWM: %llu kB", &kib);
    if (f)
        fclose(f);
    return kib ? (double)kib / 1024 : NAN;
}
