// SPDX-License-Identifier: MIT
// Counters and false sharing: one for all, side by side, padded, sharded, restartable and
// thread-local; and the stride sweep.
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "harness/frame/bench.h"
#include "harness/machine/clock.h"
#include "harness/trial/loop.h"
#include "padding/layout.h"
#include "padding/rseq_counter.h"
#include "padding/sharded_counter.h"
#include "primitives/relax.h"

enum kind { RMW, STORE, LOAD, SHARDED, RSEQ, SUMMED };

struct counter_row {
    struct bench_row row;
    enum kind kind;
    size_t stride;
};

struct shared {
    void *base;
    size_t stride;
    struct sharded_counter sharded;
    struct rseq_counter rseq;
    uint64_t pause; /* ticks between two sums of the reader */
};

struct counting {
    _Atomic uint64_t *cell;
    uint64_t count;
    struct sharded_counter *sharded;
    struct rseq_counter *rseq;
};

SC_INLINE void op_rmw(void *context)
{
    struct counting *c = context;
    atomic_fetch_add_explicit(c->cell, 1, memory_order_relaxed);
}
SC_INLINE void op_store(void *context)
{
    struct counting *c = context;
    atomic_store_explicit(c->cell, ++c->count, memory_order_relaxed);
}
SC_INLINE void op_load(void *context)
{
    struct counting *c = context;
    uint64_t seen = atomic_load_explicit(c->cell, memory_order_relaxed);
    __asm__ volatile("" ::"r"(seen));
}
SC_INLINE void op_sharded(void *context)
{
    struct counting *c = context;
    sharded_counter_add(c->sharded);
}
SC_INLINE void op_rseq(void *context)
{
    struct counting *c = context;
    rseq_counter_add(c->rseq);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct shared *s = shared;
    struct counting c = {
        .cell = layout_cell(s->base, s->stride, m->id), .sharded = &s->sharded, .rseq = &s->rseq};
    c.count = atomic_load_explicit(c.cell, memory_order_relaxed);
    loop_run_short(m, &c, op);
}

MEASURED void measured_counter_rmw(struct team_member *m, void *shared)
{
    run(m, shared, op_rmw);
}
MEASURED void measured_counter_store(struct team_member *m, void *shared)
{
    run(m, shared, op_store);
}
MEASURED void measured_counter_sharded(struct team_member *m, void *shared)
{
    run(m, shared, op_sharded);
}
MEASURED void measured_counter_rseq(struct team_member *m, void *shared)
{
    run(m, shared, op_rseq);
}
MEASURED void measured_counter_load_only(struct team_member *m, void *shared)
{
    run(m, shared, op_load);
}

/* The first thread writes its own counter; the others only read theirs, and only they count. Alone,
 * a thread reads. */
static void counter_load(struct team_member *m, void *shared)
{
    bool writer = m->id == 0 && m->threads > 1;
    writer ? measured_counter_rmw(m, shared) : measured_counter_load_only(m, shared);
    m->uncounted = writer;
}

/* The last thread sums all counters every s->pause; the others store to their own. */
static void counter_summed(struct team_member *m, void *shared)
{
    struct shared *s = shared;
    if (m->id + 1 < m->threads || m->threads == 1) {
        measured_counter_store(m, shared);
        return;
    }
    m->uncounted = true;
    m->started = ticks();
    uint64_t sum = 0, last = 0;
    while ((int64_t)((m->ended = ticks()) - m->deadline) < 0) {
        sum = 0;
        for (unsigned i = 0; i + 1 < m->threads; i++)
            sum += atomic_load_explicit(layout_cell(s->base, s->stride, i), memory_order_relaxed);
        m->faults += sum < last; /* each counter only grows, so the sum must */
        last = sum;
        for (uint64_t from = ticks(); ticks() - from < s->pause;)
            cpu_relax();
    }
}

