// SPDX-License-Identifier: MIT
// A buffered Go channel used as a semaphore: a send takes a place in it, a receive gives it back.
/*
 * Example: at most three requests are handled at a time, as Effective Go writes it.
 *
 *     struct channel_semaphore handlers;
 *     if (channel_semaphore_init(&handlers, 3) != 0)
 *         return 1;
 *     channel_semaphore_acquire(&handlers);
 *     // handle the request
 *     channel_semaphore_release(&handlers);
 *     channel_semaphore_destroy(&handlers);
 */
#ifndef SYNCCOST_SEMAPHORE_CHANNEL_H
#define SYNCCOST_SEMAPHORE_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/go.h"
#include "primitives/compiler.h"

/*
 * Source: the Go memory model, "Channel communication": the k-th receive on a channel with capacity
 * C is synchronized before the completion of the k+C-th send from that channel. So the capacity is
 * the number of permits, and the rule is the edge from a release to an acquire. Those who wait are
 * served in the order in which they came. As in Go, a release of more than is held waits until
 * somebody acquires.
 */
struct channel_semaphore {
    struct go_channel places; /* holds one value for each permit that somebody has */
};

/* s is not in use. Returns 0 or -ENOMEM. */
SC_INLINE int channel_semaphore_init(struct channel_semaphore *s, unsigned permits)
{
    return go_channel_init(&s->places, permits);
}

/* Nobody waits, and every call has returned. */
SC_INLINE void channel_semaphore_destroy(struct channel_semaphore *s)
{
    go_channel_destroy(&s->places);
}

/* Returns once the caller has a permit. Acquires what the release of the permit released. */
SC_INLINE void channel_semaphore_acquire(struct channel_semaphore *s)
{
    go_channel_send(&s->places, 1);
}

/* Returns whether the caller now has a permit. It waits for nothing but the channel's lock. */
SC_INLINE bool channel_semaphore_try_acquire(struct channel_semaphore *s)
{
    return go_channel_try_send(&s->places, 1) == GO_CHANNEL_DONE;
}

/*
 * As acquire, at most until CLOCK_MONOTONIC reaches deadline. Returns whether the caller has a
 * permit.
 */
SC_INLINE bool channel_semaphore_acquire_until(struct channel_semaphore *s,
                                               const struct timespec *deadline)
{
    return go_channel_send_until(&s->places, 1, deadline) == GO_CHANNEL_DONE;
}

/* Gives a permit back. Releases to the acquire that takes it. */
SC_INLINE void channel_semaphore_release(struct channel_semaphore *s)
{
    uint64_t place;
    go_channel_receive(&s->places, &place);
}

#endif
#ifdef SEMAPHORE_SUBJECT
SEMAPHORE_SUBJECT(channel, .fifo = true, .guards = true)
#endif
#ifdef SEMAPHORE_TRY_SUBJECT
SEMAPHORE_TRY_SUBJECT(channel)
#endif
#ifdef SEMAPHORE_TIMED_SUBJECT
SEMAPHORE_TIMED_SUBJECT(channel)
#endif
