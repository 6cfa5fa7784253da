// SPDX-License-Identifier: MIT
// What the holder of the go channel's lock does with the ring, and how full a ring is.
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/go_ring.h"
#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * See primitives/channel/go_ring.h. Both counters are frozen here, but where it says otherwise.
 *
 * The wait for an operation in flight spins, then yields, then sleeps, in this order.
 */

/* The pause before the nth look at an operation in flight, from 0 on. */
enum { GO_RING_SPINS = 100, GO_RING_YIELDS = 100, GO_RING_SLEEP_NS = 50000 };
SC_INLINE void go_ring_pause(unsigned nth)
{
    if (nth < GO_RING_SPINS)
        cpu_relax();
    else if (nth < GO_RING_SPINS + GO_RING_YIELDS)
        sched_yield();
    else /* it may be a thread of less real-time priority, which only runs while this sleeps */
        nanosleep(&(struct timespec){.tv_nsec = GO_RING_SLEEP_NS}, NULL);
}

/* Waits until the operation in flight has ended that gives s its turn. */
SC_SLOW void go_ring_await_slow(struct go_ring_slot *s, uint64_t turn)
{
    /* Acquire: as in go_ring_claim. */
    for (unsigned i = 0; atomic_load_explicit(&s->turn, memory_order_acquire) != turn; i++)
        go_ring_pause(i);
}

/* The ticket that the next operation takes. */
SC_INLINE uint64_t go_ring_ticket(_Atomic uint64_t *counter)
{
    /* Relaxed: a frozen counter is changed under the lock only. */
    return atomic_load_explicit(counter, memory_order_relaxed) & ~(uint64_t)GO_RING_FROZEN;
}

/* The slot of the counter's next ticket, once it has the turn for it; and the counter goes on. */
SC_INLINE struct go_ring_slot *go_ring_step(struct go_ring *r, _Atomic uint64_t *counter,
                                            uint64_t full, size_t size)
{
    const uint64_t ticket = go_ring_ticket(counter);
    struct go_ring_slot *s = go_ring_at(r, ticket, size);
    go_ring_await_slow(s, go_ring_lap(r, ticket) + full);
    /* Relaxed: what a ticket is good for is in the slot, and who finds it frozen takes the lock. */
    atomic_store_explicit(counter, go_ring_next(r, ticket) | GO_RING_FROZEN, memory_order_relaxed);
    return s;
}

/* Adds a value. The ring is not full. */
SC_INLINE void go_ring_put_locked(struct go_ring *r, const void *element, size_t size)
{
    const uint64_t ticket = go_ring_ticket(&r->tail);
    go_ring_fill(r, ticket, go_ring_step(r, &r->tail, 0, size), element, size);
}

/* Moves the oldest value to element, or drops it. The ring is not empty. */
SC_INLINE void go_ring_take_locked(struct go_ring *r, void *element, size_t size)
{
    const uint64_t ticket = go_ring_ticket(&r->head);
    go_ring_drain(r, ticket, go_ring_step(r, &r->head, 1, size), element, size);
}

/* From now on tickets are taken under the lock only. The ring is not frozen. */
SC_INLINE void go_ring_freeze(struct go_ring *r)
{
    /*
     * Seq_cst: as in go_ring_claim. Who finds nothing in a counter that is not frozen came before
     * this, in that order.
     */
    atomic_fetch_or_explicit(&r->tail, GO_RING_FROZEN, memory_order_seq_cst);
    /* Seq_cst: likewise. */
    atomic_fetch_or_explicit(&r->head, GO_RING_FROZEN, memory_order_seq_cst);
}

/* The opposite. */
SC_INLINE void go_ring_thaw(struct go_ring *r)
{
    /* Relaxed: the edges between threads go through the slots. */
    atomic_store_explicit(&r->tail, go_ring_ticket(&r->tail), memory_order_relaxed);
    /* Relaxed: likewise. */
    atomic_store_explicit(&r->head, go_ring_ticket(&r->head), memory_order_relaxed);
}

/* ---- how full ---- */

/* Both counters, as one moment had them: of the load that is second. */
struct go_ring_counters {
    uint64_t head, tail; /* of them neither or both frozen, or else a freeze or thaw is under way */
};

/*
 * No head is beyond its tail, and no tail is more than a lap beyond its head. So where the second
 * is as close to the first as it can be, it was so at that moment: the ring was empty, or full.
 */
SC_INLINE struct go_ring_counters go_ring_head_first(struct go_ring *r)
{
    struct go_ring_counters seen;
    /* Acquire: the other is loaded after it. It may be old: then the two are not as close. */
    seen.head = atomic_load_explicit(&r->head, memory_order_acquire);
    /* Seq_cst: as in go_ring_claim. */
    seen.tail = atomic_load_explicit(&r->tail, memory_order_seq_cst);
    return seen;
}

SC_INLINE struct go_ring_counters go_ring_tail_first(struct go_ring *r)
{
    struct go_ring_counters seen;
    /* Acquire: as above. */
    seen.tail = atomic_load_explicit(&r->tail, memory_order_acquire);
    /* Seq_cst: as above. */
    seen.head = atomic_load_explicit(&r->head, memory_order_seq_cst);
    return seen;
}

SC_INLINE bool go_ring_frozen(struct go_ring_counters seen)
{
    return (seen.head | seen.tail) & GO_RING_FROZEN;
}

/* Of counters that are both frozen, or neither. */
SC_INLINE bool go_ring_empty(struct go_ring_counters seen)
{
    return seen.head == seen.tail;
}

/* Likewise. */
SC_INLINE bool go_ring_full(const struct go_ring *r, struct go_ring_counters seen)
{
    return seen.tail - seen.head == r->mask + GO_RING_TICKET;
}

/* Values in the ring. Both counters were so at one moment. */
SC_INLINE size_t go_ring_count(const struct go_ring *r, struct go_ring_counters seen)
{
    size_t count = (size_t)(seen.tail / GO_RING_TICKET - seen.head / GO_RING_TICKET);
    /* In the next lap: without the slots that do not exist. */
    if (go_ring_lap(r, seen.tail) != go_ring_lap(r, seen.head))
        count -= (size_t)(r->mask / GO_RING_TICKET) + 1 - r->capacity;
    return count;
}
