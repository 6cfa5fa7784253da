// SPDX-License-Identifier: MIT
// The edges of the memory model between two plain accesses: what one thread wrote before the first
// half of an edge is read by another after its second half.
#pragma once

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "benches/litmus_row.h"
#include "primitives/cancel/go.h"
#include "primitives/channel/go.h"
#include "primitives/cond/go.h"
#include "primitives/map/go.h"
#include "primitives/mutex/go.h"
#include "primitives/once/go.h"
#include "primitives/pool/go.h"
#include "primitives/rwmutex/go.h"
#include "primitives/select/go.h"
#include "primitives/semaphore/sema.h"
#include "primitives/value/go.h"
#include "primitives/waitgroup/go.h"

/* A primitive for each cell, for edges that can be crossed once. */
struct litmus_crossing {
    union {
        struct go_mutex mutex;
        struct go_rwmutex rwmutex;
        struct go_once once;
        struct go_waitgroup waitgroup;
        struct go_channel channel;
        struct go_cancel cancel;
        struct go_value value;
    };
    struct go_cond cond;
    uint32_t told; /* plain: the primitive guards it */
} __attribute__((aligned(64)));

enum { LITMUS_BUFFER = 4 };

struct litmus_edges {
    struct litmus_crossing at[LITMUS_CELLS];
    /* One for all cells: what is crossed for the k-th time belongs to cell k. */
    struct go_channel channel, idle;
    struct sema_semaphore semaphore;
    struct go_map map;
    struct go_pool pool;
    uint64_t batch;
    char token[2];           /* what a value holds in this batch and in the one before */
    _Atomic uint32_t inside; /* how many threads; a flag; the number of a thread */
    struct litmus_walk walk;
};

/*
 * How the threads cross: open makes what they share (0, or a negative error number), renew prepares
 * it for a batch, end frees it. The loops run the writer's and the reader's parts.
 */
struct litmus_edge {
    const char *name;
    const char *forbidden[2]; /* outcomes, as harness/litmus/models.def writes them */
    int (*open)(struct litmus_edges *e);
    void (*renew)(void *edges);
    void (*end)(struct litmus_edges *e);
    litmus_loop loop[LITMUS_THREADS];
    bool starts; /* a thread for each cell */
    bool limits; /* the registers are numbers of threads inside */
};

/* What a reader saw: r1 is 1 where it was told, and only then does it look at the data. */
SC_INLINE uint32_t litmus_told(bool told, const litmus_word *x)
{
    return told ? litmus_pack(1, *x & 3, 0, 0) : 0;
}

typedef uint32_t (*litmus_cross)(struct litmus_edges *e, unsigned i, litmus_word *x);

SC_INLINE void litmus_cross_by(const struct litmus_walk *walk, const litmus_cross part)
{
    for (unsigned i = 0; i < walk->n; i++) {
        litmus_word *x = (litmus_word *)(walk->base + walk->offset[i]);
        walk->seen[i] = (uint16_t)part(walk->context, i, x);
    }
}

/* A family of edges states: its writer's part, which ends with the first half of the edge, and its
 * reader's, which begins with the second half. */
#define LITMUS_WRITER(id)                                                                          \
    SC_INLINE uint32_t id##_write(struct litmus_edges *e, unsigned i, litmus_word *x)
#define LITMUS_READER(id)                                                                          \
    SC_INLINE uint32_t id##_read(struct litmus_edges *e, unsigned i, litmus_word *x)
#define LITMUS_LOOPS(id)                                                                           \
    static void id##_write_all(const struct litmus_walk *walk)                                     \
    {                                                                                              \
        litmus_cross_by(walk, id##_write);                                                         \
    }                                                                                              \
    static void id##_read_all(const struct litmus_walk *walk)                                      \
    {                                                                                              \
        litmus_cross_by(walk, id##_read);                                                          \
    }
