// SPDX-License-Identifier: MIT
// The steps of which the go channel's verbs and the go select are made.
#pragma once

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/channel/go_ring.h"
#include "primitives/channel/ring.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/relax.h"
#include "primitives/sema.h"

/*
 * See primitives/channel/go.h. A channel is slow while somebody may wait on it and from its close
 * on: then every operation takes the lock, which guards the ring too. Else the ring is used without
 * the lock. One without slots is used under the lock only.
 */
struct go_channel {
    _Atomic uint32_t lock; /* guards the queues, closed and slow; see sema_lock */
    _Atomic bool slow;     /* the ring, where it has slots, is frozen while this is set */
    bool closed;
    struct go_channel_queue receivers;
    struct go_channel_queue senders;
    size_t size; /* bytes of an element; constant */
    struct go_ring ring;
};

/* How an operation ended. */
enum go_channel_outcome {
    GO_CHANNEL_DONE,     /* the value was sent, or received */
    GO_CHANNEL_CLOSED,   /* nothing was sent; of a receive, the element is now zero */
    GO_CHANNEL_NOT_READY /* nothing happened: the operation would have had to wait, or longer */
};

/* A deadline that forbids to wait at all; known by its address. */
static const struct timespec go_channel_at_once __attribute__((unused));

/* Words of Go's panics, in which they stand without "panic: ". */
#define GO_CHANNEL_SEND_ON_CLOSED "send on closed channel"

/*
 * How often a thread looks for a value or for room before it takes the lock to wait for it: about
 * as long as a partner that runs needs to bring one. So a stream of which one side is sometimes
 * faster does not become slow for each value.
 */
enum { GO_CHANNEL_LOOKS = 50 };

/* Whether somebody may wait, or has closed. */
SC_INLINE bool go_channel_is_slow(struct go_channel *c)
{
    /* Seq_cst: for who does not hold the lock, as in go_ring_claim. */
    return atomic_load_explicit(&c->slow, memory_order_seq_cst);
}

/* Before a waiter is queued, and where nobody else may use the ring. The caller holds the lock. */
SC_INLINE void go_channel_slow_down(struct go_channel *c)
{
    /* Relaxed: it is changed under the lock only. */
    if (atomic_load_explicit(&c->slow, memory_order_relaxed))
        return;
    /* Relaxed: a hint. Of a ring with slots it is the counters that count; a close does more. */
    atomic_store_explicit(&c->slow, true, memory_order_relaxed);
    if (c->ring.slot)
        go_ring_freeze(&c->ring);
}

/* Undoes it where the channel is open and nobody waits. The caller holds the lock. */
SC_INLINE void go_channel_speed_up(struct go_channel *c)
{
    /* Relaxed: as above. */
    if (!atomic_load_explicit(&c->slow, memory_order_relaxed) || c->closed || c->receivers.head ||
        c->senders.head || (!c->ring.slot && c->ring.capacity > 0))
        return;
    if (c->ring.slot)
        go_ring_thaw(&c->ring);
    /* Relaxed: as above. */
    atomic_store_explicit(&c->slow, false, memory_order_relaxed);
}

/* Takes the lock, and the ring with it. */
SC_INLINE void go_channel_lock(struct go_channel *c)
{
    sema_lock(&c->lock);
    if (c->ring.slot)
        go_channel_slow_down(c);
}

SC_INLINE void go_channel_unlock(struct go_channel *c)
{
    go_channel_speed_up(c);
    sema_unlock(&c->lock);
}

/* The ring's counters. The caller holds the lock, and has slowed the channel down. */
SC_INLINE struct go_ring_counters go_channel_counters(struct go_channel *c)
{
    return (struct go_ring_counters){go_ring_ticket(&c->ring.head), go_ring_ticket(&c->ring.tail)};
}

/*
 * A send that does not wait. The caller holds the lock, and keeps it. Returns GO_CHANNEL_DONE with
 * the waiter in *receiver that the caller must complete with the value, after it has unlocked;
 * with NULL there where the ring has the value.
 */
SC_INLINE enum go_channel_outcome go_channel_send_step(struct go_channel *c, const void *element,
                                                       struct go_channel_waiter **receiver)
{
    *receiver = NULL;
    if (c->closed)
        return GO_CHANNEL_CLOSED;
    *receiver = go_channel_dequeue(&c->receivers);
    if (*receiver)
        return GO_CHANNEL_DONE;
    if (go_ring_full(&c->ring, go_channel_counters(c)))
        return GO_CHANNEL_NOT_READY;
    go_ring_put_locked(&c->ring, element, c->size);
    return GO_CHANNEL_DONE;
}

