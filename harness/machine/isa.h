// SPDX-License-Identifier: MIT
// The two ways of arm64 to a read-modify-write: which ones this CPU has, and the LSE forms that
// return nothing.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "primitives/compiler.h"

#if defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>

/* Whether code compiled for this way ("llsc", "lse") runs here. */
static inline bool isa_usable(const char *isa)
{
    return strcmp(isa, "lse") != 0 || (getauxval(AT_HWCAP) & HWCAP_ATOMICS) != 0;
}
#else
static inline bool isa_usable(const char *isa)
{
    (void)isa;
    return false;
}
#endif

/*
 * word += value and word |= value by an instruction that returns nothing, where the build has one
 * that is as strong as order; false where it has none and nothing was done. STADD and STSET are
 * never acquires (Arm ARM C6.2, STADD), so relaxed only.
 */
#if defined(__aarch64__) && defined(__ARM_FEATURE_ATOMICS)
SC_INLINE bool isa_add(_Atomic uint64_t *word, uint64_t value, memory_order order)
{
    if (order != memory_order_relaxed)
        return false;
    __asm__ volatile("stadd %1, %0" : "+Q"(*word) : "r"(value));
    return true;
}
SC_INLINE bool isa_or(_Atomic uint64_t *word, uint64_t value, memory_order order)
{
    if (order != memory_order_relaxed)
        return false;
    __asm__ volatile("stset %1, %0" : "+Q"(*word) : "r"(value));
    return true;
}
#else
SC_INLINE bool isa_add(_Atomic uint64_t *word, uint64_t value, memory_order order)
{
    (void)word, (void)value, (void)order;
    return false;
}
SC_INLINE bool isa_or(_Atomic uint64_t *word, uint64_t value, memory_order order)
{
    return isa_add(word, value, order);
}
#endif
