// SPDX-License-Identifier: MIT
// The cheapest monotonic tick counter of the machine: TSC, CNTVCT, or clock_gettime where neither
// is known.
#pragma once

#include <stdint.h>

#if defined(__x86_64__)
#include "harness/machine/arch/x86_64.h"
#elif defined(__aarch64__)
#include "harness/machine/arch/aarch64.h"
#else
#include "harness/machine/arch/generic.h"
#endif

/*
 * Each arch file defines
 *   TICKS_SOURCE      name of the counter
 *   ticks()           the counter, unordered against neighbouring instructions: for loops that look
 *                     at it now and then
 *   ticks_begin()     the counter, read after every earlier instruction finished and before any
 *                     later one starts
 *   ticks_end()       likewise, for the end of a timed region
 *   arch_line_size()  the data cache line as the CPU itself tells it, in bytes; 0 where only the
 *                     kernel knows
 * Ticks are time, not cycles; harness/machine/clock.h turns them into nanoseconds.
 */
