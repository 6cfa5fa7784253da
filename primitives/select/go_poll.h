// SPDX-License-Identifier: MIT
// The cases of Go's select, and the look at them that takes no lock.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_steps.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/select/random.h"
#include "primitives/sema.h"

struct go_select_case {
    struct go_channel *channel; /* NULL: nil, never ready */
    /* a send reads it, a receive writes it; of a receive NULL: the value is dropped */
    void *element;
    bool sends;
    /* Of a receive that was chosen: false where the channel is closed and drained. Then the element
     * is zero. */
    bool received;
    /* The select's own. */
    struct go_channel_waiter waiter;
    struct go_select_case *next; /* in the order of locks */
};

/* What a look without the lock has found. */
enum go_select_look {
    GO_SELECT_NONE,
    GO_SELECT_READY,
    GO_SELECT_LOCKED /* only who holds the channel's lock can tell */
};

/* Adds the counters of the case's ring to *sum. */
SC_INLINE enum go_select_look go_select_look_at(const struct go_select_case *k, uint64_t *sum)
{
    struct go_channel *c = k->channel;
    if (!c)
        return GO_SELECT_NONE;
    if (c->ring.capacity == 0)
        return go_channel_is_slow(c) ? GO_SELECT_LOCKED : GO_SELECT_NONE;
    const struct go_ring_counters seen =
        k->sends ? go_ring_tail_first(&c->ring) : go_ring_head_first(&c->ring);
    if (go_ring_frozen(seen))
        return GO_SELECT_LOCKED;
    *sum += seen.head + seen.tail;
    return (k->sends ? go_ring_full(&c->ring, seen) : go_ring_empty(seen)) ? GO_SELECT_NONE
                                                                           : GO_SELECT_READY;
}

/* All cases. Of those that are ready each has the same chance to be *chosen. */
SC_INLINE enum go_select_look go_select_look_at_all(struct go_select_case *cases, size_t n,
                                                    struct go_select_case **chosen, uint64_t *sum)
{
    uint32_t ready = 0;
    *sum = 0;
    for (size_t i = 0; i < n; i++) {
        const enum go_select_look look = go_select_look_at(&cases[i], sum);
        if (look == GO_SELECT_LOCKED)
            return look;
        if (look == GO_SELECT_READY && (++ready == 1 || select_random_below(ready) == 0))
            *chosen = &cases[i];
    }
    return ready > 0 ? GO_SELECT_READY : GO_SELECT_NONE;
}

/* The operation of a case, without the lock. */
SC_INLINE enum go_ring_outcome go_select_attempt(struct go_select_case *k)
{
    struct go_channel *c = k->channel;
    k->received = !k->sends;
    return k->sends ? go_ring_put(&c->ring, k->element, c->size)
                    : go_ring_take(&c->ring, k->element, c->size);
}

/*
 * A select that takes no lock. Returns whether it has ended: with the case, or NULL where none
 * could proceed and waits is false. Where it has not ended the select goes on with the locks.
 *
 * That none of several rings was ready takes two looks. Counters only grow. So where two looks give
 * the same sum nothing has changed between them, and at any moment there none was ready.
 */
SC_INLINE bool go_select_quick(struct go_select_case *cases, size_t n, bool waits,
                               struct go_select_case **chosen)
{
    uint64_t before = 0, sum;
    bool twice = n == 1;
    for (size_t looks = 0; looks < GO_CHANNEL_LOOKS; looks += 1 + n / 8) {
        *chosen = NULL;
        switch (go_select_look_at_all(cases, n, chosen, &sum)) {
        case GO_SELECT_LOCKED:
            return false;
        case GO_SELECT_READY:
            switch (go_select_attempt(*chosen)) {
            case GO_RING_DONE:
                return true;
            case GO_RING_LOCKED:
                return false;
            case GO_RING_WAITS: /* there is one in flight, or others were faster */
                twice = n == 1;
            }
            break;
        case GO_SELECT_NONE:
            if (!waits && twice && (n == 1 || sum == before))
                return true;
            twice = true;
            before = sum;
            if (!waits)
                continue;
        }
        if (sema_cpus == 1)
            return false;
        cpu_relax();
    }
    return false;
}
