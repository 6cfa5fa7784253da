// SPDX-License-Identifier: MIT
// Pools: one object taken and given back, and bursts of sixteen.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/pool/subjects.h"

enum { POOL_ROOM = 4096 - ARENA_ALIGN, BURST = 16 };

enum scenario { SINGLE, BURSTS };

/* owner: 0 while it is nobody's. Atomic, so that the compiler keeps both stores. */
struct object {
    _Atomic uint64_t owner;
    uint64_t payload[7];
};

struct pool_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct pool_subject *subject;
};

struct party {
    void *pool;
    uint64_t me, faults;
};

typedef void *(*get_verb)(void *pool);
typedef void (*put_verb)(void *pool, void *object);

static void *make_object(void)
{
    struct object *o = malloc(sizeof *o);
    if (o)
        atomic_init(&o->owner, 0);
    return o;
}

/* An object that nobody has, or is NULL. True where the pool has kept its word. */
SC_INLINE bool own(struct object *o, uint64_t me)
{
    if (!o || atomic_load_explicit(&o->owner, memory_order_relaxed) != 0)
        return false;
    atomic_store_explicit(&o->owner, me, memory_order_relaxed);
    return true;
}

SC_INLINE bool disown(struct object *o, uint64_t me)
{
    bool mine = atomic_load_explicit(&o->owner, memory_order_relaxed) == me;
    atomic_store_explicit(&o->owner, 0, memory_order_relaxed);
    return mine;
}

SC_INLINE void take_and_give(struct party *p, get_verb get, put_verb put)
{
    struct object *o = get(p->pool);
    if (!own(o, p->me)) {
        p->faults++;
        return;
    }
    p->faults += !disown(o, p->me);
    put(p->pool, o);
}

SC_INLINE void take_and_give_many(struct party *p, get_verb get, put_verb put)
{
    struct object *o[BURST];
    for (unsigned i = 0; i < BURST; i++) {
        o[i] = get(p->pool);
        if (!own(o[i], p->me)) {
            p->faults++;
            o[i] = NULL;
        }
    }
    for (unsigned i = 0; i < BURST; i++) {
        p->faults += o[i] && !disown(o[i], p->me);
        put(p->pool, o[i]);
    }
}

SC_INLINE void run(struct team_member *m, void *pool, loop_op op)
{
    struct party p = {.pool = pool, .me = m->id + 1};
    loop_run(m, &p, op);
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define POOL_SUBJECT(name, ...)                                                                    \
    SC_INLINE void op_single_##name(void *p)                                                       \
    {                                                                                              \
        take_and_give(p, pool_get_##name, pool_put_##name);                                        \
    }                                                                                              \
    SC_INLINE void op_burst_##name(void *p)                                                        \
    {                                                                                              \
        take_and_give_many(p, pool_get_##name, pool_put_##name);                                   \
    }                                                                                              \
    MEASURED void measured_pool_single_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run(m, shared, op_single_##name);                                                          \
    }                                                                                              \
    MEASURED void measured_pool_burst_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run(m, shared, op_burst_##name);                                                           \
    }
#include "primitives/pool/list.h"
#undef POOL_SUBJECT

static const team_body bodies[POOL_SUBJECTS][2] = {
#define POOL_SUBJECT(name, ...) {measured_pool_single_##name, measured_pool_burst_##name},
#include "primitives/pool/list.h"
#undef POOL_SUBJECT
};

static const struct pool_row *row_of(const struct bench_trial *t)
{
    return (const struct pool_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct pool_subject *subject = row_of(t)->subject;
    void *pool = arena_place(t->arena, POOL_ROOM);
    if (!pool || subject->size > POOL_ROOM)
        return NULL;
    if (subject->init(pool, make_object, free) == 0)
        return pool;
    snprintf(t->why, SC_ERR, "no memory for the pool");
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    row_of(t)->subject->destroy(t->shared);
}

static void add_row(struct bench_rows *rows, const struct pool_subject *subject,
                    enum scenario scenario, unsigned threads)
{
    char shown[SUBJECT_NAME];
    const bool go = strcmp(subject->name, "go") == 0;
    const bool alone = threads == 1, most = threads == rows->threads[rows->n_threads - 1];
    enum bench_tier tier = TIER_FULL;
    if (most || (alone && scenario == SINGLE))
        tier = go && scenario == SINGLE ? TIER_QUICK : TIER_STANDARD;
    struct pool_row row = {.row = {.tier = tier,
                                   .threads = threads,
                                   .floor = FLOOR_rmw,
                                   .shares = true,
                                   .body = bodies[subject - pool_subjects][scenario],
                                   .setup = setup,
                                   .teardown = teardown},
                           .subject = subject};
    bench_add(rows, &row.row, sizeof row, "pool/%s/%s/threads:%u",
              subject_name(subject->name, shown), scenario == SINGLE ? "get-put" : "burst/size:16",
              threads);
}

static void enumerate(struct bench_rows *rows)
{
    for (unsigned i = 0; i < POOL_SUBJECTS; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++) {
            add_row(rows, &pool_subjects[i], SINGLE, rows->threads[j]);
            add_row(rows, &pool_subjects[i], BURSTS, rows->threads[j]);
        }
        if (rows->oversubscribed)
            add_row(rows, &pool_subjects[i], SINGLE, rows->oversubscribed);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pool", enumerate};
    return bench_main(argc, argv, &family);
}
