// SPDX-License-Identifier: MIT
// What the rows of the mutex family have in common: the lock, its data, and how a trial begins.
#pragma once

#include <stdio.h>

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
    void *more;             /* what rows of another kind share beside the lock */
};

enum { NODE_STRIDE = ARENA_ALIGN, LOCK_ROOM = 4096 - ARENA_ALIGN };

struct mutex_row {
    struct bench_row row;
    const struct mutex_subject *subject;
    double crit_ns, outside_ns;
    bool same_line;      /* the data right behind the lock, on its line if they fit */
    bool held;           /* by the thread that sets the trial up, which is the first member */
    enum wake_wait wait; /* of a latency row */
    unsigned locks;      /* of a row of many locks, */
    unsigned set_bytes;  /* of one whose section has a working set, */
    unsigned shape;      /* and of one whose load is not steady */
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
                         NULL,
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

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    if (s->data->counter == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR,
             "the lock did not exclude: the counter rose by %llu in %llu critical sections",
             (unsigned long long)s->data->counter, (unsigned long long)r->all_ops);
    return false;
}

static void metrics(struct bench_trial *t, const struct team_result *r)
{
    const struct mutex_row *row = row_of(t);
    const struct shared *s = t->shared;
    bench_metric(t, "handoffs_per_op", r->handoffs / (double)r->ops);
    if (row->crit_ns > 0)
        bench_metric(t, "crit_ns", chain_length_ns(s->crit, r->cycle_ns));
    if (row->outside_ns > 0)
        bench_metric(t, "outside_ns", chain_length_ns(s->outside, r->cycle_ns));
}

/* A contended row of the subject for the profile full, which its kind changes where it differs. */
static inline struct mutex_row mutex_contended(const struct mutex_subject *subject,
                                               unsigned threads, unsigned crit, unsigned outside,
                                               team_body body)
{
    struct mutex_row row = {.row = {.tier = TIER_FULL,
                                    .threads = threads,
                                    .floor = FLOOR_line_transfer,
                                    .spins = subject->traits.spin_only,
                                    .shares = true,
                                    .body = body,
                                    .setup = setup,
                                    .verify = verify,
                                    .metrics = metrics,
                                    .teardown = teardown},
                            .subject = subject,
                            .crit_ns = crit,
                            .outside_ns = outside};
    mutex_promises(&row.row, &subject->traits);
    return row;
}

/* The most threads that a family lists, where they can contend for the subject; else 0. */
static inline unsigned mutex_most(const struct bench_rows *rows,
                                  const struct mutex_subject *subject)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    return most > 1 && !subject->traits.null ? most : 0;
}
