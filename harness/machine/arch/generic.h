// SPDX-License-Identifier: MIT
// Any other machine: CLOCK_MONOTONIC in nanoseconds.
#pragma once

#include <stdint.h>
#include <time.h>

#define TICKS_SOURCE "clock_monotonic"

static inline uint64_t ticks(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint64_t ticks_begin(void)
{
    return ticks();
}
static inline uint64_t ticks_end(void)
{
    return ticks();
}

/* Unknown here: the kernel tells it. */
static inline unsigned arch_line_size(void)
{
    return 0;
}
