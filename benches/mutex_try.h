// SPDX-License-Identifier: MIT
// Rows of the mutex family that try a lock instead of waiting for it.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"

/* FREE: one thread, every attempt succeeds. HELD: none does. CONTENDED: the threads' attempts meet
 * each other's sections. */
enum try_state { TRY_FREE, TRY_HELD, TRY_CONTENDED };

struct trier {
    void *lock, *node;
    struct protected_data *data;
    uint64_t successes;
};

typedef bool (*try_verb)(void *lock, void *node);
typedef void (*release_verb)(void *lock, void *node);

/* One attempt; with success, a section as short as any that counts. */
SC_INLINE void attempt(struct trier *t, try_verb try_acquire, release_verb release)
{
    if (!try_acquire(t->lock, t->node))
        return;
    t->data->counter++;
    t->successes++;
    release(t->lock, t->node);
}

/* writes: successes of warm-up and window, for the protected counter. */
SC_INLINE void run_tries(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct trier t = {.lock = s->lock, .node = node_of(s, m->id), .data = s->data};
    loop_run(m, &t, op);
    m->successes = m->writes = t.successes;
}

#define MUTEX_TRY_SUBJECT(name)                                                                    \
    SC_INLINE void op_try_##name(void *t)                                                          \
    {                                                                                              \
        attempt(t, mutex_try_acquire_##name, mutex_release_##name);                                \
    }                                                                                              \
    MEASURED void measured_mutex_try_##name(struct team_member *m, void *shared)                   \
    {                                                                                              \
        run_tries(m, shared, op_try_##name);                                                       \
    }
#include MUTEX_LIST
#undef MUTEX_TRY_SUBJECT

/* NULL where the lock has no try. */
static const team_body try_loops[MUTEX_SUBJECTS] = {
#define MUTEX_TRY_SUBJECT(name) [mutex_place_##name] = measured_mutex_try_##name,
#include MUTEX_LIST
#undef MUTEX_TRY_SUBJECT
};

static bool verify_tries(struct bench_trial *t, const struct team_result *r)
{
    const uint64_t counter = ((const struct shared *)t->shared)->data->counter;
    const uint64_t refused = r->all_ops - r->all_writes;
    if (counter != r->all_writes)
        snprintf(t->why, SC_ERR,
                 "the lock did not exclude: the counter rose by %llu in %llu successful attempts",
                 (unsigned long long)counter, (unsigned long long)r->all_writes);
    else if (row_of(t)->held && counter != 0)
        snprintf(t->why, SC_ERR, "%llu attempts on a lock that was held succeeded",
                 (unsigned long long)counter);
    else if (!row_of(t)->held && t->row->threads == 1 && refused != 0)
        snprintf(t->why, SC_ERR, "%llu attempts of the only thread on a free lock failed",
                 (unsigned long long)refused);
    else
        return true;
    return false;
}

static void metrics_of_tries(struct bench_trial *t, const struct team_result *r)
{
    bench_metric(t, "success_share", r->successes / (double)r->ops);
}

static void add_try(struct bench_rows *rows, const struct mutex_subject *subject,
                    enum try_state state, unsigned threads, enum bench_tier tier)
{
    static const char *const names[] = {"free", "held", "contended"};
    static const enum floor floors[] = {FLOOR_rmw, FLOOR_load, FLOOR_line_transfer};
    char shown[SUBJECT_NAME];
    struct mutex_row row = {.row = {.tier = tier,
                                    .threads = threads,
                                    .floor = floors[state],
                                    .shares = true,
                                    .body = try_loops[subject - mutex_subjects],
                                    .setup = setup,
                                    .verify = verify_tries,
                                    .metrics = metrics_of_tries,
                                    .teardown = teardown},
                            .subject = subject,
                            .held = state == TRY_HELD};
    bench_add(rows, &row.row, sizeof row, "mutex/%s/try/state:%s/threads:%u",
              subject_name(subject->name, shown), names[state], threads);
}

/* standard: Go's, and the C library's beside it. */
static void add_tries(struct bench_rows *rows, const struct mutex_subject *subject)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    const bool known =
        strcmp(subject->name, "go") == 0 || strcmp(subject->name, "pthread_default") == 0;
    if (!subject->try_acquire)
        return;
    for (unsigned i = 0; i < rows->n_threads; i++) {
        const unsigned threads = rows->threads[i];
        const bool ends = threads == 1 || threads == most;
        const enum bench_tier tier = known && ends ? TIER_STANDARD : TIER_FULL;
        if (threads == 1)
            add_try(rows, subject, TRY_FREE, 1, tier);
        if (subject->traits.null)
            continue;
        add_try(rows, subject, TRY_HELD, threads, threads == 1 ? tier : TIER_FULL);
        if (threads > 1)
            add_try(rows, subject, TRY_CONTENDED, threads, tier);
    }
}
