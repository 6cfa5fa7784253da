// SPDX-License-Identifier: MIT
// Ring of 64-bit values that a channel guards with its lock.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/compiler.h"

/* The slots have lines of their own: a ring shares none with what malloc gave to someone else. */
enum { CHANNEL_RING_ALIGN = 128 };

/* The lock of the channel guards every field and every slot, so all accesses are plain. */
struct channel_ring {
    uint64_t *slot;  /* NULL where capacity is 0 */
    size_t capacity; /* slots */
    size_t count;    /* values in the ring */
    size_t put;      /* index of the next free slot */
    size_t take;     /* index of the oldest value */
};

/* Returns 0 or -ENOMEM. Capacity 0 allocates nothing: such a ring is both full and empty. */
SC_INLINE int channel_ring_init(struct channel_ring *r, size_t capacity)
{
    *r = (struct channel_ring){.capacity = capacity};
    if (capacity == 0)
        return 0;
    if (capacity > (SIZE_MAX - CHANNEL_RING_ALIGN) / sizeof *r->slot)
        return -ENOMEM;
    size_t bytes = capacity * sizeof *r->slot + CHANNEL_RING_ALIGN - 1;
    r->slot = aligned_alloc(CHANNEL_RING_ALIGN, bytes - bytes % CHANNEL_RING_ALIGN);
    return r->slot ? 0 : -ENOMEM;
}

/* Values in the ring are dropped. */
SC_INLINE void channel_ring_destroy(struct channel_ring *r)
{
    free(r->slot);
}

/* Adds a value. The caller holds the lock, and the ring is not full. */
SC_INLINE void channel_ring_put(struct channel_ring *r, uint64_t value)
{
    r->slot[r->put] = value;
    r->put = r->put + 1 == r->capacity ? 0 : r->put + 1;
    r->count++;
}

/* Removes the oldest value and returns it. The caller holds the lock, and the ring is not empty. */
SC_INLINE uint64_t channel_ring_take(struct channel_ring *r)
{
    uint64_t value = r->slot[r->take];
    r->take = r->take + 1 == r->capacity ? 0 : r->take + 1;
    r->count--;
    return value;
}
