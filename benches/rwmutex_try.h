// SPDX-License-Identifier: MIT
// Rows of the rwmutex family that try a lock instead of waiting for it.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/rwmutex_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/rwmutex/subjects.h"

struct trier {
    void *lock;
    struct protected_data *data;
    uint64_t threshold, random, reads, writes, torn;
};

typedef bool (*try_verb)(void *lock);
typedef void (*release_verb)(void *lock);
struct try_verbs {
    try_verb read, write;
    release_verb read_release, write_release;
};

/* One attempt; with success, a section as short as any that counts. */
SC_INLINE void attempt(struct trier *t, struct try_verbs v)
{
    if (next_is_read(&t->random, t->threshold)) {
        if (!v.read(t->lock))
            return;
        t->torn += t->data->first != t->data->second;
        t->reads++;
        v.read_release(t->lock);
        keep_apart();
    } else {
        if (!v.write(t->lock))
            return;
        t->data->first++;
        t->data->second++;
        t->writes++;
        v.write_release(t->lock);
    }
}

SC_INLINE void run_tries(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct trier t = {
        .lock = s->lock, .data = s->data, .threshold = s->threshold, .random = first_random(m->id)};
    loop_run(m, &t, op);
    m->successes = t.reads + t.writes;
    m->writes = t.writes;
    m->faults += t.torn;
}

#define RWMUTEX_TRY_SUBJECT(name)                                                                  \
    SC_INLINE void op_try_##name(void *t)                                                          \
    {                                                                                              \
        attempt(t, (struct try_verbs){rwmutex_try_read_acquire_##name,                             \
                                      rwmutex_try_write_acquire_##name,                            \
                                      rwmutex_read_release_##name, rwmutex_write_release_##name}); \
    }                                                                                              \
    MEASURED void measured_rwmutex_try_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_tries(m, shared, op_try_##name);                                                       \
    }
#include RWMUTEX_LIST
#undef RWMUTEX_TRY_SUBJECT

/* NULL where the lock has no try. */
static const team_body try_loops[RWMUTEX_SUBJECTS] = {
#define RWMUTEX_TRY_SUBJECT(name) [rwmutex_place_##name] = measured_rwmutex_try_##name,
#include RWMUTEX_LIST
#undef RWMUTEX_TRY_SUBJECT
};

/* A single thread's attempts all succeed, or none does where the lock is held. */
static bool verify_tries(struct bench_trial *t, const struct team_result *r)
{
    const double expected = row_of(t)->hold ? 0 : (double)r->ops;
    if (!verify(t, r))
        return false;
    if (t->row->threads > 1 || r->successes == expected)
        return true;
    snprintf(t->why, SC_ERR, "%.0f of %llu attempts succeeded where the lock was %s", r->successes,
             (unsigned long long)r->ops, row_of(t)->hold ? "held" : "free");
    return false;
}

static void metrics_of_tries(struct bench_trial *t, const struct team_result *r)
{
    bench_metric(t, "success_share", r->successes / (double)r->ops);
}

static void add_try(struct bench_rows *rows, const struct rwmutex_subject *subject,
                    const char *what, double share, bool held, unsigned threads,
                    enum bench_tier tier)
{
    char shown[SUBJECT_NAME];
    struct rwmutex_row row = {.row = {.tier = tier,
                                      .threads = threads,
                                      .floor = threads > 1 ? FLOOR_line_transfer
                                               : held      ? FLOOR_load
                                                           : FLOOR_rmw,
                                      .shares = true,
                                      .body = try_loops[subject - rwmutex_subjects],
                                      .setup = setup,
                                      .verify = verify_tries,
                                      .metrics = metrics_of_tries,
                                      .teardown = teardown},
                              .lock = ROW_LOCK(subject),
                              .share = share};
    if (held) { /* against readers a writer, against writers a reader */
        row.hold = share == 1 ? subject->write_acquire : subject->read_acquire;
        row.let_go = share == 1 ? subject->write_release : subject->read_release;
    }
    bench_add(rows, &row.row, sizeof row, "rwmutex/%s/try/%s/threads:%u",
              subject_name(subject->name, shown), what, threads);
}

/* standard: Go's among several threads. */
static void add_tries(struct bench_rows *rows, const struct rwmutex_subject *subject)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    const bool go = strcmp(subject->name, "go") == 0;
    if (!subject->try_read_acquire)
        return;
    if (rows->threads[0] == 1) {
        add_try(rows, subject, "op:read/state:free", 1, false, 1, TIER_FULL);
        add_try(rows, subject, "op:write/state:free", 0, false, 1, TIER_FULL);
    }
    if (subject->traits.null)
        return;
    if (rows->threads[0] == 1) {
        add_try(rows, subject, "op:read/state:held", 1, true, 1, TIER_FULL);
        add_try(rows, subject, "op:write/state:held", 0, true, 1, TIER_FULL);
    }
    for (unsigned i = 0; i < rows->n_threads; i++)
        if (rows->threads[i] > 1)
            add_try(rows, subject, "op:mixed/state:contended/read:90", 0.9, false, rows->threads[i],
                    go && rows->threads[i] == most ? TIER_STANDARD : TIER_FULL);
}
