// SPDX-License-Identifier: MIT
// The round of fan-out and fan-in with threads that are started and joined.
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "benches/lent.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/waitgroup/join.h"

/* A thread's part of a round. Written by it before it is done, read after the wait. */
struct part {
    uint64_t rounds; /* that it has taken part in */
    uint64_t stale;  /* of those, in how many it did not see what was written before the round */
} __attribute__((aligned(512)));

struct crew;

/* What the thread of one part is told. */
struct errand {
    const struct crew *crew;
    struct part *part;
    pthread_attr_t attributes; /* on the CPU of that member, which lends it */
};

struct crew {
    struct join_waitgroup group;
    struct errand *errand; /* one a member */
    struct lent *lent;
    unsigned threads;
    bool attributed;
    uint64_t round; /* written before the threads start */
    uint64_t faults;
};

static void run_errand_slow(void *errand)
{
    const struct errand *e = errand;
    struct part *part = e->part;
    part->rounds++;
    part->stale += e->crew->round != part->rounds;
}

SC_INLINE void op_join(void *crew)
{
    struct crew *c = crew;
    const uint64_t round = ++c->round;
    const struct part *looked_at = c->errand[1 + round % (c->threads - 1)].part;
    for (unsigned i = 1; i < c->threads; i++)
        c->faults += join_waitgroup_go(&c->group, &c->errand[i].attributes, run_errand_slow,
                                       &c->errand[i]) != 0;
    join_waitgroup_wait(&c->group);
    c->faults += looked_at->rounds != round || looked_at->stale != 0;
}

/* Once in a trial, when all members have said where they run. */
static void attribute_slow(struct crew *c)
{
    for (unsigned i = 1; i < c->threads && !c->attributed; i++)
        c->faults += lent_attribute(c->lent, i, &c->errand[i].attributes) != 0;
    c->attributed = true;
}

MEASURED void measured_waitgroup_join(struct team_member *m, void *shared)
{
    struct crew *c = shared;
    if (!lent_begin(m, c->lent))
        return;
    attribute_slow(c);
    loop_run(m, c, op_join);
    m->faults += c->faults;
    lent_end(c->lent);
}

static void *setup_join(struct bench_trial *t)
{
    const unsigned threads = t->row->threads;
    struct crew *c = arena_place(t->arena, sizeof *c);
    struct part *part = arena_place(t->arena, threads * sizeof *part);
    if (!c || !part || !(c->errand = arena_place(t->arena, threads * sizeof *c->errand)) ||
        join_waitgroup_init(&c->group, threads) != 0 || !(c->lent = lent_place(t->arena, threads)))
        return NULL;
    c->threads = threads;
    for (unsigned i = 0; i < threads; i++) {
        c->errand[i].crew = c;
        c->errand[i].part = &part[i];
        pthread_attr_init(&c->errand[i].attributes);
    }
    return c;
}

static void teardown_join(struct bench_trial *t)
{
    struct crew *c = t->shared;
    for (unsigned i = 0; i < c->threads; i++)
        pthread_attr_destroy(&c->errand[i].attributes);
    lent_destroy(c->lent);
    join_waitgroup_destroy(&c->group);
}
