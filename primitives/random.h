// SPDX-License-Identifier: MIT
// Pseudorandom numbers for a loop that is measured: a few cycles each, and no division.
#pragma once

#include <stdint.h>

#include "primitives/compiler.h"

/* The next state, which is also the number. The state is not 0, and never becomes 0. Source:
 * xorshift64 (Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003). */
SC_INLINE uint64_t random_xorshift(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* From 0 to n - 1, by the upper half of a 64-bit random number: each as likely as the others but
 * for n / 2^32. n is at least 1. The upper half of a product takes the place of a division (Lemire,
 * "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019). */
SC_INLINE uint32_t random_below(uint64_t number, uint32_t n)
{
    return (uint32_t)((number >> 32) * n >> 32);
}
