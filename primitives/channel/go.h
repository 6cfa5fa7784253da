// SPDX-License-Identifier: MIT
// Go's channel: a ring under a lock, and queues of waiters to whom values go directly.
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

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/channel/ring.h"
#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/relax.h"
#include "primitives/sema.h"

/*
 * Source: Go's description of hchan (src/runtime/chan.go) and "Channel communication" in the Go
 * memory model. Always true while the lock is free:
 *  - receivers wait only while the ring is empty and no sender waits;
 *  - senders wait only while the ring is full (one of capacity 0 is always full);
 *  - nobody waits on a closed channel.
 * So a send that finds a waiting receiver gives it the value directly, past the ring. A receive
 * that finds a waiting sender takes the oldest value from the ring and puts the sender's value
 * there; where the capacity is 0 it takes the sender's value itself. Both queues and the ring are
 * first in, first out.
 *
 * Three differences from Go: a send on a closed channel returns false and a second close does
 * nothing, where Go panics. A waiter looks at its own word SEMA_SPIN (100) times before it sleeps
 * on it, if the process has more than one CPU; Go parks a goroutine at once and lets idle Ps spin
 * instead. There is no select, so a waiter never leaves a queue by itself, and no time limit.
 *
 * Memory ordering: the lock acquires and its unlock releases. The thread that completes a waiter's
 * operation releases through the waiter's word, and the waiter acquires from it. The four rules of
 * the Go memory model follow: a send comes before the receive of its value completes; a close
 * before a receive that returns false because of it; with capacity 0 a receive before the send
 * completes; with capacity C the k-th receive before the k+C-th send completes.
 */
struct go_channel_queue {
    struct go_channel_waiter *head; /* NULL while nobody waits */
    struct go_channel_waiter *tail; /* meaningful only while head is not NULL */
};

struct go_channel {
    _Atomic uint32_t lock; /* guards the other fields; see sema_lock */
    bool closed;
    struct channel_ring ring;
    struct go_channel_queue receivers;
    struct go_channel_queue senders;
};

/*
 * Lies on the waiter's stack. While it is in a queue the lock guards it. The thread that unlinks it
 * owns it, next included, until it grants park.
 */
struct go_channel_waiter {
    struct go_channel_waiter *next;
    struct sema_waiter park; /* the word this waiter sleeps on; its own next is not used */
    uint64_t value;          /* a sender's on the way in, a receiver's on the way out */
    bool transferred;        /* false: ended by a close */
};

/* Unlinks the first waiter and returns it; NULL where nobody waits. The caller holds the lock. */
SC_INLINE struct go_channel_waiter *go_channel_dequeue(struct go_channel_queue *q)
{
    struct go_channel_waiter *first = q->head;
    if (first)
        q->head = first->next;
    return first;
}

/*
 * Queues self, the caller's own, until another thread has completed its operation. Called with the
 * lock held, returns without it. Acquires what that thread released.
 */
SC_SLOW void go_channel_wait_slow(struct go_channel *c, struct go_channel_queue *q,
                                  struct go_channel_waiter *self)
{
    self->next = NULL;
    /* Plain: another thread finds self only under the lock, which the unlock below releases. */
    atomic_init(&self->park.state, SEMA_WAITING);
    if (q->head)
        q->tail->next = self;
    else
        q->head = self;
    q->tail = self;
    sema_unlock(&c->lock);
    sema_wait_slow(&self->park);
}

/*
 * Completes the operation of a waiter that the caller has unlinked. Releases to the waiter. w may
 * be gone afterwards.
 */
SC_SLOW void go_channel_complete_slow(struct go_channel_waiter *w, bool transferred)
{
    /* Plain, as is the value: the grant below releases both. */
    w->transferred = transferred;
    sema_grant_slow(&w->park);
}

/*
 * What send does where a receiver waits, the ring is full or the channel is closed. Called with the
 * lock held, returns without it.
 */
