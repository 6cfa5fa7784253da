// SPDX-License-Identifier: MIT
// The go channel's ring: slots that senders and receivers claim by tickets, without the lock.
#pragma once

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "primitives/channel/ring.h"
#include "primitives/compiler.h"

/*
 * Source: Dmitry Vyukov, "Bounded MPMC queue" (1024cores.net, 2010), with turns by lap. tail counts
 * what has been sent and head what has been received: the number of values in the ring is their
 * difference. Who raises a counter by a CAS owns the ticket that it had, and with it one slot.
 *
 * A ticket is twice a number. Its lower part is twice the index of the slot, the rest is the lap.
 * A lap has room for a power of two of slots, of which the first `capacity` exist: the others are
 * passed over. So neither a division nor a second counter is needed. A slot's turn is the lap in
 * which it is free for a sender, or that plus 1 where it holds the value of that lap.
 *
 * The lowest bit of each counter is GO_RING_FROZEN. It belongs to the channel's lock. While it is
 * set nobody but the holder of the lock takes a ticket of this counter. Since it lies in the word
 * that a CAS must change, a ticket is taken either before it is set, and then whoever sets it sees
 * that in the counter, or not at all. No fence is needed between a value and the look for waiters.
 *
 * Tickets are taken before the value is there, so there may be operations in flight: who comes to a
 * slot of one waits until it has ended. That is a copy of one element, unless its thread was
 * preempted meanwhile.
 */
enum { GO_RING_FROZEN = 1, GO_RING_TICKET = 2 };

/* Bytes between two words that must not share a line, wherever the struct begins. */
enum { GO_RING_APART = 64 };

struct go_ring {
    unsigned char *slot; /* NULL in a ring of no capacity: then both counters are always frozen */
    size_t capacity;
    uint64_t mask; /* of a ticket: twice the index */
    unsigned char apart[GO_RING_APART];
    _Atomic uint64_t tail; /* the next ticket of a sender */
    unsigned char apart_too[GO_RING_APART];
    _Atomic uint64_t head; /* the next ticket of a receiver */
    unsigned char apart_as_well[GO_RING_APART];
};

/* Before the element's bytes, which follow it. */
struct go_ring_slot {
    _Atomic uint64_t turn;
};

/* Bytes from one slot to the next. */
SC_INLINE size_t go_ring_stride(size_t size)
{
    const size_t unit = sizeof(struct go_ring_slot);
    return unit + (size + unit - 1) / unit * unit;
}

/* Elements of size bytes. Returns 0 or -ENOMEM. Capacity 0 allocates nothing. */
SC_INLINE int go_ring_init(struct go_ring *r, size_t size, size_t capacity)
{
    r->slot = NULL;
    r->capacity = capacity;
    r->mask = 0;
    atomic_init(&r->tail, GO_RING_FROZEN);
    atomic_init(&r->head, GO_RING_FROZEN);
    if (capacity == 0)
        return 0;
    if (size > SIZE_MAX / 2 ||
        capacity > (SIZE_MAX / 4 - CHANNEL_RING_ALIGN) / go_ring_stride(size))
        return -ENOMEM;
    size_t bytes = capacity * go_ring_stride(size) + CHANNEL_RING_ALIGN - 1;
    bytes -= bytes % CHANNEL_RING_ALIGN;
    r->slot = aligned_alloc(CHANNEL_RING_ALIGN, bytes);
    if (!r->slot)
        return -ENOMEM;
    memset(r->slot, 0, bytes);
    while (r->mask / GO_RING_TICKET + 1 < capacity)
        r->mask = r->mask * 2 + GO_RING_TICKET;
    atomic_init(&r->tail, 0);
    atomic_init(&r->head, 0);
    return 0;
}

/* Values in the ring are dropped. */
SC_INLINE void go_ring_destroy(struct go_ring *r)
{
    free(r->slot);
}

SC_INLINE struct go_ring_slot *go_ring_at(const struct go_ring *r, uint64_t ticket, size_t size)
{
    return (void *)(r->slot + (ticket & r->mask) * (go_ring_stride(size) / GO_RING_TICKET));
}

SC_INLINE void *go_ring_element(struct go_ring_slot *s)
{
    return s + 1;
}

/* The turn at which the ticket's slot is free for its sender. */
SC_INLINE uint64_t go_ring_lap(const struct go_ring *r, uint64_t ticket)
{
    return ticket & ~r->mask;
}

