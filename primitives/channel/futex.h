// SPDX-License-Identifier: MIT
// The least that a blocking channel can be: one slot and one futex word, one sender, one receiver.
/*
 * Example: a request and its answer between two threads, with one channel for each direction.
 *
 *     static struct { struct futex_channel request, answer; } link;
 *     if (futex_channel_init(&link.request, 1) != 0 || futex_channel_init(&link.answer, 1) != 0)
 *         _exit(1);
 *     uint64_t asked, answered;
 *     futex_channel_send(&link.request, 6);      // client
 *     if (futex_channel_receive(&link.request, &asked))
 *         futex_channel_send(&link.answer, asked * asked); // server
 *     futex_channel_receive(&link.answer, &answered);      // client: 36
 */
#ifndef SYNCCOST_CHANNEL_FUTEX_H
#define SYNCCOST_CHANNEL_FUTEX_H

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/sema.h"
#include "primitives/spin.h"

/*
 * Source: futex(2) and Drepper, "Futexes Are Tricky". Sender and receiver take turns. Only the one
 * whose turn it is not can sleep, so one SLEEPER bit serves both. Each end of a turn clears the bit
 * and wakes. The slot lies beside the word, so that a message moves one line.
 *
 * Memory ordering: the end of a turn releases, and the look that finds the turn acquires. All
 * writes to the word are read-modify-writes, so SLEEPER and CLOSED, set in between, do not break
 * the release sequence. A send comes before the receive of its value; the k-th receive before the
 * k+1-th send completes (the Go memory model's rules for capacity 1); a close before the receive
 * that returns false because of it. A send that returns false acquires nothing.
 */
struct futex_channel {
    _Atomic uint32_t state;  /* FUTEX_CHANNEL_ bits */
    _Atomic uint16_t cpu[2]; /* on which receiver (0) and sender (1) last waited; hints */
    uint64_t slot;           /* the sender's while FULL is clear, the receiver's while it is set */
};

/*
 * The bits of the state. FULL: the slot has a value, and the turn is the receiver's. SLEEPER: the
 * thread whose turn it is not may sleep on the word. CLOSED: never cleared.
 */
enum { FUTEX_CHANNEL_FULL = 1, FUTEX_CHANNEL_SLEEPER = 2, FUTEX_CHANNEL_CLOSED = 4 };

/* c is not in use. Capacity must be 1. Returns 0 or -EINVAL. */
SC_INLINE int futex_channel_init(struct futex_channel *c, size_t capacity)
{
    if (capacity != 1)
        return -EINVAL;
    atomic_init(&c->state, 0);
    atomic_init(&c->cpu[0], SPIN_ANYWHERE);
    atomic_init(&c->cpu[1], SPIN_ANYWHERE);
    return 0;
}

/* Every call has returned. A value that was not received is dropped. */
SC_INLINE void futex_channel_destroy(struct futex_channel *c)
{
    (void)c;
}

SC_SLOW void futex_channel_wake_slow(struct futex_channel *c)
{
    spin_wake_slow(&c->state);
}

/*
 * Notes where the caller runs, which waits while FULL is as in turn, and returns where the other
 * side last waited.
 */
SC_INLINE uint32_t futex_channel_partner(struct futex_channel *c, uint32_t turn)
{
    const uint32_t here = spin_cpu();
    _Atomic uint16_t *mine = &c->cpu[turn & FUTEX_CHANNEL_FULL];
    /* Relaxed: hints. The look before the store keeps the line shared. */
    if (atomic_load_explicit(mine, memory_order_relaxed) != here)
        atomic_store_explicit(mine, (uint16_t)here, memory_order_relaxed);
    /* Relaxed: as above. */
    return atomic_load_explicit(&c->cpu[!(turn & FUTEX_CHANNEL_FULL)], memory_order_relaxed);
}

/* Whether the wait of the side that waits while FULL is as in turn is over. */
SC_INLINE bool futex_channel_is_over(uint32_t seen, uint32_t turn)
{
    return (seen & FUTEX_CHANNEL_FULL) != turn || (seen & FUTEX_CHANNEL_CLOSED);
}

/*
 * Waits while FULL is as in turn and the channel is open, and returns the state that ended the
 * wait. Spins before it sleeps (primitives/spin.h), if the process has more than one CPU. Acquires
 * what the end of the other side's turn, or the close, released.
 */