/*
 * The same for a receive, to element or, where that is NULL, to nowhere. The caller completes
 * *sender without a value.
 */
SC_INLINE enum go_channel_outcome go_channel_receive_step(struct go_channel *c, void *element,
                                                          struct go_channel_waiter **sender)
{
    *sender = go_channel_dequeue(&c->senders);
    if (*sender && c->ring.capacity == 0) {
        if (element)
            channel_ring_copy(element, (*sender)->element, c->size);
        return GO_CHANNEL_DONE;
    }
    if (!go_ring_empty(go_channel_counters(c))) {
        go_ring_take_locked(&c->ring, element, c->size);
        if (*sender)
            go_ring_put_locked(&c->ring, (*sender)->element, c->size);
        return GO_CHANNEL_DONE;
    }
    if (!c->closed)
        return GO_CHANNEL_NOT_READY;
    if (element && c->size > 0)
        memset(element, 0, c->size);
    return GO_CHANNEL_CLOSED;
}

/* What a nil channel does: waits until CLOCK_MONOTONIC has reached deadline. */
SC_SLOW void go_channel_sleep_until_slow(const struct timespec *deadline)
{
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, deadline, NULL) == EINTR)
        ;
}

/* And without a deadline: for ever. A cancellation point, as the waits for other threads are not:
 * nothing else ends the thread. */
SC_SLOW _Noreturn void go_channel_sleep_slow(void)
{
    for (;;)
        pause();
}

SC_INLINE enum go_channel_outcome go_channel_nil(const struct timespec *deadline)
{
    if (!deadline)
        go_channel_sleep_slow();
    if (deadline != &go_channel_at_once)
        go_channel_sleep_until_slow(deadline);
    return GO_CHANNEL_NOT_READY;
}

/*
 * A send with the lock held; returns without it. Waits until CLOCK_MONOTONIC has reached deadline;
 * NULL: without limit. Of a closed channel it makes nothing but its result.
 */
SC_INLINE enum go_channel_outcome go_channel_send_rest(struct go_channel *c, const void *element,
                                                       const struct timespec *deadline)
{
    struct go_channel_waiter *receiver;
    enum go_channel_outcome outcome = go_channel_send_step(c, element, &receiver);
    if (outcome == GO_CHANNEL_NOT_READY && deadline != &go_channel_at_once) {
        struct go_channel_wait self;
        self.small = 0;
        const bool small = c->size <= GO_CHANNEL_SMALL;
        self.waiter.element = small ? &self.small : (void *)element;
        if (small)
            channel_ring_copy(&self.small, element, c->size);
        go_channel_slow_down(c);
        if (!go_channel_await(&c->lock, &c->senders, &self, deadline))
            return GO_CHANNEL_NOT_READY;
        return self.waiter.transferred ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    }
    go_channel_unlock(c);
    if (receiver)
        go_channel_complete_slow(receiver, element, c->size, true);
    return outcome;
}

/* The same for a receive. */
SC_INLINE enum go_channel_outcome go_channel_receive_rest(struct go_channel *c, void *element,
                                                          const struct timespec *deadline)
{
    struct go_channel_waiter *sender;
    enum go_channel_outcome outcome = go_channel_receive_step(c, element, &sender);
    if (outcome == GO_CHANNEL_NOT_READY && deadline != &go_channel_at_once) {
        struct go_channel_wait self;
        self.small = 0;
        const bool small = c->size <= GO_CHANNEL_SMALL;
        self.waiter.element = small ? &self.small : element;
        go_channel_slow_down(c);
        if (!go_channel_await(&c->lock, &c->receivers, &self, deadline))
            return GO_CHANNEL_NOT_READY;
        if (self.waiter.transferred) {
            if (small && element)
                channel_ring_copy(element, &self.small, c->size);
            return GO_CHANNEL_DONE;
        }
        if (element && c->size > 0)
            memset(element, 0, c->size);
        return GO_CHANNEL_CLOSED;
    }
    go_channel_unlock(c);
    if (sender)
        go_channel_complete_slow(sender, NULL, 0, true);
    return outcome;
}

/*
 * Whether an operation goes on without the lock, after an attempt that ended as outcome. looks: how
 * often it has looked before, from 0 on.
 */
SC_INLINE bool go_channel_looks_again(enum go_ring_outcome outcome, unsigned looks)
{
    if (outcome == GO_RING_LOCKED || sema_cpus == 1 || looks >= GO_CHANNEL_LOOKS)
        return false;
    cpu_relax();
    return true;
}

