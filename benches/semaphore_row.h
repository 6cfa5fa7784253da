// SPDX-License-Identifier: MIT
// What the rows of the semaphore family have in common: the semaphore, its data, and how a trial
// begins.
#pragma once

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "harness/frame/bench.h"
#include "harness/machine/chain.h"
#include "primitives/semaphore/subjects.h"

enum { SEMAPHORE_ROOM = 4096 - ARENA_ALIGN };

/* The work that one of a limited number does at a time. */
static const double work_ns = 200;

/* With one permit: plain words, so that a semaphore that lets in two loses counts. */
struct protected_data {
    uint64_t counter;
    uint64_t owner; /* id of the last thread inside */
};

struct shared {
    void *semaphore;
    struct protected_data *data;
    _Atomic uint64_t *inside; /* threads between acquire and release; on a line of its own */
    uint64_t permits, work;   /* work: chain groups */
    struct wake *wake;        /* of a latency row */
};

/* SINGLE: one permit, an empty section. LIMIT: at most so many at work. The others try: where all
 * permits are free, where none is, and where other threads try too. */
enum scenario { SINGLE, LIMIT, TRY_FREE, TRY_HELD, TRY_CONTENDED };

struct semaphore_row {
    struct bench_row row;
    const struct semaphore_subject *subject;
    enum scenario scenario;
    unsigned permits;
    bool held;           /* one permit, by who sets the trial up */
    enum wake_wait wait; /* of a latency row */
};

static const struct semaphore_row *row_of(const struct bench_trial *t)
{
    return (const struct semaphore_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct semaphore_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    void *semaphore = arena_place(t->arena, SEMAPHORE_ROOM);
    struct protected_data *data = arena_place(t->arena, sizeof *data);
    _Atomic uint64_t *inside = arena_place(t->arena, sizeof *inside);
    if (!s || !semaphore || !data || !inside || row->subject->size > SEMAPHORE_ROOM)
        return NULL;
    *s = (struct shared){semaphore,
                         data,
                         inside,
                         row->permits,
                         chain_groups(row->scenario == LIMIT ? work_ns : 0, t->cycle_ns),
                         NULL};
    if (t->row->basis == BASIS_LATENCY &&
        !(s->wake =
              wake_place(t->arena, t->row->threads, row->wait == WAKE_SAME_CPU ? 1 : 2, row->wait)))
        return NULL;
    int error = row->subject->init(semaphore, row->permits);
    if (error != 0) {
        snprintf(t->why, SC_ERR, "cannot make the semaphore: %s", strerror(-error));
        return NULL;
    }
    if (row->held)
        row->subject->acquire(semaphore);
    return s;
}

static void teardown(struct bench_trial *t)
{
    const struct semaphore_row *row = row_of(t);
    void *semaphore = ((struct shared *)t->shared)->semaphore;
    if (row->held)
        row->subject->release(semaphore);
    row->subject->destroy(semaphore);
}
