// SPDX-License-Identifier: MIT
// What the rows of the mutex family have in common: the lock, its data, and how a trial begins.
#pragma once

#include "harness/frame/bench.h"
#include "harness/machine/chain.h"
#include "primitives/mutex/subjects.h"

/* What the lock protects: plain words, so that a lock that does not exclude loses counts. */
struct protected_data {
    uint64_t counter;
    uint64_t owner; /* id of the last thread inside */
};

struct shared {
    void *lock;
    struct protected_data *data;
    unsigned char *nodes;   /* one per thread, NODE_STRIDE apart; the last is the holder's */
    uint64_t crit, outside; /* chain groups */
    struct wake *wake;      /* of a latency row */
};

enum { NODE_STRIDE = ARENA_ALIGN, LOCK_ROOM = 4096 - ARENA_ALIGN };

struct mutex_row {
    struct bench_row row;
    const struct mutex_subject *subject;
    double crit_ns, outside_ns;
    bool same_line;      /* the data right behind the lock, on its line if they fit */
    bool held;           /* by the thread that sets the trial up, which is the first member */
    enum wake_wait wait; /* of a latency row */
};

/* The node of the thread of that id; of the holder where id is the number of threads. */
static inline void *node_of(const struct shared *s, unsigned id)
{
    return s->nodes + (size_t)id * NODE_STRIDE;
}

/* What a mutex keeps, in words. */
static inline void mutex_promises(struct bench_row *row, const struct mutex_traits *traits)
{
    bench_promise(row, !traits->null, "excludes");
    bench_promise(row, traits->fifo, "fifo");
    bench_promise(row, !traits->null && !traits->spin_only, "sleeps");
}

static const struct mutex_row *row_of(const struct bench_trial *t)
{
    return (const struct mutex_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct mutex_row *row = row_of(t);
    const struct mutex_subject *subject = row->subject;
    struct shared *s = arena_place(t->arena, sizeof *s);
    unsigned char *lock = arena_place(t->arena, LOCK_ROOM);
    unsigned char *nodes = arena_place(t->arena, ((size_t)t->row->threads + 1) * NODE_STRIDE);
    struct protected_data *data = arena_place(t->arena, sizeof *data);
    if (!s || !lock || !nodes || !data || subject->size > LOCK_ROOM ||
        subject->node_size > NODE_STRIDE)
        return NULL;
    if (row->same_line)
        data = (struct protected_data *)(lock + (subject->size + 7) / 8 * 8);
    *s = (struct shared){lock,
                         data,
                         nodes,
                         chain_groups(row->crit_ns, t->cycle_ns),
                         chain_groups(row->outside_ns, t->cycle_ns),
                         NULL};
    if (t->row->basis == BASIS_LATENCY &&
        !(s->wake =
              wake_place(t->arena, t->row->threads, row->wait == WAKE_SAME_CPU ? 1 : 2, row->wait)))
        return NULL;
    subject->init(lock);
    for (unsigned i = 0; i <= t->row->threads; i++)
        subject->node_init(node_of(s, i));
    if (row->held)
        subject->acquire(lock, node_of(s, t->row->threads));
    return s;
}

static void teardown(struct bench_trial *t)
{
    const struct mutex_subject *subject = row_of(t)->subject;
    const struct shared *s = t->shared;
    if (row_of(t)->held)
        subject->release(s->lock, node_of(s, t->row->threads));
    subject->destroy(s->lock);
}
