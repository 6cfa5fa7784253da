// SPDX-License-Identifier: MIT
// Go's channel: a ring without a lock, and under a lock waiters to whom values go directly.
/*
 * Example: one thread reads lines and another adds up their lengths.
 *
 *     static struct { struct go_channel lengths; uint64_t total; } input;
 *     if (go_channel_init(&input.lengths, 16) != 0) // 0: every send would wait for its receiver
 *         abort();
 *     go_channel_send(&input.lengths, 80); // the reader, for each line
 *     go_channel_close(&input.lengths);    // the reader, after the last one
 *     for (uint64_t n; go_channel_receive(&input.lengths, &n);) // the adder, until the close
 *         input.total += n;
 *     go_channel_destroy(&input.lengths);
 */
#ifndef SYNCCOST_CHANNEL_GO_H
#define SYNCCOST_CHANNEL_GO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/go_lock.h"
#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_steps.h"
#include "primitives/channel/go_whole.h"
#include "primitives/channel/ring.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/sema.h"

/*
 * Source: Go's description of hchan (src/runtime/chan.go), "Channel types", "Send statements",
 * "Receive operator" and "Close" in the Go specification, and "Channel communication" in the Go
 * memory model. Always true while the lock is free:
 *  - receivers wait only while the ring is empty, and senders only while it is full (one of
 *    capacity 0 is always both);
 *  - not both wait, except for one select that does both;
 *  - nobody waits on a closed channel.
 * Selects that are decided elsewhere may still be in a queue; they do not count as waiting.
 * So a send that finds a waiting receiver gives it the value directly, past the ring. A receive
 * that finds a waiting sender takes the oldest value from the ring and puts the sender's value
 * there; where the capacity is 0 it takes the sender's value itself. Both queues and the ring are
 * first in, first out.
 *
 * While nobody waits and the channel is open, a ring of at least two slots is used without the lock
 * (primitives/channel/go_ring.h). Who is about to wait takes the lock and freezes the ring: from
 * then on everybody comes to the lock, so nobody passes by who waits. The operation that finds
 * nobody waiting any more thaws it. Go's channel takes its lock for every operation.
 *
 * As in Go, a channel may be nil (NULL): then a send and a receive wait for ever, and nothing is
 * ever ready. Three kinds of bad use are fatal, with Go's words (primitives/fatal.h): a send on a
 * closed channel, also one that waits when the channel is closed; close of a closed channel; close
 * of a nil one. The forms with try report the first two instead, and never wait.
 *
 * Elements are 8 bytes, or of any size that go_channel_init_sized is given. The verbs without a
 * pointer are for channels of 8 bytes only.
 *
 * Differences from Go: before a waiter sleeps it looks at the ring, or once it is queued at its own
 * word, for as long as a wake-up takes (primitives/spin.h); Go parks a goroutine at once and lets
 * idle Ps spin instead. Who looks at the ring has no place in the queue yet. A thread that was
 * preempted while it copied an element makes others wait for it, as the holder of a lock would.
 * Where all threads wait for ever nobody says so. Waits with a deadline, which Go writes as a
 * select with a timer, have verbs of their own. A deadline is an absolute time of CLOCK_MONOTONIC.
 * No wait but that on a nil channel is a cancellation point: a thread that is cancelled in one
 * still takes part in the operation, and ends later.
 *
 * Memory ordering: the lock acquires and its unlock releases, and so do the turns of the ring's
 * slots. Taking a ticket is seq_cst, and so is the look that finds nothing. The thread that
 * completes a waiter's operation releases through the waiter's word, and the waiter acquires from
 * it. The four rules of the Go memory model follow: a send comes before the receive of its value
 * completes; a close before a receive that returns false because of it; with capacity 0 a receive
 * before the send completes; with capacity C the k-th receive before the k+C-th send completes. An
 * operation that ends as GO_CHANNEL_NOT_READY orders nothing that a user could see.
 */

/*
 * c is not in use. Elements of size bytes, which may be 0: such a channel carries no values, only
 * how many. Capacity 0 is a rendezvous. Returns 0, or -ENOMEM: then c must not be used.
 */
SC_INLINE int go_channel_init_sized(struct go_channel *c, size_t size, size_t capacity)
{
    const bool guarded =
        capacity <= GO_CHANNEL_GUARDED || (size == 0 && capacity > GO_CHANNEL_COUNTED);
    atomic_init(&c->lock, SEMA_FREE);
    atomic_init(&c->slow, false);
    c->closed = false;
    c->receivers = c->senders = (struct go_channel_queue){0};
    c->size = size;
    c->capacity = capacity;
    const int rc = channel_ring_init(&c->guarded, size, guarded ? capacity : 0);
    return rc != 0 ? rc : go_ring_init(&c->ring, size, guarded ? 0 : capacity);
}

/* The same for elements of 8 bytes. */
SC_INLINE int go_channel_init(struct go_channel *c, size_t capacity)
{
    return go_channel_init_sized(c, sizeof(uint64_t), capacity);
}

/* Nobody waits, and every call has returned. Values that were not received are dropped. */
SC_INLINE void go_channel_destroy(struct go_channel *c)
{
    channel_ring_destroy(&c->guarded);
    go_ring_destroy(&c->ring);
}

