// SPDX-License-Identifier: MIT
// arm64: the virtual counter. Without ISB it may be read early (Arm ARM D11.2, "Counter access
// ordering"). The cache line.
#pragma once

#include <stdint.h>

#define TICKS_SOURCE "cntvct_el0"

static inline uint64_t ticks(void)
{
    uint64_t t;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(t));
    return t;
}

static inline uint64_t ticks_begin(void)
{
    uint64_t t;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(t)::"memory");
    return t;
}

static inline uint64_t ticks_end(void)
{
    return ticks_begin();
}

/* The smallest data cache line of all caches the CPU sees, in bytes: CTR_EL0.DminLine (Arm ARM
 * D17.2.34). */
static inline unsigned arch_line_size(void)
{
    uint64_t ctr;
    __asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
    return 4u << (ctr >> 16 & 15);
}
