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

/* One point of the sweep. */
struct stride_cost {
    size_t stride; /* bytes between two threads' counters */
    double ns;     /* time per operation */
};

/* A stride counts as free of interference where its cost is within this share of the widest's. */
#define INTERFERENCE_TOLERANCE 0.05

/*
 * costs: n points, at least two, in ascending order of stride. Returns the smallest stride from
 * which on every cost is at most INTERFERENCE_TOLERANCE above that of the widest stride: two
 * objects that far apart do not slow each other. Where no smaller stride qualifies, it returns the
 * widest.
 */
size_t interference_size(const struct stride_cost *costs, size_t n);