/* The whole of a send of any size. */
SC_INLINE enum go_channel_outcome go_channel_send_whole(struct go_channel *c, const void *element,
                                                        const struct timespec *deadline)
{
    const bool waits = deadline != &go_channel_at_once;
    enum go_ring_outcome outcome;
    for (unsigned looks = 0;; looks++) {
        outcome = go_ring_put(&c->ring, element, c->size);
        if (outcome == GO_RING_DONE)
            return GO_CHANNEL_DONE;
        if (!waits && outcome == GO_RING_WAITS) {
            const struct go_ring_counters seen = go_ring_tail_first(&c->ring);
            if (!go_ring_frozen(seen) && go_ring_full(&c->ring, seen))
                return GO_CHANNEL_NOT_READY;
        }
        if (!go_channel_looks_again(outcome, looks))
            break;
    }
    go_channel_lock(c);
    return go_channel_send_rest(c, element, deadline);
}

/* And of a receive. */
SC_INLINE enum go_channel_outcome go_channel_receive_whole(struct go_channel *c, void *element,
                                                           const struct timespec *deadline)
{
    const bool waits = deadline != &go_channel_at_once;
    enum go_ring_outcome outcome;
    for (unsigned looks = 0;; looks++) {
        outcome = go_ring_take(&c->ring, element, c->size);
        if (outcome == GO_RING_DONE)
            return GO_CHANNEL_DONE;
        if (!waits && outcome == GO_RING_WAITS) {
            const struct go_ring_counters seen = go_ring_head_first(&c->ring);
            if (!go_ring_frozen(seen) && go_ring_empty(seen))
                return GO_CHANNEL_NOT_READY;
        }
        if (!go_channel_looks_again(outcome, looks))
            break;
    }
    go_channel_lock(c);
    return go_channel_receive_rest(c, element, deadline);
}

/* What go_channel_send does where its attempt without the lock has not sent. */
SC_SLOW void go_channel_send_slow(struct go_channel *c, uint64_t value)
{
    if (go_channel_send_whole(c, &value, NULL) == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, c);
}

/* What go_channel_receive does where its attempt without the lock has not received. */
SC_SLOW bool go_channel_receive_slow(struct go_channel *c, uint64_t *value)
{
    return go_channel_receive_whole(c, value, NULL) == GO_CHANNEL_DONE;
}

/* The whole of a send of any size. c may be NULL. */
SC_SLOW enum go_channel_outcome go_channel_send_until_slow(struct go_channel *c,
                                                           const void *element,
                                                           const struct timespec *deadline)
{
    return c ? go_channel_send_whole(c, element, deadline) : go_channel_nil(deadline);
}

/* The whole of a receive of any size. c may be NULL. */
SC_SLOW enum go_channel_outcome go_channel_receive_until_slow(struct go_channel *c, void *element,
                                                              const struct timespec *deadline)
{
    return c ? go_channel_receive_whole(c, element, deadline) : go_channel_nil(deadline);
}

/* Closes c and ends every wait on it. Returns false where it was closed before. */
SC_SLOW bool go_channel_close_slow(struct go_channel *c)
{
    struct go_channel_waiter *ended = NULL, *w;
    go_channel_lock(c);
    const bool open = !c->closed;
    c->closed = true;
    /* Seq_cst: who finds it false in a select came before the close, in the order of
     * go_ring_claim. */
    atomic_store_explicit(&c->slow, true, memory_order_seq_cst);
    /* A select may wait in both queues. Who waited longest is woken first. */
    struct go_channel_waiter **last = &ended;
    while ((w = go_channel_dequeue(&c->receivers)) || (w = go_channel_dequeue(&c->senders))) {
        w->next = NULL;
        *last = w;
        last = &w->next;
    }
    sema_unlock(&c->lock);
    while (ended) {
        /* Read before it is completed: after that its frame may be gone. */
        struct go_channel_waiter *next = ended->next;
        go_channel_complete_slow(ended, NULL, 0, false);
        ended = next;
    }
    return open;
}

/* The same of a channel that is open: else fatal. */
SC_SLOW void go_channel_close_once_slow(struct go_channel *c)
{
    if (!c)
        sc_fatal("close of nil channel", c);
    if (!go_channel_close_slow(c))
        sc_fatal("close of closed channel", c);
}

/* Values in the ring at one moment of the call. */
SC_SLOW size_t go_channel_len_slow(struct go_channel *c)
{
    struct go_ring_counters seen = go_ring_head_first(&c->ring);
    while (!go_ring_frozen(seen)) {
        const struct go_ring_counters again = go_ring_head_first(&c->ring);
        if (again.head == seen.head) /* so it was when the tail was loaded, too */
            return go_ring_count(&c->ring, seen);
        seen = again;
    }
    go_channel_lock(c);
    const size_t count = go_ring_count(&c->ring, go_channel_counters(c));
    go_channel_unlock(c);
    return count;
}