static const struct counter_row *row_of(const struct bench_trial *t)
{
    return (const struct counter_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    struct shared *s = arena_place(t->arena, sizeof *s);
    unsigned slots = sharded_counter_slots((unsigned)sysconf(_SC_NPROCESSORS_CONF));
    struct sharded_slot *slot = arena_place(t->arena, slots * sizeof *slot);
    struct rseq_slot *own = arena_place(t->arena, slots * sizeof *own);
    if (!s || !slot || !own)
        return NULL;
    s->stride = row_of(t)->stride;
    s->base = arena_place(t->arena, layout_bytes(s->stride, t->row->threads));
    s->pause = clock_ticks(10000);
    sharded_counter_init(&s->sharded, slot, slots);
    rseq_counter_init(&s->rseq, own, slots);
    return s->base ? s : NULL;
}

/* With atomic additions nothing may be lost, wherever the counters lie; stores only keep a thread's
 * own count. */
static bool verify(struct bench_trial *t, const struct team_result *r)
{
    struct shared *s = t->shared;
    const enum kind kind = row_of(t)->kind;
    const bool cells = kind != SHARDED && kind != RSEQ;
    uint64_t sum = kind == SHARDED ? sharded_counter_read(&s->sharded)
                   : kind == RSEQ  ? rseq_counter_read(&s->rseq)
                                   : 0;
    if (kind == LOAD || (s->stride == 0 && kind == STORE))
        return true;
    for (unsigned i = 0; cells && i < (s->stride ? r->threads : 1); i++)
        sum += atomic_load(layout_cell(s->base, s->stride, i));
    if (sum == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "the counters hold %llu after %llu operations",
             (unsigned long long)sum, (unsigned long long)r->all_ops);
    return false;
}

struct variant {
    const char *name;
    enum kind kind;
    team_body body;
};
static const struct variant variants[] = {{"rmw", RMW, measured_counter_rmw},
                                          {"store", STORE, measured_counter_store},
                                          {"load", LOAD, counter_load}};

static void add_row(struct bench_rows *rows, const char *layout, size_t stride,
                    const struct variant *v, unsigned threads, enum bench_tier tier)
{
    enum floor floor = v->kind == LOAD                         ? FLOOR_load
                       : v->kind == STORE || v->kind == SUMMED ? FLOOR_store
                                                               : FLOOR_rmw;
    struct counter_row row = {.row = {.tier = tier,
                                      .threads = threads,
                                      .floor = floor,
                                      .shares = true,
                                      .body = v->body,
                                      .setup = setup,
                                      .verify = verify},
                              .kind = v->kind,
                              .stride = stride};
    bench_add(rows, &row.row, sizeof row, "counter/%s/%s/threads:%u", layout, v->name, threads);
}

static void add_layouts(struct bench_rows *rows, unsigned threads, bool most)
{
    for (unsigned i = 0; i < LAYOUTS; i++)
        for (unsigned j = 0; j < sizeof variants / sizeof *variants; j++) {
            bool rmw = variants[j].kind == RMW;
            add_row(rows, layouts[i].name, layouts[i].stride, &variants[j], threads,
                    rmw && most && threads > 1 && layouts[i].stride <= 128 ? TIER_QUICK
                    : rmw || threads > 1                                   ? TIER_STANDARD
                                                                           : TIER_FULL);
        }
    static const struct variant sharded = {"rmw", SHARDED, measured_counter_sharded};
    static const struct variant rseq = {"rmw", RSEQ, measured_counter_rseq};
    static const struct variant summed = {"store/reader:10us", SUMMED, counter_summed};
    const enum bench_tier at_ends = threads == 1 || most ? TIER_QUICK : TIER_STANDARD;
    add_row(rows, "sharded", 256, &sharded, threads, at_ends);
    if (!rseq_counter_missing())
        add_row(rows, "rseq", 256, &rseq, threads,
                threads == 1 || most ? TIER_STANDARD : TIER_FULL);
    if (threads > 1)
        add_row(rows, "thread-local", 256, &summed, threads, at_ends);
}

static void add_strides(struct bench_rows *rows, unsigned threads)
{
    for (size_t stride = 8; stride <= 512; stride *= 2)
        for (unsigned j = 0; j < sizeof variants / sizeof *variants; j++) {
            char layout[32];
            snprintf(layout, sizeof layout, "stride-%zu", stride);
            add_row(rows, layout, stride, &variants[j], threads, TIER_STANDARD);
        }
}

static void enumerate(struct bench_rows *rows)
{
    unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < rows->n_threads; i++)
        add_layouts(rows, rows->threads[i], rows->threads[i] == most);
    if (most > 1)
        add_strides(rows, most);
    if (rseq_counter_missing())
        bench_absent(rows, "rseq", rseq_counter_missing());
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"counter", enumerate};
    return bench_main(argc, argv, &family);
}
