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

#include "primitives/channel/go_lock.h"
#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_ring_locked.h"
#include "primitives/channel/ring.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/sema.h"

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
 * A send that does not wait. The caller holds the lock, and keeps it. Returns GO_CHANNEL_DONE with
 * the waiter in *receiver that the caller must complete with the value, after it has unlocked;
 * with NULL there where the ring has the value.
 */
SC_INLINE enum go_channel_outcome go_channel_send_step(struct go_channel *c, bool slots,
                                                       const void *element,
                                                       struct go_channel_waiter **receiver)
{
    *receiver = NULL;
    if (c->closed)
        return GO_CHANNEL_CLOSED;
    *receiver = go_channel_dequeue(&c->receivers);
    if (*receiver)
        return GO_CHANNEL_DONE;
    if (go_channel_full(c, slots))
        return GO_CHANNEL_NOT_READY;
    go_channel_put(c, slots, element);
    return GO_CHANNEL_DONE;
}

/*
 * The same for a receive, to element or, where that is NULL, to nowhere. The caller completes
 * *sender without a value.
 */
SC_INLINE enum go_channel_outcome go_channel_receive_step(struct go_channel *c, bool slots,
                                                          void *element,
                                                          struct go_channel_waiter **sender)
{
    *sender = go_channel_dequeue(&c->senders);
    if (*sender && !slots && c->guarded.capacity == 0) {
        if (element)
            channel_ring_copy(element, (*sender)->element, c->size);
        return GO_CHANNEL_DONE;
    }
    if (!go_channel_empty(c, slots)) {
        go_channel_take(c, slots, element);
        if (*sender)
            go_channel_put(c, slots, (*sender)->element);
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
 * NULL: without limit. Of a closed channel it makes nothing but its result. spun: the caller has
 * looked for room as long as it should.
 */
SC_INLINE enum go_channel_outcome go_channel_send_rest(struct go_channel *c, bool slots,
                                                       const void *element,
                                                       const struct timespec *deadline, bool spun)
{
    struct go_channel_waiter *receiver;
    enum go_channel_outcome outcome = go_channel_send_step(c, slots, element, &receiver);
    if (outcome == GO_CHANNEL_NOT_READY && deadline != &go_channel_at_once) {
        struct go_channel_wait self;
        self.small = 0;
        const bool small = c->size <= GO_CHANNEL_SMALL;
        self.waiter.element = small ? &self.small : (void *)element;
        if (small)
            channel_ring_copy(&self.small, element, c->size);
        go_channel_slow_down(c, slots);
        if (!go_channel_await(&c->lock, &c->senders, &self, deadline, spun))
            return GO_CHANNEL_NOT_READY;
        return self.waiter.transferred ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    }
    go_channel_unlock(c, slots);
    if (receiver)
        go_channel_complete_slow(receiver, element, c->size, true);
    return outcome;
}

/* The same for a receive. */
SC_INLINE enum go_channel_outcome go_channel_receive_rest(struct go_channel *c, bool slots,
                                                          void *element,
                                                          const struct timespec *deadline,
                                                          bool spun)
{
    struct go_channel_waiter *sender;
    enum go_channel_outcome outcome = go_channel_receive_step(c, slots, element, &sender);
    if (outcome == GO_CHANNEL_NOT_READY && deadline != &go_channel_at_once) {
        struct go_channel_wait self;
        self.small = 0;
        const bool small = c->size <= GO_CHANNEL_SMALL;
        self.waiter.element = small ? &self.small : element;
        go_channel_slow_down(c, slots);
        if (!go_channel_await(&c->lock, &c->receivers, &self, deadline, spun))
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
    go_channel_unlock(c, slots);
    if (sender)
        go_channel_complete_slow(sender, NULL, 0, true);
    return outcome;
}

/* The rest of the two below, with the lock held. */
SC_SLOW void go_channel_send_rest_slow(struct go_channel *c, uint64_t value)
{
    if (go_channel_send_rest(c, false, &value, NULL, false) == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, c);
}

SC_SLOW bool go_channel_receive_rest_slow(struct go_channel *c, uint64_t *value)
{
    return go_channel_receive_rest(c, false, value, NULL, false) == GO_CHANNEL_DONE;
}

/* What go_channel_send does where the ring is used under the lock only. */
SC_INLINE void go_channel_send_guarded(struct go_channel *c, uint64_t value)
{
    sema_lock(&c->lock);
    if (c->closed || c->receivers.head || c->guarded.count == c->guarded.capacity) {
        go_channel_send_rest_slow(c, value);
        return;
    }
    channel_ring_put(&c->guarded, &value, sizeof value);
    sema_unlock(&c->lock);
}

/* And what go_channel_receive does. */
SC_INLINE bool go_channel_receive_guarded(struct go_channel *c, uint64_t *value)
{
    sema_lock(&c->lock);
    if (c->senders.head || c->guarded.count == 0)
        return go_channel_receive_rest_slow(c, value);
    channel_ring_take(&c->guarded, value, sizeof *value);
    sema_unlock(&c->lock);
    return true;
}

/* Closes c and ends every wait on it. Returns false where it was closed before. */
SC_SLOW bool go_channel_close_slow(struct go_channel *c)
{
    struct go_channel_waiter *ended = NULL, *w;
    go_channel_lock(c, go_channel_has_slots(c));
    const bool open = !c->closed;
    c->closed = true;
    /* Seq_cst: who finds it false in a select came before the close, in go_ring_claim's order. */
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
    const bool slots = go_channel_has_slots(c);
    go_channel_lock(c, slots);
    const size_t count = slots ? go_ring_count(&c->ring, go_channel_counters(c)) : c->guarded.count;
    go_channel_unlock(c, slots);
    return count;
}
