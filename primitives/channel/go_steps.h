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

#include "primitives/channel/ring.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/sema.h"

/* See primitives/channel/go.h. */
struct go_channel {
    _Atomic uint32_t lock; /* guards the other fields but size; see sema_lock */
    bool closed;
    struct channel_ring ring;
    struct go_channel_queue receivers;
    struct go_channel_queue senders;
    size_t size; /* bytes of an element; constant */
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
    if (c->ring.count == c->ring.capacity)
        return GO_CHANNEL_NOT_READY;
    channel_ring_put(&c->ring, element, c->size);
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
        if (element && c->size > 0)
            memcpy(element, (*sender)->element, c->size);
        return GO_CHANNEL_DONE;
    }
    if (c->ring.count > 0) {
        channel_ring_take(&c->ring, element, c->size);
        if (*sender)
            channel_ring_put(&c->ring, (*sender)->element, c->size);
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
        struct go_channel_parked thread;
        struct go_channel_waiter self = {.parked = &thread, .element = (void *)element};
        if (!go_channel_wait_slow(&c->lock, &c->senders, &self, deadline))
            return GO_CHANNEL_NOT_READY;
        return self.transferred ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    }
    sema_unlock(&c->lock);
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
        struct go_channel_parked thread;
        struct go_channel_waiter self = {.parked = &thread, .element = element};
        if (!go_channel_wait_slow(&c->lock, &c->receivers, &self, deadline))
            return GO_CHANNEL_NOT_READY;
        if (self.transferred)
            return GO_CHANNEL_DONE;
        if (element && c->size > 0)
            memset(element, 0, c->size);
        return GO_CHANNEL_CLOSED;
    }
    sema_unlock(&c->lock);
    if (sender)
        go_channel_complete_slow(sender, NULL, 0, true);
    return outcome;
}

/* What go_channel_send does where a receiver waits, the ring is full or the channel is closed. */
SC_SLOW void go_channel_send_slow(struct go_channel *c, uint64_t value)
{
    if (go_channel_send_rest(c, &value, NULL) == GO_CHANNEL_CLOSED)
        sc_fatal(GO_CHANNEL_SEND_ON_CLOSED, c);
}

/* What go_channel_receive does where a sender waits or the ring is empty. */
SC_SLOW bool go_channel_receive_slow(struct go_channel *c, uint64_t *value)
{
    return go_channel_receive_rest(c, value, NULL) == GO_CHANNEL_DONE;
}

/* The whole of a send of any size. c may be NULL. */
SC_SLOW enum go_channel_outcome go_channel_send_until_slow(struct go_channel *c,
                                                           const void *element,
                                                           const struct timespec *deadline)
{
    if (!c)
        return go_channel_nil(deadline);
    sema_lock(&c->lock);
    return go_channel_send_rest(c, element, deadline);
}

/* The whole of a receive of any size. c may be NULL. */
SC_SLOW enum go_channel_outcome go_channel_receive_until_slow(struct go_channel *c, void *element,
                                                              const struct timespec *deadline)
{
    if (!c)
        return go_channel_nil(deadline);
    sema_lock(&c->lock);
    return go_channel_receive_rest(c, element, deadline);
}

/* Closes c and ends every wait on it. Returns false where it was closed before. */
SC_SLOW bool go_channel_close_slow(struct go_channel *c)
{
    struct go_channel_waiter *ended = NULL, *w;
    sema_lock(&c->lock);
    const bool open = !c->closed;
    c->closed = true;
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
