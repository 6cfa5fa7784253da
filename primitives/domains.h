// SPDX-License-Identifier: MIT
// Domains of CPUs that are near each other: those that share a third-level cache.
/*
 * Example: how far apart the threads of a program may be.
 *
 *     #include <stdio.h>
 *     domains_find();
 *     if (domains.count == 1)
 *         puts("All CPUs share one cache: a lock that prefers neighbours has nothing to prefer.");
 *     printf("This thread runs in domain %u of %u.\n", domains_here(), domains.count);
 */
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "primitives/compiler.h"

enum {
    DOMAINS_MOST = 64, /* more are folded onto these */
    DOMAINS_CPUS = 4096,
};

/* Weak, as what follows it: a program has one, however many of its sources include this header. */
#define DOMAINS_ONE_A_PROGRAM __attribute__((weak))

/* Written by domains_find alone. Before that all CPUs are in domain 0. */
struct domains {
    unsigned count; /* 0 before domains_find */
    uint8_t of[DOMAINS_CPUS];
};
DOMAINS_ONE_A_PROGRAM struct domains domains;
DOMAINS_ONE_A_PROGRAM pthread_once_t domains_found = PTHREAD_ONCE_INIT;

/*
 * For tests on a machine that has one domain: the calling thread says that it runs in this one,
 * plus 1. 0: it runs where it runs.
 */
DOMAINS_ONE_A_PROGRAM _Thread_local uint32_t domains_pretended;

/* The first number in a file about a CPU; -1 where there is none. */
SC_SLOW int domains_number_slow(unsigned cpu, const char *file, unsigned index)
{
    char path[96], name[48];
    int number;
    snprintf(name, sizeof name, file, index);
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%u/%s", cpu, name);
    FILE *f = fopen(path, "re");
    if (!f)
        return -1;
    const int read = fscanf(f, "%d", &number);
    fclose(f);
    return read == 1 ? number : -1;
}

/* The first CPU of those that share cpu's third-level cache; where it has none, its package. */
SC_SLOW int domains_first_cpu_slow(unsigned cpu)
{
    enum { CACHES = 8 };
    for (unsigned i = 0; i < CACHES; i++)
        if (domains_number_slow(cpu, "cache/index%u/level", i) == 3)
            return domains_number_slow(cpu, "cache/index%u/shared_cpu_list", i);
    return domains_number_slow(cpu, "topology/core_siblings_list", 0);
}

SC_SLOW void domains_find_slow(void)
{
    int first[DOMAINS_MOST];
    unsigned count = 0;
    const long cpus = sysconf(_SC_NPROCESSORS_CONF);
    for (unsigned cpu = 0; (long)cpu < cpus && cpu < DOMAINS_CPUS; cpu++) {
        const int cpu_first = domains_first_cpu_slow(cpu);
        unsigned i = 0;
        while (i < count && first[i] != cpu_first)
            i++;
        if (i == count && cpu_first >= 0 && count < DOMAINS_MOST)
            first[count++] = cpu_first;
        domains.of[cpu] = (uint8_t)(i < count ? i : cpu % DOMAINS_MOST % (count ? count : 1));
    }
    domains.count = count ? count : 1;
}

/*
 * Reads the machine's domains from sysfs, once in a program. Where sysfs says nothing there is one
 * domain. Any thread may call it at any time. Afterwards domains.count is at least 1.
 */
static inline void domains_find(void)
{
    pthread_once(&domains_found, domains_find_slow);
}

SC_SLOW unsigned domains_here_slow(void)
{
    const int cpu = sched_getcpu();
    return cpu >= 0 && cpu < DOMAINS_CPUS ? domains.of[cpu] : 0;
}

/*
 * The domain in which the calling thread runs, below DOMAINS_MOST; it may run in another by the
 * time of the return. domains_find has returned.
 */
SC_INLINE unsigned domains_here(void)
{
    if (domains_pretended)
        return domains_pretended - 1;
    return domains.count > 1 ? domains_here_slow() : 0;
}
