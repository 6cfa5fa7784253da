// SPDX-License-Identifier: MIT
// Calibration of the tick counter against CLOCK_MONOTONIC_RAW.
#include <time.h>

#include "harness/machine/clock.h"

struct reading {
    uint64_t ticks, raw_ns;
};

static struct reading origin;
static double ns_per_tick = 1.0;

uint64_t clock_raw_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Both clocks at one moment: of several tries the one with the narrowest bracket, so that an
 * interrupt does not shift it. */
static struct reading read_both(void)
{
    struct reading best = {0, 0};
    uint64_t narrowest = UINT64_MAX;
    for (int i = 0; i < 16; i++) {
        uint64_t before = ticks_begin(), raw = clock_raw_ns(), after = ticks_end();
        if (after - before < narrowest) {
            narrowest = after - before;
            best = (struct reading){before + (after - before) / 2, raw};
        }
    }
    return best;
}

void clock_refine(void)
{
    struct reading now = read_both();
    if (now.ticks > origin.ticks && now.raw_ns > origin.raw_ns)
        ns_per_tick = (double)(now.raw_ns - origin.raw_ns) / (double)(now.ticks - origin.ticks);
}

void clock_start(void)
{
    const uint64_t baseline_ns = 2000000;
    origin = read_both();
    while (clock_raw_ns() - origin.raw_ns < baseline_ns)
        ;
    clock_refine();
}

double clock_ns_per_tick(void)
{
    return ns_per_tick;
}
double clock_ns(uint64_t ticks_elapsed)
{
    return (double)ticks_elapsed * ns_per_tick;
}
uint64_t clock_ticks(double ns)
{
    return (uint64_t)(ns / ns_per_tick + 0.5);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

struct clock_quality clock_quality(void)
{
    enum { READS = 2000 };
    uint64_t start = ticks_begin(), step = 0, last = start, end = start;
    for (int i = 0; i < READS; i++) {
        uint64_t begin = ticks_begin();
        end = ticks_end();
        step = common_divisor(common_divisor(step, begin - last), end - begin);
        last = end;
    }
    struct clock_quality q = {clock_ns(end - start) / READS, clock_ns(step)};
    return q;
}
