// SPDX-License-Identifier: MIT
// One slot and one futex word between one sender and one receiver: the least a blocking channel can
// be.
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
#include "primitives/relax.h"
#include "primitives/sema.h"

/*
 * Source: futex(2) and Drepper, "Futexes Are Tricky". Sender and receiver take turns, and FULL says
 * whose turn it is: clear, the slot is the sender's, set, the receiver's. Only the one whose turn
 * it is not can sleep, so one SLEEPER bit serves both; each turn that ends clears it and wakes. The
 * slot lies beside the word: a message moves one line.
 *
 * Memory ordering: each end of a turn releases and each look at the word acquires. A send comes
 * before the receive of its value, the k-th receive before the k+1-th send completes (the Go memory
 * model's rules for capacity 1), a close before the receive that returns false.
 */
struct futex_channel {
    _Atomic uint32_t state; /* FUTEX_CHANNEL_ bits */
    uint64_t slot;          /* whose: see FULL */
};

enum { FUTEX_CHANNEL_FULL = 1, FUTEX_CHANNEL_SLEEPER = 2, FUTEX_CHANNEL_CLOSED = 4 };

/* Capacity must be 1. Returns 0 or -EINVAL. */
SC_INLINE int futex_channel_init(struct futex_channel *c, size_t capacity)
{
    if (capacity != 1)
        return -EINVAL;
    atomic_init(&c->state, 0);
    return 0;
}

/* Every call must have returned. A value not received is dropped. */
SC_INLINE void futex_channel_destroy(struct futex_channel *c)
{
    (void)c;
}

SC_SLOW void futex_channel_wake_slow(struct futex_channel *c)
{
    futex_wake(&c->state, 1);
}

/*
 * Waits until FULL is no longer as in turn, or the channel is closed, and returns the state then.
 * Looks SEMA_SPIN (100) times before it sleeps, if the process has more than one CPU.
 */
SC_SLOW uint32_t futex_channel_wait_slow(struct futex_channel *c, uint32_t turn)
{
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    int spins = sema_cpus > 1 ? SEMA_SPIN : 0;
    while ((seen & FUTEX_CHANNEL_FULL) == turn && !(seen & FUTEX_CHANNEL_CLOSED)) {
        if (spins > 0) {
            spins--;
            cpu_relax();
        } else if ((seen & FUTEX_CHANNEL_SLEEPER) ||
                   atomic_compare_exchange_strong_explicit(
                       &c->state, &seen, seen | FUTEX_CHANNEL_SLEEPER, memory_order_relaxed,
                       memory_order_relaxed)) {
            futex_wait(&c->state, turn | FUTEX_CHANNEL_SLEEPER, NULL);
        }
        seen = atomic_load_explicit(&c->state, memory_order_acquire);
    }
    return seen;
}

/*
 * One sender at a time. Returns true once the value is in the slot, false if the channel is closed,
 * before or while the caller waits.
 */
SC_INLINE bool futex_channel_send(struct futex_channel *c, uint64_t value)
{
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    do {
        if (seen & FUTEX_CHANNEL_FULL)
            seen = futex_channel_wait_slow(c, FUTEX_CHANNEL_FULL);
        if (seen & FUTEX_CHANNEL_CLOSED)
            return false;
        c->slot = value;
    } while (!atomic_compare_exchange_weak_explicit(&c->state, &seen, FUTEX_CHANNEL_FULL,
                                                    memory_order_release, memory_order_relaxed));
    if (seen & FUTEX_CHANNEL_SLEEPER)
        futex_channel_wake_slow(c);
    return true;
}

/* One receiver at a time. Returns true with the value, or false, *value untouched, if closed and
 * drained. */
SC_INLINE bool futex_channel_receive(struct futex_channel *c, uint64_t *value)
{
    uint32_t seen = atomic_load_explicit(&c->state, memory_order_acquire);
    if (!(seen & FUTEX_CHANNEL_FULL))
        seen = futex_channel_wait_slow(c, 0);
    if (!(seen & FUTEX_CHANNEL_FULL))
        return false;
    *value = c->slot;
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
    atomic_fetch_or_explicit(&c->state, FUTEX_CHANNEL_CLOSED, memory_order_release);
    futex_wake(&c->state, INT_MAX);
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(futex, .spins = true, .values = true, .close = true, .fixed_capacity = 1)
#endif
