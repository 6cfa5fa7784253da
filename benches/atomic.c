// SPDX-License-Identifier: MIT
// Atomic operations by memory order, on a line of the thread's own and on one line that all threads
// share.
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/isa.h"
#include "harness/trial/loop.h"

/*
 * arm64 has two ways to a read-modify-write, a pair of exclusive accesses (LL/SC) and one
 * instruction (LSE). There this file is compiled once more for each, with its name here: the rows
 * carry it. NULL: whatever the compiler makes of it.
 */
#ifndef ATOMIC_ISA
#define ATOMIC_ISA NULL
#endif
static const char *const isa = ATOMIC_ISA;

struct cell {
    _Atomic uint64_t *word;
    uint64_t x;
    uint64_t successes;
};

/* Keeps a value the loop would otherwise not need, so that the value-returning form of the
 * instruction is measured. */
SC_INLINE void use(uint64_t value)
{
    __asm__ volatile("" ::"r"(value));
}

SC_INLINE void do_load(struct cell *c, memory_order order)
{
    use(atomic_load_explicit(c->word, order));
}
SC_INLINE void do_store(struct cell *c, memory_order order)
{
    atomic_store_explicit(c->word, c->x++, order);
}
SC_INLINE void do_exchange(struct cell *c, memory_order order)
{
    use(atomic_exchange_explicit(c->word, c->x++, order));
}
SC_INLINE void do_fetch_add(struct cell *c, memory_order order)
{
    use(atomic_fetch_add_explicit(c->word, 1, order));
}
SC_INLINE void do_fetch_or(struct cell *c, memory_order order)
{
    use(atomic_fetch_or_explicit(c->word, 1, order));
}
/* The result is thrown away: LOCK ADD or LOCK OR on x86, where fetch_or with its result needs a CAS
 * loop. On arm64 with LSE, relaxed, STADD and STSET, which no compiler makes of it (gcc 12 and
 * clang 14 return the value). */
SC_INLINE void do_add(struct cell *c, memory_order order)
{
    if (!isa_add(c->word, 1, order))
        (void)atomic_fetch_add_explicit(c->word, 1, order);
}
SC_INLINE void do_or(struct cell *c, memory_order order)
{
    if (!isa_or(c->word, 1, order))
        (void)atomic_fetch_or_explicit(c->word, 1, order);
}
/* Expects what it wrote last: succeeds whenever nobody else wrote in between. */
SC_INLINE void do_cas(struct cell *c, memory_order order)
{
    uint64_t expected = c->x;
    _Bool done = atomic_compare_exchange_strong_explicit(c->word, &expected, expected + 1, order,
                                                         memory_order_relaxed);
    c->successes += done;
    c->x = expected + done;
}
/* Expects a value that is never there. */
SC_INLINE void do_cas_failure(struct cell *c, memory_order order)
{
    uint64_t expected = UINT64_MAX;
    c->successes +=
        atomic_compare_exchange_strong_explicit(c->word, &expected, 0, order, memory_order_relaxed);
}
SC_INLINE void do_cas_loop_add(struct cell *c, memory_order order)
{
    uint64_t seen = atomic_load_explicit(c->word, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(c->word, &seen, seen + 1, order,
                                                  memory_order_relaxed))
        ;
}
SC_INLINE void do_fence(struct cell *c, memory_order order)
{
    (void)c;
    atomic_thread_fence(order);
}
SC_INLINE void do_plain_load(struct cell *c, memory_order order)
{
    (void)order;
    use(*(volatile uint64_t *)c->word);
}
SC_INLINE void do_plain_store(struct cell *c, memory_order order)
{
    (void)order;
    *(volatile uint64_t *)c->word = c->x++;
}
SC_INLINE void do_plain_add(struct cell *c, memory_order order)
{
    (void)order;
    *(volatile uint64_t *)c->word += 1;
}

enum { CELL_STRIDE = 2 * ARENA_ALIGN };

struct cells {
    unsigned char *base;
    size_t stride; /* 0: all threads on one line */
};

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct cells *cells = shared;
    struct cell c = {.word = (_Atomic uint64_t *)(cells->base + m->id * cells->stride)};
    c.x = atomic_load_explicit(c.word, memory_order_relaxed);
    loop_run_short(m, &c, op);
    m->successes = c.successes;
}

