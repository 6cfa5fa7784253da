// SPDX-License-Identifier: MIT
// The go channel's send and receive as a whole: attempts without the lock, then the rest with it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/go_lock.h"
#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_ring_locked.h"
#include "primitives/channel/go_steps.h"
#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/relax.h"
#include "primitives/sema.h"
#include "primitives/spin.h"

/* How often an operation that must not wait looks at one in flight before it takes the lock. */
enum { GO_CHANNEL_LOOKS = 50 };

/*
 * An operation that looks for a value or for room, before it takes the lock to wait for it: so a
 * stream of which one side is sometimes faster does not become slow for each value.
 */
struct go_channel_search {
    struct spin spin;
    bool waits;
    bool begun; /* it spins */
    bool over;  /* it has spun as long as it should */
};

SC_INLINE struct go_channel_search go_channel_search(const struct timespec *deadline)
{
    return (struct go_channel_search){.waits = deadline != &go_channel_at_once};
}

/* After an attempt that ended as outcome, not DONE: whether to look again, without the lock. */
SC_INLINE bool go_channel_looks_again(struct go_channel_search *s, enum go_ring_outcome outcome)
{
    if (outcome == GO_RING_LOCKED || sema_cpus == 1)
        return false;
    if (!s->waits) {
        cpu_relax();
        return ++s->spin.looks < GO_CHANNEL_LOOKS;
    }
    if (!s->begun) {
        s->begun = spin_begin(&s->spin, spin_mine.partner);
        s->over = !s->begun;
        return s->begun;
    }
    if (spin_again(&s->spin))
        return true;
    spin_end(false);
    s->over = true;
    return false;
}

/* It has found what it looked for. */
SC_INLINE enum go_channel_outcome go_channel_found(const struct go_channel_search *s)
{
    if (s->begun)
        spin_end(true);
    return GO_CHANNEL_DONE;
}

/* The whole of a send of any size. */
SC_INLINE enum go_channel_outcome go_channel_send_whole(struct go_channel *c, const void *element,
                                                        const struct timespec *deadline)
{
    struct go_channel_search search = go_channel_search(deadline);
    const bool slots = go_channel_has_slots(c);
    while (slots) {
        const enum go_ring_outcome outcome = go_ring_put(&c->ring, element, c->size);
        if (outcome == GO_RING_DONE)
            return go_channel_found(&search);
        if (!search.waits && outcome == GO_RING_WAITS) {
            const struct go_ring_counters seen = go_ring_tail_first(&c->ring);
            if (!go_ring_frozen(seen) && go_ring_full(&c->ring, seen))
                return GO_CHANNEL_NOT_READY;
        }
        if (!go_channel_looks_again(&search, outcome))
            break;
    }
    go_channel_lock(c, slots);
    return go_channel_send_rest(c, slots, element, deadline, search.over);
}

/* And of a receive. */
SC_INLINE enum go_channel_outcome go_channel_receive_whole(struct go_channel *c, void *element,
                                                           const struct timespec *deadline)
{
    struct go_channel_search search = go_channel_search(deadline);
    const bool slots = go_channel_has_slots(c);
    while (slots) {
        const enum go_ring_outcome outcome = go_ring_take(&c->ring, element, c->size);
        if (outcome == GO_RING_DONE)
            return go_channel_found(&search);
        if (!search.waits && outcome == GO_RING_WAITS) {
            const struct go_ring_counters seen = go_ring_head_first(&c->ring);
            if (!go_ring_frozen(seen) && go_ring_empty(seen))
                return GO_CHANNEL_NOT_READY;
        }
        if (!go_channel_looks_again(&search, outcome))
            break;
    }
    go_channel_lock(c, slots);
    return go_channel_receive_rest(c, slots, element, deadline, search.over);
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
