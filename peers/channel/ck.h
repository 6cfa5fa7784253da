// SPDX-License-Identifier: MIT
// Concurrency Kit's rings behind the verbs of the channel family. Optional: libck-dev.
#ifndef SYNCCOST_PEERS_CHANNEL_CK_H
#define SYNCCOST_PEERS_CHANNEL_CK_H

#include <ck_ring.h>
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "primitives/compiler.h"

/*
 * What the verbs do: primitives/channel/traits.h. A ring does not wait: here a full or an empty one
 * is asked again until it is not, with the library's own pause between, and after many pauses with
 * a yield, for a partner that has no CPU. A ring of 2^k slots holds one message less. There is no
 * close.
 */
struct ck_ring_channel {
    struct ck_ring ring;
    struct ck_ring_buffer *slots;
};

enum { CK_RING_MOST = 1 << 30 };

/* The power of two that is at least capacity, and at least two. */
SC_INLINE int ck_ring_channel_init(struct ck_ring_channel *c, size_t capacity)
{
    unsigned slots = 2;
    if (capacity == 0)
        return -EINVAL;
    while (slots < capacity && slots < CK_RING_MOST)
        slots *= 2;
    if (slots < capacity)
        return -ENOMEM;
    c->slots = calloc(slots, sizeof *c->slots);
    if (!c->slots)
        return -ENOMEM;
    ck_ring_init(&c->ring, slots);
    return 0;
}

SC_INLINE void ck_ring_channel_destroy(struct ck_ring_channel *c)
{
    free(c->slots);
}

enum { CK_RING_PAUSES = 1000 }; /* about 20 us: longer than a partner on a CPU lets wait */

SC_SLOW void ck_ring_wait_slow(unsigned *pauses)
{
    if (++*pauses <= CK_RING_PAUSES)
        ck_pr_stall();
    else
        sched_yield();
}

/* Values travel as the pointers that the library's functions carry. */
#define CK_RING_CHANNEL(form)                                                                      \
    struct ck_ring_##form##_channel {                                                              \
        struct ck_ring_channel c;                                                                  \
    };                                                                                             \
    SC_INLINE int ck_ring_##form##_channel_init(struct ck_ring_##form##_channel *c,                \
                                                size_t capacity)                                   \
    {                                                                                              \
        return ck_ring_channel_init(&c->c, capacity);                                              \
    }                                                                                              \
    SC_INLINE void ck_ring_##form##_channel_destroy(struct ck_ring_##form##_channel *c)            \
    {                                                                                              \
        ck_ring_channel_destroy(&c->c);                                                            \
    }                                                                                              \
    SC_INLINE bool ck_ring_##form##_channel_send(struct ck_ring_##form##_channel *c,               \
                                                 uint64_t value)                                   \
    {                                                                                              \
        unsigned pauses = 0;                                                                       \
        while (!ck_ring_enqueue_##form(&c->c.ring, c->c.slots, (const void *)(uintptr_t)value))    \
            ck_ring_wait_slow(&pauses);                                                            \
        return true;                                                                               \
    }                                                                                              \
    SC_INLINE bool ck_ring_##form##_channel_receive(struct ck_ring_##form##_channel *c,            \
                                                    uint64_t *value)                               \
    {                                                                                              \
        void *got;                                                                                 \
        unsigned pauses = 0;                                                                       \
        while (!ck_ring_dequeue_##form(&c->c.ring, c->c.slots, &got))                              \
            ck_ring_wait_slow(&pauses);                                                            \
        *value = (uintptr_t)got;                                                                   \
        return true;                                                                               \
    }                                                                                              \
    SC_INLINE void ck_ring_##form##_channel_close(struct ck_ring_##form##_channel *c)              \
    {                                                                                              \
        (void)c;                                                                                   \
    }

CK_RING_CHANNEL(spsc)
CK_RING_CHANNEL(mpmc)

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(ck_ring_spsc, .values = true, .bounded = true, .rounded = true, .spins = true,
                .spin_only = true)
CHANNEL_SUBJECT(ck_ring_mpmc, .values = true, .bounded = true, .rounded = true, .many = true,
                .spins = true, .spin_only = true)
#endif