#define LOOP(operation, order)                                                                     \
    SC_INLINE void op_##operation##_##order(void *context)                                         \
    {                                                                                              \
        do_##operation(context, memory_order_##order);                                             \
    }                                                                                              \
    MEASURED void measured_atomic_##operation##_##order(struct team_member *m, void *shared)       \
    {                                                                                              \
        run(m, shared, op_##operation##_##order);                                                  \
    }
#define OPERATION LOOP
#include "benches/atomic.def"
#undef OPERATION

struct operation {
    const char *name, *order;
    team_body body;
};
#define ENTRY(operation, order) {#operation, #order, measured_atomic_##operation##_##order},
#define OPERATION               ENTRY
static const struct operation operations[] = {
#include "benches/atomic.def"
};
#undef OPERATION

static bool is(const struct operation *o, const char *name)
{
    return strcmp(o->name, name) == 0;
}
static bool is_fence(const struct operation *o)
{
    return is(o, "fence");
}
static bool is_cas(const struct operation *o)
{
    return is(o, "cas") || is(o, "cas_failure");
}
static bool is_plain(const struct operation *o)
{
    return strncmp(o->name, "plain_", 6) == 0;
}
static bool is_load(const struct operation *o)
{
    return is(o, "load") || is(o, "plain_load");
}
static bool is_store(const struct operation *o)
{
    return is(o, "store") || is(o, "plain_store");
}
/* Loads, stores and fences are the same instructions whichever way a read-modify-write goes. */
static bool is_rmw(const struct operation *o)
{
    return !is_plain(o) && !is_fence(o) && !is_load(o) && !is_store(o);
}
/* On a line of the thread's own. A plain addition shows what it costs to be atomic. */
static enum floor own_floor(const struct operation *o)
{
    return is_load(o)    ? FLOOR_load
           : is_store(o) ? FLOOR_store
           : is_fence(o) ? FLOOR_fence
                         : FLOOR_rmw;
}
static bool adds_one(const struct operation *o)
{
    return is(o, "fetch_add") || is(o, "add") || is(o, "cas_loop_add");
}

struct atomic_row {
    struct bench_row row;
    const struct operation *operation;
    bool shared; /* all threads on one line */
};

static const struct atomic_row *row_of(const struct bench_trial *t)
{
    return (const struct atomic_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    struct cells *cells = arena_place(t->arena, sizeof *cells);
    if (!cells)
        return NULL;
    cells->stride = row_of(t)->shared ? 0 : CELL_STRIDE;
    cells->base = arena_place(t->arena, CELL_STRIDE * t->row->threads);
    return cells->base ? cells : NULL;
}

/* Every addition must be in the cells' sum, every success of a CAS too, and a CAS that must fail
 * never succeeds. */
static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct operation *o = row_of(t)->operation;
    const struct cells *cells = t->shared;
    uint64_t sum = 0;
    for (unsigned i = 0; i < (cells->stride ? t->row->threads : 1); i++)
        sum += *(uint64_t *)(cells->base + i * cells->stride);
    if (adds_one(o) && sum != r->all_ops) {
        snprintf(t->why, SC_ERR, "the cells hold %llu after %llu additions",
                 (unsigned long long)sum, (unsigned long long)r->all_ops);
        return false;
    }
    if (is(o, "cas_failure") && r->successes > 0) {
        snprintf(t->why, SC_ERR,
                 "%.0f compare-and-swaps with a value that is never there succeeded", r->successes);
        return false;
    }
    if (is(o, "cas") && cells->stride && r->successes != (double)r->ops) {
        snprintf(t->why, SC_ERR, "%.0f of %llu compare-and-swaps on an own line failed",
                 (double)r->ops - r->successes, (unsigned long long)r->ops);
        return false;
    }
    return true;
}

static void success_share(struct bench_trial *t, const struct team_result *r)
{
    bench_metric(t, "success_share", r->successes / (double)r->ops);
}

/* The read-modify-writes whose every order is in the standard profile; of the others the weakest
 * and the strongest are. */
static bool shows_orders(const struct operation *o)
{
    return is_load(o) || is_store(o) || is_fence(o) || is(o, "fetch_add") || is(o, "cas");
}

static enum bench_tier tier_of(const struct operation *o, bool shared, unsigned threads,
                               unsigned most)
{
    static const char *const quick[] = {"load", "store", "fetch_add", "cas", "plain_add"};
    bool main_order = is_plain(o) || strcmp(o->order, "seq_cst") == 0;
    bool middle_order = !main_order && strcmp(o->order, "relaxed") != 0;
    if (middle_order && (isa || shared || !shows_orders(o)))
        return TIER_FULL;
    if (threads > 1 && (!shared || threads < most))
        return main_order && is(o, "fetch_add") ? TIER_STANDARD : TIER_FULL;
    for (unsigned i = 0; i < sizeof quick / sizeof *quick; i++)
        if (main_order && is(o, quick[i]))
            return TIER_QUICK;
    return TIER_STANDARD;
}

static void add_row(struct bench_rows *rows, const struct operation *o, bool shared,
                    unsigned threads)
{
    char name[SUBJECT_NAME], shown[SUBJECT_NAME], order[80] = "";
    if (!is_plain(o))
        snprintf(order, sizeof order, "/order:%s%s%s", subject_name(o->order, shown),
                 isa ? "/isa:" : "", isa ? isa : "");
    const unsigned most = rows->threads[rows->n_threads - 1];
    struct atomic_row row = {.row = {.tier = tier_of(o, shared, threads, most),
                                     .threads = threads,
                                     .floor = shared ? FLOOR_line_transfer : own_floor(o),
                                     .shares = shared,
                                     .body = o->body,
                                     .setup = setup,
                                     .verify = verify,
                                     .metrics = is_cas(o) ? success_share : NULL},
                             .operation = o,
                             .shared = shared};
    if (is_fence(o))
        bench_add(rows, &row.row, sizeof row, "atomic/fence/no-line%s/threads:%u", order, threads);
    else
        bench_add(rows, &row.row, sizeof row, "atomic/%s/%s%s/threads:%u",
                  subject_name(o->name, name), shared ? "shared-line" : "own-line", order, threads);
}

static void enumerate(struct bench_rows *rows)
{
    if (isa && !isa_usable(isa))
        return;
    for (unsigned i = 0; i < sizeof operations / sizeof *operations; i++)
        for (unsigned j = 0; j < rows->n_threads && (!isa || is_rmw(&operations[i])); j++) {
            add_row(rows, &operations[i], false, rows->threads[j]);
            if (rows->threads[j] > 1 && !is_fence(&operations[i]))
                add_row(rows, &operations[i], true, rows->threads[j]);
        }
    if (rows->oversubscribed)
        for (unsigned i = 0; i < sizeof operations / sizeof *operations; i++)
            if (is(&operations[i], "fetch_add") && strcmp(operations[i].order, "seq_cst") == 0)
                add_row(rows, &operations[i], true, rows->oversubscribed);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"atomic", enumerate};
    return bench_main(argc, argv, &family);
}
