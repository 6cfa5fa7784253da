// SPDX-License-Identifier: MIT
// The hardware's and the kernel's own floors: what everything else is set against.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/frame/matrix.h"
#include "harness/machine/chain.h"
#include "harness/trial/loop.h"
#include "primitives/futex.h"
#include "primitives/relax.h"

/* ---- one thread: an instruction, a line of its own, a call of the kernel ---- */

struct single {
    _Atomic uint64_t *line;
    uint64_t x;
};

SC_INLINE void op_empty(void *context)
{
    (void)context;
    __asm__ volatile("");
}
SC_INLINE void op_dependent_add(void *context)
{
    struct single *s = context;
    s->x = chain_add(s->x);
}
SC_INLINE void op_load(void *context)
{
    struct single *s = context;
    uint64_t x = *(volatile uint64_t *)s->line;
    __asm__ volatile("" ::"r"(x));
}
SC_INLINE void op_store(void *context)
{
    struct single *s = context;
    *(volatile uint64_t *)s->line = s->x;
}
SC_INLINE void op_rmw(void *context)
{
    struct single *s = context;
    atomic_fetch_add_explicit(s->line, 1, memory_order_seq_cst);
}
SC_INLINE void op_fence(void *context)
{
    (void)context;
    atomic_thread_fence(memory_order_seq_cst);
}
#define RELAX_FORM(name, instruction)                                                              \
    SC_INLINE void op_relax_##name(void *context)                                                  \
    {                                                                                              \
        (void)context;                                                                             \
        relax_##name();                                                                            \
    }
RELAX_FORMS
#undef RELAX_FORM
SC_INLINE void op_syscall(void *context)
{
    (void)context;
    syscall(SYS_getppid);
}
SC_INLINE void op_wake_nobody(void *context)
{
    struct single *s = context;
    futex_wake((_Atomic uint32_t *)s->line, 1);
}
SC_INLINE void op_ticks(void *context)
{
    (void)context;
    uint64_t t = ticks();
    __asm__ volatile("" ::"r"(t));
}
SC_INLINE void op_ticks_ordered(void *context)
{
    (void)context;
    uint64_t t = ticks_begin();
    __asm__ volatile("" ::"r"(t));
}
SC_INLINE void op_clock_gettime(void *context)
{
    (void)context;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    __asm__ volatile("" ::"r"(&t) : "memory");
}

static void *setup_line(struct bench_trial *t)
{
    return arena_place(t->arena, sizeof(uint64_t));
}

