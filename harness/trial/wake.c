// SPDX-License-Identifier: MIT
// Placing of what a latency row shares, and the kernel's count of sleeps.
#include <sys/resource.h>

#include "harness/machine/clock.h"
#include "harness/trial/wake.h"

/* Long enough that a waiter is inside its wait, short enough that it still spins. */
static const double spinning_ns = 500;
/* Longer than any subject spins. */
static const double asleep_ns = 100000;

const char *wake_wait_name(enum wake_wait wait)
{
    static const char *const names[WAKE_WAITS] = {"spinning", "asleep", "same-cpu"};
    return names[wait];
}

struct wake *wake_place(struct arena *a, unsigned threads, unsigned cpus, enum wake_wait wait)
{
    const unsigned waiters = threads - 1;
    struct wake *w = arena_place(a, sizeof *w + waiters * sizeof *w->waiter);
    if (!w)
        return NULL;
    w->waiters = waiters;
    w->yields = threads > cpus;
    w->pause = wait == WAKE_SPINNING ? clock_ticks(spinning_ns)
               : wait == WAKE_ASLEEP ? clock_ticks(asleep_ns)
                                     : 0;
    return w;
}

uint64_t wake_sleeps_slow(void)
{
    struct rusage r;
    getrusage(RUSAGE_THREAD, &r);
    return (uint64_t)r.ru_nvcsw;
}
