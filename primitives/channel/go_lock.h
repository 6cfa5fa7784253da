// SPDX-License-Identifier: MIT
// The go channel's fields, and when its ring belongs to its lock.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_ring_locked.h"
#include "primitives/channel/ring.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/sema.h"

/*
 * See primitives/channel/go.h. A channel is slow while somebody may wait on it and from its close
 * on: then every operation takes the lock, which guards the ring too. Else the ring is used without
 * the lock.
 *
 * Two kinds of channels keep their values in a ring that is used under the lock only:
 *  - Those of capacity 1. There each value waits for the one before to leave: two transfers of a
 *    line. Under the lock the receive moves the value of a sender that waits into the ring.
 *  - Those of very many elements of 0 bytes, which need no memory so.
 * They and those of capacity 0 have no slots. It is a constant of the channel, and an argument of
 * what is done under the lock: where a caller knows that there are none, the lock is held for fewer
 * instructions. A stream of capacity 1 took 1.07 times as long without that (docs/WAITING.md).
 */
enum { GO_CHANNEL_GUARDED = 1, GO_CHANNEL_COUNTED = 1 << 16 };

struct go_channel {
    _Atomic uint32_t lock; /* guards what follows, but for the constants; see sema_lock */
    _Atomic bool slow;     /* the ring, where it has slots, is frozen while this is set */
    bool closed;
    struct channel_ring guarded; /* has the values where the other has no slots */
    struct go_channel_queue receivers;
    struct go_channel_queue senders;
    size_t size;                        /* bytes of an element; constant */
    size_t capacity;                    /* constant */
    unsigned char apart[GO_RING_APART]; /* each verb reads whether the ring has slots */
    struct go_ring ring;
};

/* Whether the ring has slots: what is called slots below. Needs no lock. */
SC_INLINE bool go_channel_has_slots(const struct go_channel *c)
{
    return c->ring.slot;
}

/* Whether somebody may wait, or has closed; of a channel of capacity 0. */
SC_INLINE bool go_channel_is_slow(struct go_channel *c)
{
    /* Seq_cst: for who does not hold the lock, as in go_ring_claim. */
    return atomic_load_explicit(&c->slow, memory_order_seq_cst);
}

/* Whether anybody looks at it without the lock. The others are not slowed down, nor sped up. */
SC_INLINE bool go_channel_is_looked_at(const struct go_channel *c)
{
    return c->guarded.capacity == 0;
}

/* Before a waiter is queued, and where nobody else may use the ring. The caller holds the lock. */
SC_INLINE void go_channel_slow_down(struct go_channel *c, bool slots)
{
    /* Relaxed: it is changed under the lock only. */
    if (!go_channel_is_looked_at(c) || atomic_load_explicit(&c->slow, memory_order_relaxed))
        return;
    /* Relaxed: a hint. Of a ring with slots it is the counters that count; a close does more. */
    atomic_store_explicit(&c->slow, true, memory_order_relaxed);
    if (slots)
        go_ring_freeze(&c->ring);
}

/* Undoes it where the channel is open and nobody waits. The caller holds the lock. */
SC_INLINE void go_channel_speed_up(struct go_channel *c, bool slots)
{
    /* Relaxed: as above. */
    if (!go_channel_is_looked_at(c) || !atomic_load_explicit(&c->slow, memory_order_relaxed) ||
        c->closed || c->receivers.head || c->senders.head)
        return;
    if (slots)
        go_ring_thaw(&c->ring);
    /* Relaxed: as above. */
    atomic_store_explicit(&c->slow, false, memory_order_relaxed);
}

/* Takes the lock, and the ring with it. */
SC_INLINE void go_channel_lock(struct go_channel *c, bool slots)
{
    sema_lock(&c->lock);
    if (slots)
        go_channel_slow_down(c, slots);
}

SC_INLINE void go_channel_unlock(struct go_channel *c, bool slots)
{
    go_channel_speed_up(c, slots);
    sema_unlock(&c->lock);
}

/* The ring's counters. As below, and the ring has slots. */
SC_INLINE struct go_ring_counters go_channel_counters(struct go_channel *c)
{
    return (struct go_ring_counters){go_ring_ticket(&c->ring.head), go_ring_ticket(&c->ring.tail)};
}

/* ---- the values; the caller holds the lock, and has slowed the channel down ---- */

SC_INLINE bool go_channel_full(struct go_channel *c, bool slots)
{
    return slots ? go_ring_full(&c->ring, go_channel_counters(c))
                 : c->guarded.count == c->guarded.capacity;
}

SC_INLINE bool go_channel_empty(struct go_channel *c, bool slots)
{
    return slots ? go_ring_empty(go_channel_counters(c)) : c->guarded.count == 0;
}

/* Adds a value. There is room. */
SC_INLINE void go_channel_put(struct go_channel *c, bool slots, const void *element)
{
    if (slots)
        go_ring_put_locked(&c->ring, element, c->size);
    else
        channel_ring_put(&c->guarded, element, c->size);
}

/* Moves the oldest value to element, or drops it where that is NULL. There is one. */
SC_INLINE void go_channel_take(struct go_channel *c, bool slots, void *element)
{
    if (slots)
        go_ring_take_locked(&c->ring, element, c->size);
    else
        channel_ring_take(&c->guarded, element, c->size);
}
