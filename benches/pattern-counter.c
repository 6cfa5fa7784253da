// SPDX-License-Identifier: MIT
// A counter of several threads: atomic, under a mutex, owned by one thread, sharded.
#include <stdatomic.h>
#include <unistd.h>

#include "benches/pattern.h"
#include "padding/sharded_counter.h"
#include "primitives/channel/go.h"
#include "primitives/mutex/go.h"

/* ---- one atomic ---- */

SC_INLINE void add_atomic(void *state)
{
    /* Relaxed: a count publishes no other data. */
    atomic_fetch_add_explicit((_Atomic uint64_t *)state, 1, memory_order_relaxed);
}

static const char *wrong_sum(uint64_t sum, const struct team_result *r)
{
    return sum == r->all_ops ? NULL : "the count is not the number of increments";
}

static const char *wrong_atomic(void *state, const struct team_result *r)
{
    return wrong_sum(atomic_load((_Atomic uint64_t *)state), r);
}

/* ---- a mutex ---- */

struct mutex_counter {
    struct go_mutex lock;
    uint64_t count;
};

SC_INLINE void add_mutex(void *state)
{
    struct mutex_counter *c = state;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&c->lock, &node);
    c->count++;
    go_mutex_release(&c->lock, &node);
}

static const char *wrong_mutex(void *state, const struct team_result *r)
{
    return wrong_sum(((struct mutex_counter *)state)->count, r);
}

/* ---- a slot for each CPU ---- */

static int init_sharded(void *state, struct bench_trial *t)
{
    const unsigned slots = sharded_counter_slots((unsigned)sysconf(_SC_NPROCESSORS_CONF));
    struct sharded_slot *slot = arena_place(t->arena, slots * sizeof *slot);
    if (!slot)
        return -ENOMEM;
    sharded_counter_init(state, slot, slots);
    return 0;
}

SC_INLINE void add_sharded(void *state)
{
    sharded_counter_add(state);
}

static const char *wrong_sharded(void *state, const struct team_result *r)
{
    return wrong_sum(sharded_counter_read(state), r);
}

/* ---- a thread that owns the counter, and receives what the others count ---- */

enum { STOP = 0, ONE = 1, CAPACITY = 16 };

struct owned_counter {
    struct go_channel increments;
    unsigned senders;
    _Atomic unsigned finished[2]; /* senders that are done with the phase */
    uint64_t count;               /* the owner's */
};

static int init_channel(void *state, struct bench_trial *t)
{
    struct owned_counter *c = state;
    c->senders = t->row->threads - 1;
    return go_channel_init(&c->increments, CAPACITY);
}

static void destroy_channel(void *state, unsigned threads)
{
    (void)threads;
    go_channel_destroy(&((struct owned_counter *)state)->increments);
}

SC_INLINE void add_channel(void *state)
{
    go_channel_send(&((struct owned_counter *)state)->increments, ONE);
}

/* The last sender of a phase says that all are done. What a faster one already sends of the next
 * phase comes before that, and counts. */
static void finish_slow(struct owned_counter *c, unsigned phase)
{
    if (atomic_fetch_add(&c->finished[phase], 1) + 1 == c->senders)
        go_channel_send(&c->increments, STOP);
}

SC_INLINE void own(struct team_member *m, struct owned_counter *c)
{
    m->started = ticks();
    for (uint64_t got; go_channel_receive(&c->increments, &got) && got != STOP;)
        c->count += got;
    m->ended = ticks();
    m->ops = 0; /* its time is a part of the cost */
}

static const char *wrong_channel(void *state, const struct team_result *r)
{
    return wrong_sum(((struct owned_counter *)state)->count, r);
}

/* ---- the loops ---- */

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    loop_run_short(m, ((struct pattern *)shared)->state, op);
}

MEASURED void measured_pattern_counter_atomic(struct team_member *m, void *shared)
{
    run(m, shared, add_atomic);
}
MEASURED void measured_pattern_counter_mutex(struct team_member *m, void *shared)
{
    run(m, shared, add_mutex);
}
MEASURED void measured_pattern_counter_sharded(struct team_member *m, void *shared)
{
    run(m, shared, add_sharded);
}
MEASURED void measured_pattern_counter_channel(struct team_member *m, void *shared)
{
    struct owned_counter *c = ((struct pattern *)shared)->state;
    if (m->id == 0) {
        own(m, c);
        return;
    }
    run(m, shared, add_channel);
    finish_slow(c, m->phase);
}

/* ---- the rows ---- */

enum { WAYS = 4 };
static const struct pattern_way ways[WAYS] = {
    {.name = "atomic",
     .size = sizeof(_Atomic uint64_t),
     .wrong = wrong_atomic,
     .spins = true,
     .telling = true,
     .alone = true},
    {.name = "mutex", .size = sizeof(struct mutex_counter), .wrong = wrong_mutex, .alone = true},
    {.name = "channel",
     .size = sizeof(struct owned_counter),
     .init = init_channel,
     .destroy = destroy_channel,
     .wrong = wrong_channel,
     .least = 2,
     .telling = true},
    {.name = "sharded",
     .size = sizeof(struct sharded_counter),
     .init = init_sharded,
     .wrong = wrong_sharded,
     .spins = true,
     .alone = true},
};
static const team_body bodies[WAYS] = {
    measured_pattern_counter_atomic, measured_pattern_counter_mutex,
    measured_pattern_counter_channel, measured_pattern_counter_sharded};

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    pattern_add(rows,
                &(struct pattern_row){.row = {.tier = pattern_tier(rows, way, threads),
                                              .threads = threads,
                                              .floor = FLOOR_rmw,
                                              .shares = way->least == 0,
                                              .body = bodies[way - ways]},
                                      .way = way},
                "pattern-counter", "add");
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, WAYS, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-counter", enumerate};
    return bench_main(argc, argv, &family);
}
