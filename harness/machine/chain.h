// SPDX-License-Identifier: MIT
// A chain of dependent adds: one cycle each on every CPU of interest, so it measures the cycle and
// makes delays of known length.
#pragma once

#include <stdint.h>

#include "primitives/compiler.h"

#define CHAIN_LINKS 8 /* adds in one link group: the granularity of a delay */

/* The compiler must not see through x, or it would fold the adds into one. */
SC_INLINE uint64_t chain_add(uint64_t x)
{
    x += 1;
    __asm__ volatile("" : "+r"(x));
    return x;
}

SC_INLINE uint64_t chain_group(uint64_t x)
{
    return chain_add(
        chain_add(chain_add(chain_add(chain_add(chain_add(chain_add(chain_add(x))))))));
}

/* groups * CHAIN_LINKS dependent adds; nothing but one predicted branch for groups == 0. */
SC_INLINE void chain_run(uint64_t groups)
{
    uint64_t x = groups;
    for (; groups != 0; groups--)
        x = chain_group(x);
    __asm__ volatile("" ::"r"(x));
}

/*
 * Goes on with a chain: x is what the last part returned, or anything at first. Parts of one chain
 * never overlap, however far ahead the CPU works. With chain_run two delays can, where nothing
 * between them keeps them in order.
 */
SC_INLINE uint64_t chain_on(uint64_t x, uint64_t groups)
{
    for (; groups != 0; groups--)
        x = chain_group(x);
    return x;
}

/* Time of one dependent add in ns: the shortest of three chains of 20 µs at 3 GHz. Needs
 * clock_start. */
double chain_cycle_ns(void);

/* Groups that last ns at the given cycle time (rounded to nearest), and what they last in ns. */
uint64_t chain_groups(double ns, double cycle_ns);
double chain_length_ns(uint64_t groups, double cycle_ns);