/*
 * Waits while the ring is full and no receiver waits. Returns true, once the ring or a receiver has
 * the value. Fatal where the channel is closed, before the call or during the wait: then nobody
 * receives the value. Releases to the receive of the value. Makes no system call unless it has to
 * wait, to wake, or to contend for the lock.
 */
SC_INLINE bool go_channel_send(struct go_channel *c, uint64_t value)
{
    if (!c)
        go_channel_sleep_slow();
    if (!go_channel_has_slots(c))
        go_channel_send_guarded(c, value);
    else if (go_ring_put(&c->ring, &value, sizeof value) != GO_RING_DONE)
        go_channel_send_slow(c, value);
    return true;
}

/*
 * Waits while there is neither a value nor a waiting sender and the channel is open. Returns true
 * with the oldest value; false, with 0 in *value, where the channel is closed and drained. Acquires
 * what the send of the value, or the close, released. System calls: as for send.
 */
SC_INLINE bool go_channel_receive(struct go_channel *c, uint64_t *value)
{
    if (!c)
        go_channel_sleep_slow();
    if (!go_channel_has_slots(c))
        return go_channel_receive_guarded(c, value);
    return go_ring_take(&c->ring, value, sizeof *value) == GO_RING_DONE ||
           go_channel_receive_slow(c, value);
}

/*
 * Any thread may close, at any time, but only once. Wakes all who wait: receivers return false, and
 * for senders the send is fatal. Releases to every receive that returns false because of it.
 */
SC_INLINE void go_channel_close(struct go_channel *c)
{
    go_channel_close_once_slow(c);
}

/* The same where others may have closed it before. Returns whether this call has; false for
 * NULL. */
SC_INLINE bool go_channel_try_close(struct go_channel *c)
{
    return c && go_channel_close_slow(c);
}

/* ---- elements of any size: element has room for as many bytes as the channel's elements ---- */

/* Waits as go_channel_send does, and is fatal where that is. */
SC_INLINE void go_channel_send_from(struct go_channel *c, const void *element)
{
    if (go_channel_send_until_slow(c, element, NULL) == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, c);
}

/* Never waits. A closed channel is reported, not fatal. */
SC_INLINE enum go_channel_outcome go_channel_try_send_from(struct go_channel *c,
                                                           const void *element)
{
    return go_channel_send_until_slow(c, element, &go_channel_at_once);
}

/*
 * Waits at most until deadline. Returns GO_CHANNEL_DONE, or GO_CHANNEL_NOT_READY: then nobody
 * receives the value. Fatal where go_channel_send is. A deadline that has passed is one attempt.
 */
SC_INLINE enum go_channel_outcome go_channel_send_from_until(struct go_channel *c,
                                                             const void *element,
                                                             const struct timespec *deadline)
{
    enum go_channel_outcome outcome = go_channel_send_until_slow(c, element, deadline);
    if (outcome == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, c);
    return outcome;
}

/* Waits as go_channel_receive does. element may be NULL here and below: the value is dropped. */
SC_INLINE bool go_channel_receive_into(struct go_channel *c, void *element)
{
    return go_channel_receive_until_slow(c, element, NULL) == GO_CHANNEL_DONE;
}

/* Never waits. */
SC_INLINE enum go_channel_outcome go_channel_try_receive_into(struct go_channel *c, void *element)
{
    return go_channel_receive_until_slow(c, element, &go_channel_at_once);
}

/* Waits at most until deadline. *element is untouched where it returns GO_CHANNEL_NOT_READY. */
SC_INLINE enum go_channel_outcome go_channel_receive_into_until(struct go_channel *c, void *element,
                                                                const struct timespec *deadline)
{
    return go_channel_receive_until_slow(c, element, deadline);
}

/* ---- the same for elements of 8 bytes ---- */

SC_INLINE enum go_channel_outcome go_channel_try_send(struct go_channel *c, uint64_t value)
{
    return go_channel_try_send_from(c, &value);
}

SC_INLINE enum go_channel_outcome go_channel_send_until(struct go_channel *c, uint64_t value,
                                                        const struct timespec *deadline)
{
    return go_channel_send_from_until(c, &value, deadline);
}

SC_INLINE enum go_channel_outcome go_channel_try_receive(struct go_channel *c, uint64_t *value)
{
    return go_channel_try_receive_into(c, value);
}

SC_INLINE enum go_channel_outcome go_channel_receive_until(struct go_channel *c, uint64_t *value,
                                                           const struct timespec *deadline)
{
    return go_channel_receive_into_until(c, value, deadline);
}

/* ---- how full ---- */

/*
 * Values in the ring at one moment of the call, which may be others when the caller looks at the
 * result. 0 for NULL. Takes no lock while the ring is used without it.
 */
SC_INLINE size_t go_channel_len(struct go_channel *c)
{
    if (!c)
        return 0;
    return go_channel_len_slow(c);
}

/* 0 for NULL. */
SC_INLINE size_t go_channel_cap(const struct go_channel *c)
{
    return c ? c->capacity : 0;
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(go, .spins = true, .values = true, .unbuffered = true, .bounded = true,
                .many = true, .close = true, .fifo_waiters = true, .closed_fatal = true,
                .closed_zero = true)
#endif