/* The lap after. */
SC_INLINE uint64_t go_ring_next_lap(const struct go_ring *r, uint64_t ticket)
{
    return go_ring_lap(r, ticket) + r->mask + GO_RING_TICKET;
}

/* The ticket after. */
SC_INLINE uint64_t go_ring_next(const struct go_ring *r, uint64_t ticket)
{
    return (ticket & r->mask) == (r->capacity - 1) * GO_RING_TICKET ? go_ring_next_lap(r, ticket)
                                                                    : ticket + GO_RING_TICKET;
}

/* How an attempt without the lock ended. */
enum go_ring_outcome {
    GO_RING_DONE,
    GO_RING_WAITS, /* for a value or for room, or for one in flight, or others were faster */
    GO_RING_LOCKED /* the counter is frozen: it takes the lock */
};

/*
 * Takes the ticket *counter, where its slot has the turn that this is for, and leaves ticket and
 * slot to the caller.
 */
SC_INLINE enum go_ring_outcome go_ring_claim(struct go_ring *r, _Atomic uint64_t *counter,
                                             uint64_t full, size_t size, uint64_t *ticket,
                                             struct go_ring_slot **slot)
{
    /* Relaxed: a guess, which the CAS confirms. */
    uint64_t seen = atomic_load_explicit(counter, memory_order_relaxed);
    if (seen & GO_RING_FROZEN)
        return GO_RING_LOCKED;
    *ticket = seen;
    *slot = go_ring_at(r, seen, size);
    /*
     * Acquire: the other side has read or written the slot before it gave this turn. The turn stays
     * while the ticket is not taken, so it need not be looked at after the CAS.
     */
    if (atomic_load_explicit(&(*slot)->turn, memory_order_acquire) != go_ring_lap(r, seen) + full)
        return GO_RING_WAITS;
    /*
     * Seq_cst: one order with the loads by which an attempt elsewhere finds nothing. If each of two
     * threads sends and then finds the other's channel empty, one of them must see the other's
     * ticket. Relaxed where it fails: nothing follows from what was seen.
     */
    return atomic_compare_exchange_strong_explicit(counter, &seen, go_ring_next(r, seen),
                                                   memory_order_seq_cst, memory_order_relaxed)
               ? GO_RING_DONE
               : GO_RING_WAITS;
}

/* Copies a value into the slot of ticket, which is the caller's, and lets its receiver have it. */
SC_INLINE void go_ring_fill(struct go_ring *r, uint64_t ticket, struct go_ring_slot *s,
                            const void *element, size_t size)
{
    channel_ring_copy(go_ring_element(s), element, size);
    /* Release: the receiver reads the element, and what the sender wrote before. */
    atomic_store_explicit(&s->turn, go_ring_lap(r, ticket) + 1, memory_order_release);
}

/* Moves the value out, or drops it where element is NULL, and lets the next lap's sender in. */
SC_INLINE void go_ring_drain(struct go_ring *r, uint64_t ticket, struct go_ring_slot *s,
                             void *element, size_t size)
{
    if (element)
        channel_ring_copy(element, go_ring_element(s), size);
    /* Release: the sender overwrites the element, and sees what the receiver wrote before. */
    atomic_store_explicit(&s->turn, go_ring_next_lap(r, ticket), memory_order_release);
}

/* Adds the value at element, without the lock. Releases to its receive. */
SC_INLINE enum go_ring_outcome go_ring_put(struct go_ring *r, const void *element, size_t size)
{
    uint64_t ticket;
    struct go_ring_slot *s;
    enum go_ring_outcome outcome = go_ring_claim(r, &r->tail, 0, size, &ticket, &s);
    if (outcome == GO_RING_DONE)
        go_ring_fill(r, ticket, s, element, size);
    return outcome;
}

/*
 * Moves the oldest value to element, or drops it, without the lock. Acquires what its send
 * released.
 */
SC_INLINE enum go_ring_outcome go_ring_take(struct go_ring *r, void *element, size_t size)
{
    uint64_t ticket;
    struct go_ring_slot *s;
    enum go_ring_outcome outcome = go_ring_claim(r, &r->head, 1, size, &ticket, &s);
    if (outcome == GO_RING_DONE)
        go_ring_drain(r, ticket, s, element, size);
    return outcome;
}
