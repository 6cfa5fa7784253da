// SPDX-License-Identifier: MIT
// x86-64: the time stamp counter. LFENCE orders it (Intel SDM vol. 2B, RDTSC); CPUID would trap in
// a guest.
#pragma once

#include <stdint.h>
#include <x86intrin.h>

#define TICKS_SOURCE "tsc"

static inline uint64_t ticks(void)
{
    return __rdtsc();
}

static inline uint64_t ticks_begin(void)
{
    _mm_lfence();
    uint64_t t = __rdtsc();
    _mm_lfence();
    return t;
}

static inline uint64_t ticks_end(void)
{
    unsigned aux;
    uint64_t t = __rdtscp(&aux);
    _mm_lfence();
    return t;
}

/* Unknown here: the kernel tells it. */
static inline unsigned arch_line_size(void)
{
    return 0;
}