SC_SLOW uint32_t futex_channel_wait_slow(struct futex_channel *c, uint32_t turn)
{
    /* Acquire: after the look that ends the wait the caller uses the slot. */
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    struct spin spin;
    if (sema_cpus > 1 && spin_begin(&spin, futex_channel_partner(c, turn))) {
        while (!futex_channel_is_over(seen, turn) && spin_again(&spin))
            /* Acquire: this look may be the one that ends the wait. */
            seen = atomic_load_explicit(&c->state, memory_order_acquire);
        spin_end(futex_channel_is_over(seen, turn));
    }
    while (!futex_channel_is_over(seen, turn)) {
        if ((seen & FUTEX_CHANNEL_SLEEPER) ||
            /*
             * A CAS, not an or: the turn may have ended since the look, and the mark would cost a
             * needless wake-up. Relaxed: the mark publishes nothing.
             */
            atomic_compare_exchange_strong_explicit(&c->state, &seen, seen | FUTEX_CHANNEL_SLEEPER,
                                                    memory_order_relaxed, memory_order_relaxed))
            spin_sleep(&c->state, turn | FUTEX_CHANNEL_SLEEPER, NULL);
        /* Acquire: as above. */
        seen = atomic_load_explicit(&c->state, memory_order_acquire);
    }
    return seen;
}

/*
 * One sender at a time. Waits while the slot is full. Returns true once it has the value; false
 * where the channel is closed, before the call or while it lasts. Releases to the receive of the
 * value.
 */
SC_INLINE bool futex_channel_send(struct futex_channel *c, uint64_t value)
{
    /* Acquire: the receiver must have read the slot before this thread overwrites it. */
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    do {
        if (seen & FUTEX_CHANNEL_FULL)
            seen = futex_channel_wait_slow(c, FUTEX_CHANNEL_FULL);
        if (seen & FUTEX_CHANNEL_CLOSED)
            return false;
        /* Plain: the slot is the sender's while FULL is clear. */
        c->slot = value;
        /*
         * Cannot be a store: it would erase a CLOSED set since the look, and lose a SLEEPER that
         * must be woken. Release: the receiver must see the slot. Relaxed where it fails: only the
         * other two bits have changed, and the slot is still the sender's.
         */
    } while (!atomic_compare_exchange_weak_explicit(&c->state, &seen, FUTEX_CHANNEL_FULL,
                                                    memory_order_release, memory_order_relaxed));
    if (seen & FUTEX_CHANNEL_SLEEPER)
        futex_channel_wake_slow(c);
    return true;
}

/*
 * One receiver at a time. Waits while the slot is empty and the channel open. Returns true with the
 * value; false, with *value untouched, where the channel is closed and drained. Acquires what the
 * send of the value, or the close, released.
 */
SC_INLINE bool futex_channel_receive(struct futex_channel *c, uint64_t *value)
{
    /* Acquire: else the slot could still show the value before. */
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    if (!(seen & FUTEX_CHANNEL_FULL))
        seen = futex_channel_wait_slow(c, 0);
    if (!(seen & FUTEX_CHANNEL_FULL))
        return false;
    *value = c->slot;
    /*
     * Cannot be a store, as in send. Release: the slot must have been read before the sender
     * overwrites it. Relaxed where it fails: the slot has been read already.
     */
    while (!atomic_compare_exchange_weak_explicit(&c->state, &seen, seen & FUTEX_CHANNEL_CLOSED,
                                                  memory_order_release, memory_order_relaxed))
        ;
    if (seen & FUTEX_CHANNEL_SLEEPER)
        futex_channel_wake_slow(c);
    return true;
}

/* Any thread may close, at any time; a second close does nothing. Wakes whoever sleeps. */
SC_INLINE void futex_channel_close(struct futex_channel *c)
{
    /*
     * Release: a receive that returns false must see what was done before the close. Cannot be a
     * store: the turn goes on while a third thread closes.
     */
    atomic_fetch_or_explicit(&c->state, FUTEX_CHANNEL_CLOSED, memory_order_release);
    futex_wake(&c->state, INT_MAX);
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(futex, .spins = true, .values = true, .close = true, .fixed_capacity = 1)
#endif
