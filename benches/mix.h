// SPDX-License-Identifier: MIT
// The random choice between reads and writes of rows that mix them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/random.h"

/* Whether the next operation reads: where a random 32-bit number is below the threshold. */
SC_INLINE bool next_is_read(uint64_t *random, uint64_t threshold)
{
    return (random_xorshift(random) & UINT32_MAX) < threshold;
}

/* Where the thread of that id begins. */
SC_INLINE uint64_t first_random(unsigned id)
{
    return 0x9e3779b97f4a7c15u * (id + 1);
}
