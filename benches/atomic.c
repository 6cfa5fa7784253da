// SPDX-License-Identifier: MIT
// Atomic operations by memory order, on a line of the thread's own and on one line that all threads
// share.
#include <stdio.h>
#include <string.h>

#include "benches/atomic_ops.h"
#include "benches/atomic_pace.h"
#include "benches/atomic_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/isa.h"
#include "harness/trial/loop.h"

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct cells *cells = shared;
    struct cell c = {.word = cell_of(cells, m->id)};
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

#define ENTRY(operation, order) {#operation, #order, measured_atomic_##operation##_##order},
#define OPERATION               ENTRY
static const struct operation operations[] = {
#include "benches/atomic.def"
};
#undef OPERATION

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
    add_paces(rows);
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
