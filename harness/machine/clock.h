// SPDX-License-Identifier: MIT
// Ticks to nanoseconds, the cost and granularity of reading the clock, and the time of one CPU
// cycle without a PMU.
#pragma once

#include <stdint.h>

#include "harness/machine/ticks.h"

/*
 * Calibrates ticks against CLOCK_MONOTONIC_RAW over 2 ms. Call once per process, before any other
 * function here. Each clock_refine lengthens the baseline to the whole time since, so that the rate
 * is known to a few parts per million after 100 ms.
 */
void clock_start(void);
void clock_refine(void);

double clock_ns_per_tick(void);
double clock_ns(uint64_t ticks_elapsed);
uint64_t clock_ticks(double ns);

/*
 * What reading the clock costs (ns, one ticks_begin/ticks_end pair) and the step it advances by
 * (ns): the greatest common divisor of all steps seen, since a counter may count in multiples of
 * its nominal tick (CNTVCT scaled to 1 GHz), and a reading may last longer than a step.
 */
struct clock_quality {
    double read_ns, granularity_ns;
};
struct clock_quality clock_quality(void);

/* Nanoseconds of CLOCK_MONOTONIC_RAW. */
uint64_t clock_raw_ns(void);
