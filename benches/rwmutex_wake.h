// SPDX-License-Identifier: MIT
// Rows of the rwmutex family that time a hand-over: from the last reader's release to the waiting
// writer's return.
#pragma once

#include <string.h>

#include "benches/rwmutex_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/wake.h"
#include "primitives/rwmutex/subjects.h"

/* One member's view. The reader counts its rounds before it lets the writer in. */
struct hand_over {
    void *lock;
    _Atomic uint64_t *rounds; /* relaxed: the reader writes it, and the lock owes the order */
    uint64_t seen;            /* of them, by this writer */
    uint64_t faults;
};

typedef void (*lock_verb)(void *lock);

SC_INLINE void wait_to_write(struct hand_over *h, lock_verb acquire, lock_verb release)
{
    acquire(h->lock);
    /* let in too early, or too late */
    h->faults += atomic_load_explicit(h->rounds, memory_order_relaxed) != ++h->seen;
    release(h->lock);
}

SC_INLINE void leave_reading(struct hand_over *h, lock_verb release)
{
    const uint64_t rounds = atomic_load_explicit(h->rounds, memory_order_relaxed);
    atomic_store_explicit(h->rounds, rounds + 1, memory_order_relaxed);
    release(h->lock);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    struct shared *s = shared;
    /* The rounds do not rise before this member has arrived at its first wait. */
    struct hand_over h = {.lock = s->lock,
                          .rounds = &s->rounds,
                          .seen = atomic_load_explicit(&s->rounds, memory_order_relaxed)};
    wake_run(m, s->wake, &h, verbs);
    m->faults += h.faults;
}

#define RWMUTEX_SUBJECT(name, ...)                                                                 \
    SC_INLINE void wake_prepare_##name(void *context)                                              \
    {                                                                                              \
        rwmutex_read_acquire_##name(((struct hand_over *)context)->lock);                          \
    }                                                                                              \
    SC_INLINE void wake_wait_##name(void *context)                                                 \
    {                                                                                              \
        wait_to_write(context, rwmutex_write_acquire_##name, rwmutex_write_release_##name);        \
    }                                                                                              \
    SC_INLINE void wake_signal_##name(void *context)                                               \
    {                                                                                              \
        leave_reading(context, rwmutex_read_release_##name);                                       \
    }                                                                                              \
    MEASURED void measured_rwmutex_wake_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_wake(m, shared,                                                                        \
                 (struct wake_verbs){wake_prepare_##name, wake_wait_##name, wake_signal_##name});  \
    }
#include RWMUTEX_LIST
#undef RWMUTEX_SUBJECT

static const team_body wake_loops[RWMUTEX_SUBJECTS] = {
#define RWMUTEX_SUBJECT(name, ...) measured_rwmutex_wake_##name,
#include RWMUTEX_LIST
#undef RWMUTEX_SUBJECT
};

static bool verify_wake(struct bench_trial *t, const struct team_result *r)
{
    const uint64_t rounds = ((const struct shared *)t->shared)->rounds;
    if (rounds == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "%llu rounds were counted in %llu hand-overs",
             (unsigned long long)rounds, (unsigned long long)r->all_ops);
    return false;
}

/* standard: Go's, which price an edge (common/edges.def). */
static void add_wakes(struct bench_rows *rows, const struct rwmutex_subject *subject)
{
    char shown[SUBJECT_NAME];
    for (enum wake_wait wait = WAKE_SPINNING; wait < WAKE_WAITS; wait++) {
        const bool own = strcmp(subject->name, "go") == 0;
        struct rwmutex_row row = {
            .row = {.tier = own && wait != WAKE_SAME_CPU ? TIER_STANDARD : TIER_FULL,
                    .threads = 2,
                    .spins = subject->traits.spin_only,
                    .body = wake_loops[subject - rwmutex_subjects],
                    .setup = setup,
                    .verify = verify_wake,
                    .teardown = teardown},
            .lock = ROW_LOCK(subject),
            .wait = wait};
        if (!subject->traits.null && bench_latency(rows, &row.row, wait))
            bench_add(rows, &row.row, sizeof row, "rwmutex/%s/last-reader/wait:%s/threads:2",
                      subject_name(subject->name, shown), wake_wait_name(wait));
    }
}