SC_SLOW bool go_channel_send_slow(struct go_channel *c, uint64_t value)
{
    struct go_channel_waiter self = {.value = value};
    struct go_channel_waiter *receiver = go_channel_dequeue(&c->receivers);
    if (!receiver && !c->closed) {
        go_channel_wait_slow(c, &c->senders, &self);
        return self.transferred;
    }
    sema_unlock(&c->lock);
    if (!receiver)
        return false;
    receiver->value = value;
    go_channel_complete_slow(receiver, true);
    return true;
}

/*
 * What receive does where a sender waits or the ring is empty. Called with the lock held, returns
 * without it.
 */
SC_SLOW bool go_channel_receive_slow(struct go_channel *c, uint64_t *value)
{
    struct go_channel_waiter self = {.value = 0};
    struct go_channel_waiter *sender = go_channel_dequeue(&c->senders);
    if (!sender && !c->closed) {
        go_channel_wait_slow(c, &c->receivers, &self);
        if (self.transferred)
            *value = self.value;
        return self.transferred;
    }
    if (sender && c->ring.capacity > 0) {
        *value = channel_ring_take(&c->ring);
        channel_ring_put(&c->ring, sender->value);
    } else if (sender) {
        *value = sender->value;
    }
    sema_unlock(&c->lock);
    if (!sender)
        return false;
    go_channel_complete_slow(sender, true);
    return true;
}

/* c is not in use. Capacity 0 is a rendezvous. Returns 0 or -ENOMEM. */
SC_INLINE int go_channel_init(struct go_channel *c, size_t capacity)
{
    atomic_init(&c->lock, SEMA_FREE);
    c->closed = false;
    c->receivers = c->senders = (struct go_channel_queue){0};
    return channel_ring_init(&c->ring, capacity);
}

/* Nobody waits, and every call has returned. Values that were not received are dropped. */
SC_INLINE void go_channel_destroy(struct go_channel *c)
{
    channel_ring_destroy(&c->ring);
}

/*
 * Waits while the ring is full and no receiver waits. Returns true once the ring or a receiver has
 * the value. Returns false where the channel is closed, before the call or during the wait: then
 * nobody receives the value. Releases to the receive of the value. Makes no system call unless it
 * has to wait, to wake, or to contend for the lock.
 */
SC_INLINE bool go_channel_send(struct go_channel *c, uint64_t value)
{
    sema_lock(&c->lock);
    if (c->closed || c->receivers.head || c->ring.count == c->ring.capacity)
        return go_channel_send_slow(c, value);
    channel_ring_put(&c->ring, value);
    sema_unlock(&c->lock);
    return true;
}

/*
 * Waits while there is neither a value nor a waiting sender and the channel is open. Returns true
 * with the oldest value; false, with *value untouched, where the channel is closed and drained.
 * Acquires what the send of the value, or the close, released. System calls: as for send.
 */
SC_INLINE bool go_channel_receive(struct go_channel *c, uint64_t *value)
{
    sema_lock(&c->lock);
    if (c->senders.head || c->ring.count == 0)
        return go_channel_receive_slow(c, value);
    *value = channel_ring_take(&c->ring);
    sema_unlock(&c->lock);
    return true;
}

/*
 * Any thread may close, at any time; a second close does nothing. Wakes all who wait: receivers and
 * senders return false.
 */
SC_INLINE void go_channel_close(struct go_channel *c)
{
    sema_lock(&c->lock);
    c->closed = true;
    struct go_channel_waiter *waiting = c->receivers.head ? c->receivers.head : c->senders.head;
    c->receivers.head = c->senders.head = NULL;
    sema_unlock(&c->lock);
    while (waiting) {
        /* Read before the grant: after it the waiter's frame may be gone. */
        struct go_channel_waiter *next = waiting->next;
        go_channel_complete_slow(waiting, false);
        waiting = next;
    }
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(go, .spins = true, .values = true, .unbuffered = true, .bounded = true,
                .many = true, .close = true, .fifo_waiters = true)
#endif
