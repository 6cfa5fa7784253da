// SPDX-License-Identifier: MIT
// Memory that can run out, and is counted, for the primitives whose headers come after this one.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* How many more allocations succeed; below 0: all. */
static _Atomic int scarce_left = -1;
static _Atomic long scarce_alive;

static inline bool scarce_fails(void)
{
    int left = atomic_load(&scarce_left);
    while (left > 0 && !atomic_compare_exchange_weak(&scarce_left, &left, left - 1))
        ;
    return left == 0;
}

static inline void *scarce_count(void *p)
{
    if (p)
        atomic_fetch_add(&scarce_alive, 1);
    return p;
}

static inline void *scarce_malloc(size_t size)
{
    return scarce_fails() ? NULL : scarce_count(malloc(size));
}

static inline void *scarce_calloc(size_t n, size_t size)
{
    return scarce_fails() ? NULL : scarce_count(calloc(n, size));
}

static inline void *scarce_aligned_alloc(size_t alignment, size_t size)
{
    return scarce_fails() ? NULL : scarce_count(aligned_alloc(alignment, size));
}

static inline void scarce_free(void *p)
{
    if (p)
        atomic_fetch_sub(&scarce_alive, 1);
    free(p);
}

#define malloc        scarce_malloc
#define calloc        scarce_calloc
#define aligned_alloc scarce_aligned_alloc
#define free          scarce_free
