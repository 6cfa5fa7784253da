// SPDX-License-Identifier: MIT
// The jobs of a round each in a thread of its own, started and joined.
#pragma once

#include <pthread.h>

#include "benches/lent.h"
#include "benches/pattern_pool.h"
#include "primitives/waitgroup/join.h"

struct starter {
    struct pool pool; /* first */
    struct join_waitgroup group;
    struct lent *lent;          /* the CPUs of the other members, on which the threads run */
    pthread_attr_t *attributes; /* one a member */
    unsigned threads;
    bool attributed;
    uint64_t faults;
};

static inline int init_start(void *state, struct bench_trial *t)
{
    struct starter *s = state;
    s->threads = t->row->threads;
    s->attributes = arena_place(t->arena, s->threads * sizeof *s->attributes);
    if (!s->attributes || !(s->lent = lent_place(t->arena, s->threads)) ||
        join_waitgroup_init(&s->group, POOL_JOBS) != 0)
        return -ENOMEM;
    for (unsigned i = 0; i < s->threads; i++)
        pthread_attr_init(&s->attributes[i]);
    return pool_init(&s->pool, t);
}

static inline void destroy_start(void *state, unsigned threads)
{
    struct starter *s = state;
    pool_destroy(&s->pool);
    for (unsigned i = 0; i < threads; i++)
        pthread_attr_destroy(&s->attributes[i]);
    join_waitgroup_destroy(&s->group);
    lent_destroy(s->lent);
}

static void run_job_slow(void *job)
{
    pool_run(job);
}

SC_INLINE void op_start(void *round)
{
    struct pool_round *r = round;
    struct starter *s = (struct starter *)r->pool;
    for (unsigned i = 0; i < POOL_JOBS; i++)
        r->faults += join_waitgroup_go(&s->group, &s->attributes[1 + i % (s->threads - 1)],
                                       run_job_slow, &s->pool.job[i]) != 0;
    join_waitgroup_wait(&s->group);
    pool_check(r);
}

/* Once in a trial, when all members have said where they run. */
static void attribute_slow(struct starter *s)
{
    for (unsigned i = 1; i < s->threads && !s->attributed; i++)
        s->faults += lent_attribute(s->lent, i, &s->attributes[i]) != 0;
    s->attributed = true;
}

MEASURED void measured_pattern_pool_start(struct team_member *m, void *shared)
{
    struct starter *s = ((struct pattern *)shared)->state;
    if (!lent_begin(m, s->lent))
        return;
    attribute_slow(s);
    pool_rounds(m, &s->pool, op_start);
    m->faults += s->faults;
    lent_end(s->lent);
}
