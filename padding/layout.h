// SPDX-License-Identifier: MIT
// Where the counters of several threads lie: their distance decides whether two share a line.
/*
 * Example: four counters, each in a line of its own where a line has 64 bytes.
 *
 *     #include <stdlib.h>
 *     size_t stride = layouts[2].stride; // "padded-64"
 *     size_t bytes = layout_bytes(stride, 4) / 256 * 256 + 256;
 *     void *base = aligned_alloc(256, bytes);
 *     for (unsigned thread = 0; base && thread < 4; thread++)
 *         atomic_init(layout_cell(base, stride, thread), 0);
 *     free(base);
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct layout {
    const char *name;
    size_t stride; /* bytes from one thread's counter to the next one's; 0: one counter for all */
};

/* Distances by intent. The stride sweep measures which of the padded ones suffices. */
static const struct layout layouts[] = {
    {"shared", 0},       {"adjacent", sizeof(uint64_t)}, {"padded-64", 64}, {"padded-128", 128},
    {"padded-256", 256},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

/*
 * The bytes that the counters of so many threads take. The base that they start from must be
 * aligned to the largest stride in use.
 */
static inline size_t layout_bytes(size_t stride, unsigned threads)
{
    return stride * threads + sizeof(uint64_t);
}

/* The counter of thread, which counts from 0. base: layout_bytes of memory, aligned as above. */
static inline _Atomic uint64_t *layout_cell(void *base, size_t stride, unsigned thread)
{
    return (_Atomic uint64_t *)((unsigned char *)base + stride * thread);
}
