// SPDX-License-Identifier: MIT
// Fan-out and fan-in of jobs: workers that wait for jobs, a thread for each job, and no other
// thread.
#include <pthread.h>

#include "benches/pattern_pool.h"
#include "benches/pattern_start.h"
#include "primitives/channel/go.h"
#include "primitives/cond/go.h"
#include "primitives/mutex/go.h"
#include "primitives/waitgroup/go.h"

/* ---- jobs through a channel; what is done is counted by a waitgroup or comes by a channel ---- */

struct channels {
    struct pool pool; /* first */
    struct go_channel jobs, results;
    struct go_waitgroup pending;
};

static int init_channels(void *state, struct bench_trial *t)
{
    struct channels *s = state;
    int error = go_channel_init(&s->jobs, POOL_JOBS);
    if (error == 0 && (error = go_channel_init(&s->results, POOL_JOBS)) != 0)
        go_channel_destroy(&s->jobs);
    go_waitgroup_init(&s->pending, t->row->threads);
    return error ? error : pool_init(&s->pool, t);
}

static void destroy_channels(void *state, unsigned threads)
{
    struct channels *s = state;
    (void)threads;
    pool_destroy(&s->pool);
    go_waitgroup_destroy(&s->pending);
    go_channel_destroy(&s->results);
    go_channel_destroy(&s->jobs);
}

SC_INLINE void give_channel(void *state, struct pool_job *job)
{
    go_channel_send(&((struct channels *)state)->jobs, (uint64_t)(uintptr_t)job);
}

SC_INLINE struct pool_job *take_channel(void *state)
{
    uint64_t job = 0;
    go_channel_receive(&((struct channels *)state)->jobs, &job);
    return (struct pool_job *)(uintptr_t)job;
}

SC_INLINE void begin_channel(void *state)
{
    go_waitgroup_add(&((struct channels *)state)->pending, POOL_JOBS);
}

SC_INLINE void done_channel(void *state, struct pool_job *job)
{
    (void)job;
    go_waitgroup_done(&((struct channels *)state)->pending);
}

SC_INLINE void finish_channel(void *state)
{
    go_waitgroup_wait(&((struct channels *)state)->pending);
}

SC_INLINE void begin_channels(void *state)
{
    (void)state;
}

SC_INLINE void done_channels(void *state, struct pool_job *job)
{
    go_channel_send(&((struct channels *)state)->results, (uint64_t)(uintptr_t)job);
}

SC_INLINE void finish_channels(void *state)
{
    uint64_t job;
    for (unsigned i = 0; i < POOL_JOBS; i++)
        go_channel_receive(&((struct channels *)state)->results, &job);
}

/* ---- a queue under a mutex, on which workers wait by a cond ---- */

struct queue {
    struct pool pool; /* first */
    struct go_mutex lock;
    struct go_cond more;
    unsigned taken, given;
    unsigned room;         /* for all that is given at a time; a power of two, as counts wrap */
    struct pool_job **job; /* room of them */
    struct go_waitgroup pending;
};

static int init_queue(void *state, struct bench_trial *t)
{
    struct queue *s = state;
    for (s->room = POOL_JOBS; s->room < t->row->threads;) /* jobs, or a stop for each worker */
        s->room *= 2;
    if (!(s->job = arena_place(t->arena, s->room * sizeof *s->job)))
        return -ENOMEM;
    go_mutex_init(&s->lock);
    go_cond_init(&s->more);
    go_waitgroup_init(&s->pending, t->row->threads);
    return pool_init(&s->pool, t);
}

static void destroy_queue(void *state, unsigned threads)
{
    struct queue *s = state;
    (void)threads;
    pool_destroy(&s->pool);
    go_waitgroup_destroy(&s->pending);
    go_cond_destroy(&s->more);
    go_mutex_destroy(&s->lock);
}

SC_INLINE void give_queue(void *state, struct pool_job *job)
{
    struct queue *s = state;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&s->lock, &node);
    s->job[s->given++ % s->room] = job;
    go_mutex_release(&s->lock, &node);
    go_cond_signal(&s->more);
}

