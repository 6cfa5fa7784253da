// SPDX-License-Identifier: MIT
// Cycle time from a chain of dependent adds.
#include "harness/machine/chain.h"
#include "harness/machine/clock.h"

double chain_cycle_ns(void)
{
    enum { TRIES = 3, GROUPS = 8000 };
    uint64_t shortest = UINT64_MAX;
    for (int i = 0; i < TRIES; i++) {
        uint64_t begin = ticks_begin();
        chain_run(GROUPS);
        uint64_t spent = ticks_end() - begin;
        if (spent < shortest)
            shortest = spent;
    }
    return clock_ns(shortest) / ((double)GROUPS * CHAIN_LINKS);
}

uint64_t chain_groups(double ns, double cycle_ns)
{
    return (uint64_t)(ns / (cycle_ns * CHAIN_LINKS) + 0.5);
}
double chain_length_ns(uint64_t groups, double cycle_ns)
{
    return (double)groups * CHAIN_LINKS * cycle_ns;
}