#define SINGLE(name)                                                                               \
    MEASURED void measured_floor_##name(struct team_member *m, void *shared)                       \
    {                                                                                              \
        struct single s = {.line = shared};                                                        \
        loop_run_short(m, &s, op_##name);                                                          \
    }
SINGLE(empty)
SINGLE(dependent_add)
SINGLE(load)
SINGLE(store)
SINGLE(rmw)
SINGLE(fence)
#define RELAX_FORM(name, instruction) SINGLE(relax_##name)
RELAX_FORMS
#undef RELAX_FORM
SINGLE(syscall)
SINGLE(wake_nobody)
SINGLE(ticks)
SINGLE(ticks_ordered)
SINGLE(clock_gettime)

static bool verify_rmw(struct bench_trial *t, const struct team_result *r)
{
    uint64_t value = atomic_load((_Atomic uint64_t *)t->shared);
    if (value == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "the line holds %llu after %llu additions", (unsigned long long)value,
             (unsigned long long)r->all_ops);
    return false;
}

/* ---- two threads: one word sent there and back ---- */

/* Even: the first thread's turn to write; odd: the second's. stop ends a phase and is answered with
 * 0. */
static const uint32_t stop = UINT32_MAX;

struct exchange {
    _Atomic uint32_t *word;
    uint32_t turn;
};

SC_INLINE uint32_t wait_spinning(_Atomic uint32_t *word, uint32_t old)
{
    uint32_t seen;
    while ((seen = atomic_load_explicit(word, memory_order_acquire)) == old)
        ;
    return seen;
}

SC_INLINE uint32_t wait_sleeping(_Atomic uint32_t *word, uint32_t old)
{
    uint32_t seen;
    while ((seen = atomic_load_explicit(word, memory_order_acquire)) == old)
        futex_wait(word, old, NULL);
    return seen;
}

SC_INLINE void put_spinning(_Atomic uint32_t *word, uint32_t value)
{
    atomic_store_explicit(word, value, memory_order_release);
}

SC_INLINE void put_waking(_Atomic uint32_t *word, uint32_t value)
{
    atomic_store_explicit(word, value, memory_order_release);
    futex_wake(word, 1);
}

SC_INLINE uint32_t next_turn(uint32_t turn)
{
    return (turn + 1) & 0xffff;
}

/* One round trip as the first thread sees it; the second answers each odd value with the next even
 * one. */
#define EXCHANGE(kind, put, wait)                                                                  \
    SC_INLINE void op_##kind(void *context)                                                        \
    {                                                                                              \
        struct exchange *e = context;                                                              \
        put(e->word, e->turn | 1);                                                                 \
        e->turn = wait(e->word, e->turn | 1);                                                      \
    }                                                                                              \
    SC_INLINE void answer_##kind(struct team_member *m, _Atomic uint32_t *word)                    \
    {                                                                                              \
        uint32_t seen = atomic_load_explicit(word, memory_order_acquire);                          \
        m->started = ticks();                                                                      \
        for (;;) {                                                                                 \
            while ((seen & 1) == 0)                                                                \
                seen = wait(word, seen);                                                           \
            if (seen == stop)                                                                      \
                break;                                                                             \
            seen = next_turn(seen);                                                                \
            put(word, seen);                                                                       \
        }                                                                                          \
        m->ended = ticks();                                                                        \
        m->uncounted = true;                                                                       \
        put(word, 0);                                                                              \
    }                                                                                              \
    MEASURED void measured_floor_##kind(struct team_member *m, void *shared)                       \
    {                                                                                              \
        struct exchange e = {.word = shared};                                                      \
        if (m->id != 0) {                                                                          \
            answer_##kind(m, shared);                                                              \
            return;                                                                                \
        }                                                                                          \
        loop_run(m, &e, op_##kind);                                                                \
        put(e.word, stop);                                                                         \
        while (wait(e.word, stop) != 0)                                                            \
            ;                                                                                      \
    }
EXCHANGE(line_transfer, put_spinning, wait_spinning)
EXCHANGE(futex_exchange, put_waking, wait_sleeping)

/* ---- the rows ---- */

static void add_single(struct bench_rows *rows, const char *name, enum bench_tier tier,
                       team_body body)
{
    char shown[SUBJECT_NAME];
    struct bench_row row = {.tier = tier, .threads = 1, .body = body, .setup = setup_line};
    if (body == measured_floor_rmw)
        row.verify = verify_rmw;
    bench_add(rows, &row, sizeof row, "floor/%s", subject_name(name, shown));
}

/* One pair of each distance: the floors that other rows are set against. */
static void add_pairs(struct bench_rows *rows)
{
    struct cpu_pair *pairs;
    size_t n = topology_pairs(rows->topology, &pairs);
    for (size_t i = 0; i < n; i++) {
        struct bench_row row = {.basis = BASIS_ROUND_TRIP,
                                .threads = 2,
                                .n_pins = 2,
                                .pins = {pairs[i].a, pairs[i].b},
                                .spins = true,
                                .body = measured_floor_line_transfer,
                                .setup = setup_line};
        if (pairs[i].rank == 0)
            bench_add(rows, &row, sizeof row, "floor/line-transfer/%s/pair:%d-%d",
                      relation_name(pairs[i].relation), pairs[i].a, pairs[i].b);
    }
    if (n == 0)
        bench_absent(rows, "line-transfer, core-to-core and futex-wake",
                     "two threads need a CPU each: use two or more CPUs");
    else {
        struct bench_row row = {.basis = BASIS_ROUND_TRIP,
                                .threads = 2,
                                .n_pins = 2,
                                .pins = {pairs[0].a, pairs[0].b},
                                .body = measured_floor_futex_exchange,
                                .setup = setup_line};
        bench_add(rows, &row, sizeof row, "floor/futex-wake/pair:%d-%d", pairs[0].a, pairs[0].b);
    }
    free(pairs);
}

/* Every pair, in the profiles that have the time for its sweep: that of 16 CPUs takes 0.2 s, that
 * of 128 takes 14 s. */
static void add_matrix(struct bench_rows *rows)
{
    const double seconds = matrix_seconds(rows->topology);
    struct bench_row row = {.tier = seconds < 0.5 ? TIER_QUICK : TIER_STANDARD,
                            .rank = seconds < 20 ? 0 : 1,
                            .basis = BASIS_ROUND_TRIP,
                            .threads = 2,
                            .spins = true,
                            .matrix = true,
                            .body = measured_floor_line_transfer,
                            .setup = setup_line};
    if (rows->topology->n_cpus > 1)
        bench_add(rows, &row, sizeof row, "floor/core-to-core");
}

static void enumerate(struct bench_rows *rows)
{
    add_single(rows, "empty-loop", TIER_QUICK, measured_floor_empty);
    add_single(rows, "dependent-add", TIER_QUICK, measured_floor_dependent_add);
    add_single(rows, "load", TIER_QUICK, measured_floor_load);
    add_single(rows, "store", TIER_QUICK, measured_floor_store);
    add_single(rows, "rmw/own-line", TIER_QUICK, measured_floor_rmw);
    add_single(rows, "fence", TIER_STANDARD, measured_floor_fence);
#define RELAX_FORM(name, instruction)                                                              \
    add_single(rows, "relax:" #name, TIER_QUICK, measured_floor_relax_##name);
    RELAX_FORMS
#undef RELAX_FORM
    add_single(rows, "syscall/getppid", TIER_QUICK, measured_floor_syscall);
    add_single(rows, "syscall/futex-wake-nobody", TIER_QUICK, measured_floor_wake_nobody);
    add_single(rows, "clock/" TICKS_SOURCE, TIER_QUICK, measured_floor_ticks);
    add_single(rows, "clock/" TICKS_SOURCE "-ordered", TIER_STANDARD, measured_floor_ticks_ordered);
    add_single(rows, "clock/clock_gettime", TIER_STANDARD, measured_floor_clock_gettime);
    add_pairs(rows);
    add_matrix(rows);
    int cpu = rows->topology->cpus[0].os;
    struct bench_row row = {.basis = BASIS_ROUND_TRIP,
                            .threads = 2,
                            .n_pins = 1,
                            .pins = {cpu},
                            .body = measured_floor_futex_exchange,
                            .setup = setup_line};
    bench_add(rows, &row, sizeof row, "floor/futex-switch");
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"floor", enumerate};
    return bench_main(argc, argv, &family);
}
