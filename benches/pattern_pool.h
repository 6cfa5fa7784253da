// SPDX-License-Identifier: MIT
// Jobs that one thread hands out and others run, and the rounds in which it does.
#pragma once

#include <pthread.h>

#include "benches/pattern.h"
#include "harness/machine/chain.h"

enum { POOL_JOBS = 16 }; /* of a round */

/* How long one job works. */
static const double pool_job_ns = 1000;

/* Written by the thread that runs it; read by the first thread before the round and after it. */
struct pool_job {
    uint64_t work; /* chain groups */
    uint64_t runs; /* how often it has been run */
} __attribute__((aligned(128)));

struct pool {
    struct pool_job *job; /* POOL_JOBS */
    pthread_barrier_t
        between; /* the phases: no stop of the first may meet a worker in the second */
};

/* One view of the first thread. */
struct pool_round {
    struct pool *pool;
    uint64_t rounds, faults;
};

/* Zeroed. 0, or a negative errno value. */
static inline int pool_init(struct pool *p, struct bench_trial *t)
{
    p->job = arena_place(t->arena, POOL_JOBS * sizeof *p->job);
    if (!p->job)
        return -ENOMEM;
    for (unsigned i = 0; i < POOL_JOBS; i++)
        p->job[i].work = chain_groups(pool_job_ns, t->cycle_ns);
    return -pthread_barrier_init(&p->between, NULL, t->row->threads);
}

static inline void pool_destroy(struct pool *p)
{
    pthread_barrier_destroy(&p->between);
}

SC_INLINE void pool_run(struct pool_job *job)
{
    chain_run(job->work);
    job->runs++;
}

/* Every job has been run once in this round, and what it wrote is seen. */
SC_INLINE void pool_check(struct pool_round *r)
{
    r->rounds++;
    for (unsigned i = 0; i < POOL_JOBS; i++)
        r->faults += r->pool->job[i].runs != r->rounds;
}

/* The first thread: one round until m->deadline, over and over. */
SC_INLINE void pool_rounds(struct team_member *m, struct pool *p, loop_op round)
{
    struct pool_round r = {.pool = p, .rounds = p->job[0].runs};
    loop_run(m, &r, round);
    m->faults += r.faults;
}

/* A round with workers. */
SC_INLINE void pool_fan(struct pool_round *r, void (*give)(void *state, struct pool_job *job),
                        void (*begin)(void *state), void (*finish)(void *state))
{
    begin(r->pool);
    for (unsigned i = 0; i < POOL_JOBS; i++)
        give(r->pool, &r->pool->job[i]);
    finish(r->pool);
    pool_check(r);
}

/* Runs jobs until it takes one that is NULL. */
SC_INLINE void pool_work(struct team_member *m, struct pool *p,
                         struct pool_job *(*take)(void *state),
                         void (*done)(void *state, struct pool_job *job))
{
    m->uncounted = true;
    m->started = ticks();
    for (struct pool_job *job; (job = take(p));) {
        pool_run(job);
        done(p, job);
    }
    m->ended = ticks();
}

/* The body of a way whose workers wait for jobs. p begins the way's state. */
SC_INLINE void pool_run_workers(struct team_member *m, struct pool *p, loop_op round,
                                void (*give)(void *state, struct pool_job *job),
                                struct pool_job *(*take)(void *state),
                                void (*done)(void *state, struct pool_job *job))
{
    if (m->id == 0) {
        pool_rounds(m, p, round);
        for (unsigned i = 1; i < m->threads; i++)
            give(p, NULL);
    } else {
        pool_work(m, p, take, done);
    }
    if (m->phase == 0)
        pthread_barrier_wait(&p->between);
}
