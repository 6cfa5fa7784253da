// SPDX-License-Identifier: MIT
// The destructive interference size, from a stride sweep.
/*
 * Example: how far apart two threads' counters must lie on the machine of this sweep.
 *
 *     #include <stdio.h>
 *     // ns per operation by bytes of distance, the shortest distance first
 *     const struct stride_cost sweep[] = {{8, 30.1}, {64, 9.2}, {128, 7.0}, {256, 6.9}};
 *     printf("%zu bytes\n", interference_size(sweep, 4)); // 128 bytes
 */
#pragma once

#include <stddef.h>

struct stride_cost {
    size_t stride; /* bytes between two threads' counters */
    double ns;     /* time per operation */
};

/* How near to the widest stride's cost a stride must come to count as free of interference. */
#define INTERFERENCE_TOLERANCE 0.05

/*
 * costs: sorted by stride, at least two. Returns the smallest stride from which on every cost is
 * within INTERFERENCE_TOLERANCE of the widest stride's: two objects that far apart do not slow each
 * other. The widest stride itself when none smaller will do.
 */
size_t interference_size(const struct stride_cost *costs, size_t n);
