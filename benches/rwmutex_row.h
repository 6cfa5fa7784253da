// SPDX-License-Identifier: MIT
// What the rows of the rwmutex family have in common: the lock, its data, and how a trial begins
// and is verified.
#pragma once

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

#include "benches/mix.h"
#include "harness/frame/bench.h"
#include "primitives/compiler.h"
#include "primitives/rwmutex/subjects.h"

/* Always equal outside a write section: a reader that sees them differ was let in beside a
 * writer. */
struct protected_data {
    uint64_t first, second;
};

enum { LOCK_ROOM = 8192 - ARENA_ALIGN };

struct shared {
    void *lock;
    struct protected_data *data;
    uint64_t threshold;      /* a random 32-bit number below it makes a read */
    struct wake *wake;       /* of a latency row */
    _Atomic uint64_t rounds; /* of a latency row */
};

/* What a row needs of its lock, whose readers may be optimistic. */
struct row_lock {
    const char *name;
    struct rwmutex_traits traits;
    size_t size;
    void (*init)(void *rw);
    void (*destroy)(void *rw);
};
#define ROW_LOCK(subject)                                                                          \
    {                                                                                              \
        (subject)->name, (subject)->traits, (subject)->size, (subject)->init, (subject)->destroy   \
    }

struct rwmutex_row {
    struct bench_row row;
    struct row_lock lock;
    double share; /* part of the operations that only read */
    /* By the thread that sets the trial up, which is the first member; NULL: not held. */
    void (*hold)(void *rw);
    void (*let_go)(void *rw);
    enum wake_wait wait; /* of a latency row */
};

/*
 * Ends a branch whose last call differs from the other branch's by the verb alone: clang 14 would
 * make one indirect call of the two. It is no instruction; gcc, which keeps them apart, would still
 * arrange the code around it differently.
 */
SC_INLINE void keep_apart(void)
{
#ifdef __clang__
    __asm__ volatile("# reader");
#endif
}

static const struct rwmutex_row *row_of(const struct bench_trial *t)
{
    return (const struct rwmutex_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct rwmutex_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    void *lock = arena_place(t->arena, LOCK_ROOM);
    struct protected_data *data = arena_place(t->arena, sizeof *data);
    if (!s || !lock || !data || row->lock.size > LOCK_ROOM)
        return NULL;
    *s = (struct shared){
        .lock = lock, .data = data, .threshold = (uint64_t)llround(row->share * 4294967296.0)};
    if (t->row->basis == BASIS_LATENCY &&
        !(s->wake =
              wake_place(t->arena, t->row->threads, row->wait == WAKE_SAME_CPU ? 1 : 2, row->wait)))
        return NULL;
    row->lock.init(lock);
    if (row->hold)
        row->hold(lock);
    return s;
}

static void teardown(struct bench_trial *t)
{
    const struct rwmutex_row *row = row_of(t);
    void *lock = ((struct shared *)t->shared)->lock;
    if (row->hold)
        row->let_go(lock);
    row->lock.destroy(lock);
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    if (s->data->first == r->all_writes && s->data->second == r->all_writes)
        return true;
    snprintf(t->why, SC_ERR,
             "the lock did not exclude writers: the data was raised by %llu in %llu writes",
             (unsigned long long)s->data->first, (unsigned long long)r->all_writes);
    return false;
}
