// SPDX-License-Identifier: MIT
// Ring of values of one size that a channel guards with its lock.
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "primitives/compiler.h"

/* The slots have lines of their own: a ring shares none with what malloc gave to someone else. */
enum { CHANNEL_RING_ALIGN = 128 };

/*
 * The lock of the channel guards every field and every slot, so all accesses are plain. The size of
 * a value is an argument of the verbs and the same in all calls: where it is a constant, a copy is
 * one move.
 */
struct channel_ring {
    unsigned char *slot; /* NULL where a ring holds no byte */
    size_t capacity;     /* slots */
    size_t count;        /* values in the ring */
    size_t put;          /* index of the next free slot */
    size_t take;         /* index of the oldest value */
};

/*
 * Returns 0 or -ENOMEM. Capacity 0 allocates nothing: such a ring is both full and empty. Nor does
 * size 0: then values are only counted.
 */
SC_INLINE int channel_ring_init(struct channel_ring *r, size_t size, size_t capacity)
{
    *r = (struct channel_ring){.capacity = capacity};
    if (capacity == 0 || size == 0)
        return 0;
    if (capacity > (SIZE_MAX - CHANNEL_RING_ALIGN) / size)
        return -ENOMEM;
    size_t bytes = capacity * size + CHANNEL_RING_ALIGN - 1;
    r->slot = aligned_alloc(CHANNEL_RING_ALIGN, bytes - bytes % CHANNEL_RING_ALIGN);
    return r->slot ? 0 : -ENOMEM;
}

/* Values in the ring are dropped. */
SC_INLINE void channel_ring_destroy(struct channel_ring *r)
{
    free(r->slot);
}

/* Adds the value at element. The caller holds the lock, and the ring is not full. */
SC_INLINE void channel_ring_put(struct channel_ring *r, const void *element, size_t size)
{
    if (size > 0)
        memcpy(r->slot + r->put * size, element, size);
    r->put = r->put + 1 == r->capacity ? 0 : r->put + 1;
    r->count++;
}

/*
 * Moves the oldest value to element, or drops it where element is NULL. The caller holds the lock,
 * and the ring is not empty.
 */
SC_INLINE void channel_ring_take(struct channel_ring *r, void *element, size_t size)
{
    if (element && size > 0)
        memcpy(element, r->slot + r->take * size, size);
    r->take = r->take + 1 == r->capacity ? 0 : r->take + 1;
    r->count--;
}
