// SPDX-License-Identifier: MIT
// The verbs that random programs call, and the ways in which they can be made wrong.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "primitives/select/go.h"

/* One fault at a time, each where a wrong channel or select could have it. */
enum fault {
    NO_FAULT,
    SENDS_TWICE,       /* a value that found room comes a second time */
    SWAPS,             /* the second oldest value comes first */
    PASSES_WAITER,     /* a send fills the ring although a receiver waits: it sleeps on */
    FORGETS_GRANT,     /* a waiter is served, and never told */
    DROPS_AT_TIME_OUT, /* a receive that times out takes a value with it */
    SELECTS_TWICE,     /* a select that received does another receive as well */
    SELECTS_UNREADY,   /* a default is taken although a case is ready */
    CLOSE_DROPS,       /* a close empties the ring */
    TIMES_OUT_EARLY,   /* a wait ends before its time */
    FAULTS
};

static enum fault fault; /* set while no program runs */

/* Under the lock: what a faulty send does in place of a send. Whether it did. */
static inline bool fault_instead_of_send(struct go_channel *c, uint64_t value)
{
    bool done = false;
    go_channel_lock(c, go_channel_has_slots(c));
    struct go_channel_waiter *w = c->receivers.head;
    if (w && !w->select && !c->closed && fault == PASSES_WAITER && c->capacity > 0) {
        go_channel_put(c, go_channel_has_slots(c), &value);
        done = true;
    } else if (w && !w->select && fault == FORGETS_GRANT) {
        go_channel_unlink(&c->receivers, w);
        done = true;
    }
    go_channel_unlock(c, go_channel_has_slots(c));
    return done;
}

static inline enum go_channel_outcome fault_send(struct go_channel *c, uint64_t value,
                                                 const struct timespec *deadline)
{
    if (c && fault_instead_of_send(c, value))
        return GO_CHANNEL_DONE;
    enum go_channel_outcome outcome = !deadline ? (go_channel_send(c, value), GO_CHANNEL_DONE)
                                      : deadline == &go_channel_at_once
                                          ? go_channel_try_send(c, value)
                                          : go_channel_send_until(c, value, deadline);
    if (outcome == GO_CHANNEL_DONE && fault == SENDS_TWICE)
        go_channel_try_send(c, value);
    return outcome;
}

static inline void fault_before_receive(struct go_channel *c)
{
    go_channel_lock(c, go_channel_has_slots(c));
    if (fault == SWAPS && c->ring.slot && go_ring_count(&c->ring, go_channel_counters(c)) == 2) {
        uint64_t first, second;
        go_ring_take_locked(&c->ring, &first, sizeof first);
        go_ring_take_locked(&c->ring, &second, sizeof second);
        go_ring_put_locked(&c->ring, &second, sizeof second);
        go_ring_put_locked(&c->ring, &first, sizeof first);
    }
    go_channel_unlock(c, go_channel_has_slots(c));
}

/* The deadline, or one that has passed. */
static inline const struct timespec *fault_deadline(const struct timespec *deadline)
{
    static const struct timespec past = {0, 0};
    return fault == TIMES_OUT_EARLY ? &past : deadline;
}

static inline enum go_channel_outcome fault_receive(struct go_channel *c, uint64_t *value,
                                                    const struct timespec *deadline)
{
    uint64_t dropped;
    if (c)
        fault_before_receive(c);
    if (!deadline)
        return go_channel_receive(c, value) ? GO_CHANNEL_DONE : GO_CHANNEL_CLOSED;
    if (deadline == &go_channel_at_once)
        return go_channel_try_receive(c, value);
    enum go_channel_outcome outcome = go_channel_receive_until(c, value, fault_deadline(deadline));
    if (outcome == GO_CHANNEL_NOT_READY && fault == DROPS_AT_TIME_OUT) {
        const struct timespec more = {deadline->tv_sec + 1, deadline->tv_nsec};
        go_channel_receive_until(c, &dropped, &more);
    }
    return outcome;
}

static inline int fault_select(struct go_select_case *cases, size_t n,
                               const struct timespec *deadline)
{
    if (deadline == &go_channel_at_once)
        return fault == SELECTS_UNREADY ? -EAGAIN : go_select_try(cases, n);
    int chosen = deadline ? go_select_wait_until(cases, n, deadline) : go_select_wait(cases, n);
    for (size_t i = 0; fault == SELECTS_TWICE && chosen >= 0 && i < n; i++)
        if ((int)i != chosen && !cases[i].sends)
            go_channel_try_receive_into(cases[i].channel, NULL);
    return chosen;
}

static inline void fault_close(struct go_channel *c)
{
    go_channel_close(c);
    go_channel_lock(c, go_channel_has_slots(c));
    while (fault == CLOSE_DROPS && !go_channel_empty(c, go_channel_has_slots(c)))
        go_channel_take(c, go_channel_has_slots(c), NULL);
    go_channel_unlock(c, go_channel_has_slots(c));
}