SC_INLINE struct pool_job *take_queue(void *state)
{
    struct queue *s = state;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&s->lock, &node);
    while (s->taken == s->given)
        go_cond_wait(&s->more, &s->lock, &node);
    struct pool_job *job = s->job[s->taken++ % s->room];
    go_mutex_release(&s->lock, &node);
    return job;
}

SC_INLINE void begin_queue(void *state)
{
    go_waitgroup_add(&((struct queue *)state)->pending, POOL_JOBS);
}

SC_INLINE void done_queue(void *state, struct pool_job *job)
{
    (void)job;
    go_waitgroup_done(&((struct queue *)state)->pending);
}

SC_INLINE void finish_queue(void *state)
{
    go_waitgroup_wait(&((struct queue *)state)->pending);
}

/* ---- no other thread: what the jobs alone take ---- */

static int init_inline(void *state, struct bench_trial *t)
{
    return pool_init(state, t);
}

static void destroy_inline(void *state, unsigned threads)
{
    (void)threads;
    pool_destroy(state);
}

SC_INLINE void op_inline(void *round)
{
    struct pool_round *r = round;
    for (unsigned i = 0; i < POOL_JOBS; i++)
        pool_run(&r->pool->job[i]);
    pool_check(r);
}

MEASURED void measured_pattern_pool_inline(struct team_member *m, void *shared)
{
    pool_rounds(m, ((struct pattern *)shared)->state, op_inline);
}

/* ---- the loops ---- */

/* The loop of one way of workers that wait for jobs, into which its verbs dissolve. */
#define LOOP(name, give, take, begin, done, finish)                                                \
    SC_INLINE void op_##name(void *round)                                                          \
    {                                                                                              \
        pool_fan(round, give, begin, finish);                                                      \
    }                                                                                              \
    MEASURED void measured_pattern_pool_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        pool_run_workers(m, ((struct pattern *)shared)->state, op_##name, give, take, done);       \
    }
LOOP(channel, give_channel, take_channel, begin_channel, done_channel, finish_channel)
LOOP(channels, give_channel, take_channel, begin_channels, done_channels, finish_channels)
LOOP(queue, give_queue, take_queue, begin_queue, done_queue, finish_queue)

/* ---- the rows ---- */

static const struct pattern_way ways[] = {
    {.name = "channel",
     .size = sizeof(struct channels),
     .init = init_channels,
     .destroy = destroy_channels,
     .least = 2,
     .telling = true},
    {.name = "channels",
     .size = sizeof(struct channels),
     .init = init_channels,
     .destroy = destroy_channels,
     .least = 2},
    {.name = "queue",
     .size = sizeof(struct queue),
     .init = init_queue,
     .destroy = destroy_queue,
     .least = 2},
    {.name = "start",
     .size = sizeof(struct starter),
     .init = init_start,
     .destroy = destroy_start,
     .least = 2},
    {.name = "inline",
     .size = sizeof(struct pool),
     .init = init_inline,
     .destroy = destroy_inline,
     .alone = true},
};
static const team_body bodies[] = {measured_pattern_pool_channel, measured_pattern_pool_channels,
                                   measured_pattern_pool_queue, measured_pattern_pool_start,
                                   measured_pattern_pool_inline};

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    char scenario[32];
    if (threads > 1 && way->least == 0) /* the others would do nothing */
        return;
    snprintf(scenario, sizeof scenario, "fan-out-fan-in/jobs:%d", POOL_JOBS);
    pattern_add(rows,
                &(struct pattern_row){.row = {.tier = pattern_tier(rows, way, threads),
                                              .basis = BASIS_ROUND_TRIP,
                                              .threads = threads,
                                              .floor = threads == 1 ? FLOOR_rmw : FLOOR_futex_wake,
                                              .body = bodies[way - ways]},
                                      .way = way},
                "pattern-pool", scenario);
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-pool", enumerate};
    return bench_main(argc, argv, &family);
}
