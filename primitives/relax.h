// SPDX-License-Identifier: MIT
// The instruction a spinning thread executes between two looks at the line it waits for.
#pragma once

#include "primitives/compiler.h"

/*
 * PAUSE on x86 (10 to 140 cycles by model), YIELD on arm64 (no wait on many cores).
 * Orders nothing; also a compiler barrier, so that the polled location is read again.
 */
SC_INLINE void cpu_relax(void)
{
#if defined(__x86_64__)
    __asm__ volatile("pause" ::: "memory");
#elif defined(__aarch64__)
    __asm__ volatile("yield" ::: "memory");
#else
    __asm__ volatile("" ::: "memory");
#endif
}
