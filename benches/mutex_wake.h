// SPDX-License-Identifier: MIT
// Rows of the mutex family that time a hand-over: from the release to the waiter's return.
#pragma once

#include <string.h>

#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/wake.h"
#include "primitives/mutex/subjects.h"

/* One member's view. The counter rises under the lock, just before it is released to the waiter. */
struct hand_over {
    void *lock, *node;
    struct protected_data *data;
    uint64_t seen; /* of the counter, by this waiter */
    uint64_t faults;
};

typedef void (*lock_verb)(void *lock, void *node);

SC_INLINE void wait_for_lock(struct hand_over *h, lock_verb acquire, lock_verb release)
{
    acquire(h->lock, h->node);
    h->faults += h->data->counter != ++h->seen; /* let in too early, or too late */
    release(h->lock, h->node);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    const struct shared *s = shared;
    /* The counter does not rise before this member has arrived at its first wait. */
    struct hand_over h = {
        .lock = s->lock, .node = node_of(s, m->id), .data = s->data, .seen = s->data->counter};
    wake_run(m, s->wake, &h, verbs);
    m->faults += h.faults;
}

#define MUTEX_SUBJECT(name, ...)                                                                   \
    SC_INLINE void wake_prepare_##name(void *context)                                              \
    {                                                                                              \
        struct hand_over *h = context;                                                             \
        mutex_acquire_##name(h->lock, h->node);                                                    \
    }                                                                                              \
    SC_INLINE void wake_wait_##name(void *context)                                                 \
    {                                                                                              \
        wait_for_lock(context, mutex_acquire_##name, mutex_release_##name);                        \
    }                                                                                              \
    SC_INLINE void wake_signal_##name(void *context)                                               \
    {                                                                                              \
        struct hand_over *h = context;                                                             \
        h->data->counter++;                                                                        \
        mutex_release_##name(h->lock, h->node);                                                    \
    }                                                                                              \
    MEASURED void measured_mutex_wake_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run_wake(m, shared,                                                                        \
                 (struct wake_verbs){wake_prepare_##name, wake_wait_##name, wake_signal_##name});  \
    }
#include MUTEX_LIST
#undef MUTEX_SUBJECT

static const team_body wake_loops[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name, ...) measured_mutex_wake_##name,
#include MUTEX_LIST
#undef MUTEX_SUBJECT
};

static bool verify_wake(struct bench_trial *t, const struct team_result *r)
{
    const uint64_t counter = ((const struct shared *)t->shared)->data->counter;
    if (counter == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "the counter rose by %llu in %llu hand-overs",
             (unsigned long long)counter, (unsigned long long)r->all_ops);
    return false;
}

/* standard: Go's, which price an edge (common/edges.def). */
static void add_wakes(struct bench_rows *rows, const struct mutex_subject *subject)
{
    char shown[SUBJECT_NAME];
    for (enum wake_wait wait = WAKE_SPINNING; wait < WAKE_WAITS; wait++) {
        const bool own = strcmp(subject->name, "go") == 0;
        struct mutex_row row = {
            .row = {.tier = own && wait != WAKE_SAME_CPU ? TIER_STANDARD : TIER_FULL,
                    .threads = 2,
                    .spins = subject->traits.spin_only,
                    .body = wake_loops[subject - mutex_subjects],
                    .setup = setup,
                    .verify = verify_wake,
                    .teardown = teardown},
            .subject = subject,
            .wait = wait};
        if (!subject->traits.null && bench_latency(rows, &row.row, wait))
            bench_add(rows, &row.row, sizeof row, "mutex/%s/hand-over/wait:%s/threads:2",
                      subject_name(subject->name, shown), wake_wait_name(wait));
    }
}
