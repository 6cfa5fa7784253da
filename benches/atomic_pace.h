// SPDX-License-Identifier: MIT
// Rows of the family atomic that leave time between two operations, as programs do.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/atomic_ops.h"
#include "benches/atomic_row.h"
#include "common/subject.h"
#include "harness/machine/chain.h"
#include "harness/trial/loop.h"
#include "primitives/relax.h"

/*
 * Before each operation a chain of dependent adds runs for pace:N. The chains of all operations are
 * one, so that no thread is faster than its pace; an operation may overlap with the next chain, as
 * it may with the work of a program. Back to back, an operation finds its line where the last one
 * left it. With time between, another thread has taken the line. Then it matters whether the CPU
 * fetches the line or sends the operation to it (on arm64 STADD may be sent where LDADD is not),
 * and a prefetch for writing fetches it in either case.
 */
struct paced {
    struct cell cell;
    uint64_t groups, chain; /* its length, and its value */
};

SC_INLINE void run_paced(struct team_member *m, void *shared, loop_op op)
{
    const struct cells *cells = shared;
    struct paced p = {.cell = {.word = cell_of(cells, m->id)}, .groups = cells->pace};
    loop_run(m, &p, op);
}

/* Every operation of which the cells hold the sum. */
#define PACED_OPERATIONS PACED(fetch_add) PACED(add) PACED(cas_loop_add)

#define PACED(operation)                                                                           \
    SC_INLINE void op_paced_##operation(void *context)                                             \
    {                                                                                              \
        struct paced *p = context;                                                                 \
        p->chain = chain_on(p->chain, p->groups);                                                  \
        do_##operation(&p->cell, memory_order_relaxed);                                            \
    }                                                                                              \
    SC_INLINE void op_fetched_##operation(void *context)                                           \
    {                                                                                              \
        struct paced *p = context;                                                                 \
        p->chain = chain_on(p->chain, p->groups);                                                  \
        cpu_prefetch_to_write((const void *)p->cell.word);                                         \
        do_##operation(&p->cell, memory_order_relaxed);                                            \
    }                                                                                              \
    MEASURED void measured_atomic_paced_##operation(struct team_member *m, void *shared)           \
    {                                                                                              \
        run_paced(m, shared, op_paced_##operation);                                                \
    }                                                                                              \
    MEASURED void measured_atomic_fetched_##operation(struct team_member *m, void *shared)         \
    {                                                                                              \
        run_paced(m, shared, op_fetched_##operation);                                              \
    }
PACED_OPERATIONS
#undef PACED

static const struct operation paced_operations[][2] = {
#define PACED(operation)                                                                           \
    {{#operation, "relaxed", measured_atomic_paced_##operation},                                   \
     {#operation, "relaxed", measured_atomic_fetched_##operation}},
    PACED_OPERATIONS
#undef PACED
};

static void pace_metric(struct bench_trial *t, const struct team_result *r)
{
    const struct cells *cells = t->shared;
    bench_metric(t, "pace_ns", chain_length_ns(cells->pace, r->cycle_ns));
}

static void add_paced(struct bench_rows *rows, const struct operation *o, bool fetched,
                      unsigned pace, unsigned threads)
{
    char shown[SUBJECT_NAME];
    const bool shared = threads > 1;
    const bool shown_in_standard = shared && !isa && !fetched && is(o, "fetch_add") && pace == 100;
    struct atomic_row row = {.row = {.tier = shown_in_standard ? TIER_STANDARD : TIER_FULL,
                                     .threads = threads,
                                     .floor = shared ? FLOOR_line_transfer : FLOOR_rmw,
                                     .shares = shared,
                                     .body = o->body,
                                     .setup = setup,
                                     .verify = verify,
                                     .metrics = pace_metric},
                             .operation = o,
                             .shared = shared,
                             .pace_ns = pace};
    bench_add(rows, &row.row, sizeof row, "atomic/%s/%s/order:relaxed%s%s/pace:%uns%s/threads:%u",
              subject_name(o->name, shown), shared ? "shared-line" : "own-line", isa ? "/isa:" : "",
              isa ? isa : "", pace, fetched ? "/prefetch:write" : "", threads);
}

/* One thread on its own line, as a counter of each CPU, and most threads on one line. */
static void add_paces(struct bench_rows *rows)
{
    static const unsigned paces[] = {10, 30, 100, 300, 1000, 3000};
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < sizeof paced_operations / sizeof *paced_operations; i++)
        for (unsigned fetched = 0; fetched < 2; fetched++)
            for (unsigned j = 0; j < sizeof paces / sizeof *paces; j++) {
                const struct operation *o = &paced_operations[i][fetched];
                if (rows->threads[0] == 1)
                    add_paced(rows, o, fetched, paces[j], 1);
                if (most > 1)
                    add_paced(rows, o, fetched, paces[j], most);
            }
}
