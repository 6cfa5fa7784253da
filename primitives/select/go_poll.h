// SPDX-License-Identifier: MIT
// The cases of Go's select, and the look at them that takes no lock.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/go_lock.h"
#include "primitives/channel/go_ring.h"
#include "primitives/channel/go_ring_locked.h"
#include "primitives/channel/go_steps.h"
#include "primitives/channel/go_whole.h"
#include "primitives/channel/waiter.h"
#include "primitives/compiler.h"
#include "primitives/select/random.h"

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

/* All cases, as a look without the locks has seen them. */
struct go_select_view {
    struct go_select_case *chosen; /* of those that are ready each with the same chance; or NULL */
    const struct go_channel *meeting; /* whose partners find each other in its queues; or NULL */
    uint64_t sum;                     /* of the counters of all rings */
};

SC_INLINE enum go_select_look go_select_look_at(const struct go_select_case *k,
                                                struct go_select_view *view)
{
    struct go_channel *c = k->channel;
    if (!c)
        return GO_SELECT_NONE;
    if (c->capacity == 0) {
        /* Of two only the locks tell that nobody waited on both at one moment. */
        if (view->meeting && view->meeting != c)
            return GO_SELECT_LOCKED;
        view->meeting = c;
        return go_channel_is_slow(c) ? GO_SELECT_LOCKED : GO_SELECT_NONE;
    }
    const struct go_ring_counters seen =
        k->sends ? go_ring_tail_first(&c->ring) : go_ring_head_first(&c->ring);
    if (go_ring_frozen(seen))
        return GO_SELECT_LOCKED;
    view->sum += seen.head + seen.tail;
    return (k->sends ? go_ring_full(&c->ring, seen) : go_ring_empty(seen)) ? GO_SELECT_NONE
                                                                           : GO_SELECT_READY;
}

SC_INLINE enum go_select_look go_select_look_at_all(struct go_select_case *cases, size_t n,
                                                    struct go_select_view *view)
{
    uint32_t ready = 0;
    *view = (struct go_select_view){0};
    for (size_t i = 0; i < n; i++) {
        const enum go_select_look look = go_select_look_at(&cases[i], view);
        if (look == GO_SELECT_LOCKED)
            return look;
        if (look == GO_SELECT_READY && (++ready == 1 || select_random_below(ready) == 0))
            view->chosen = &cases[i];
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

/* What a select without the locks has come to. */
enum go_select_quick {
    GO_SELECT_ENDED,
    GO_SELECT_GOES_ON,   /* with the locks */
    GO_SELECT_HAS_LOOKED /* likewise, and has looked for as long as it should */
};

/*
 * A select that takes no lock. Where it has ended *chosen is the case, or NULL where none could
 * proceed and it does not wait. It does not wait so for a partner on a channel without a ring, who
 * may look out for it in the same way.
 *
 * That none of several rings was ready takes two looks. Counters only grow. So where two looks give
 * the same sum nothing has changed between them, and at any moment there none was ready. Whether
 * somebody waits on a channel without a ring has no such counter. So beside rings it takes a third
 * look: nothing has changed between the first and the last, and in the second nobody waited.
 */
SC_INLINE unsigned go_select_looks(const struct go_select_view *view, size_t n)
{
    return n == 1 ? 1 : view->meeting ? 3 : 2;
}

/* See above. */
SC_INLINE enum go_select_quick go_select_quick(struct go_select_case *cases, size_t n,
                                               const struct timespec *deadline,
                                               struct go_select_case **chosen)
{
    struct go_channel_search search = go_channel_search(deadline);
    enum go_ring_outcome outcome = GO_RING_WAITS;
    struct go_select_view view;
    uint64_t before = 0;
    unsigned alike = 0; /* looks that found the same */
    do {
        switch (go_select_look_at_all(cases, n, &view)) {
        case GO_SELECT_LOCKED:
            return GO_SELECT_GOES_ON;
        case GO_SELECT_READY: /* where it waits there is one in flight, or others were faster */
            outcome = go_select_attempt(view.chosen);
            if (outcome == GO_RING_DONE) {
                *chosen = view.chosen;
                go_channel_found(&search);
                return GO_SELECT_ENDED;
            }
            alike = 0;
            break;
        case GO_SELECT_NONE:
            if (search.waits && view.meeting)
                return GO_SELECT_GOES_ON;
            alike = alike > 0 && view.sum == before ? alike + 1 : 1;
            if (!search.waits && alike >= go_select_looks(&view, n))
                return GO_SELECT_ENDED;
            before = view.sum;
        }
    } while (go_channel_looks_again(&search, outcome));
    return search.over ? GO_SELECT_HAS_LOOKED : GO_SELECT_GOES_ON;
}
