// SPDX-License-Identifier: MIT
// Rows of the semaphore family that time a release: from its start to the waiter's return.
#pragma once

#include <string.h>

#include "benches/semaphore_row.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/wake.h"
#include "primitives/semaphore/subjects.h"

/* One member's view. The counter rises just before the release. */
struct hand_over {
    void *semaphore;
    struct protected_data *data;
    uint64_t seen; /* of the counter, by this waiter */
    uint64_t faults;
};

typedef void (*permit_verb)(void *semaphore);

/* The waiter keeps the permit: the signaller gives the same one each round. */
SC_INLINE void wait_for_permit(struct hand_over *h, permit_verb acquire)
{
    acquire(h->semaphore);
    h->faults += h->data->counter != ++h->seen; /* let in too early, or too late */
}

SC_INLINE void give_permit(struct hand_over *h, permit_verb release)
{
    h->data->counter++;
    release(h->semaphore);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    const struct shared *s = shared;
    /* The counter does not rise before this member has arrived at its first wait. */
    struct hand_over h = {.semaphore = s->semaphore, .data = s->data, .seen = s->data->counter};
    wake_run(m, s->wake, &h, verbs);
    m->faults += h.faults;
}

#define SEMAPHORE_SUBJECT(name, ...)                                                               \
    SC_INLINE void wake_wait_##name(void *h)                                                       \
    {                                                                                              \
        wait_for_permit(h, semaphore_acquire_##name);                                              \
    }                                                                                              \
    SC_INLINE void wake_signal_##name(void *h)                                                     \
    {                                                                                              \
        give_permit(h, semaphore_release_##name);                                                  \
    }                                                                                              \
    MEASURED void measured_semaphore_wake_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_wake(m, shared, (struct wake_verbs){NULL, wake_wait_##name, wake_signal_##name});      \
    }
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT

static const team_body wake_loops[SEMAPHORE_SUBJECTS] = {
#define SEMAPHORE_SUBJECT(name, ...) measured_semaphore_wake_##name,
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT
};

static bool verify_wake(struct bench_trial *t, const struct team_result *r)
{
    const uint64_t counter = ((const struct shared *)t->shared)->data->counter;
    if (counter == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR, "the counter rose by %llu in %llu releases",
             (unsigned long long)counter, (unsigned long long)r->all_ops);
    return false;
}

/* standard: the channel's, whose waiter sleeps. */
static void add_wakes(struct bench_rows *rows, const struct semaphore_subject *subject)
{
    char shown[SUBJECT_NAME];
    const bool channel = strcmp(subject->name, "channel") == 0;
    for (enum wake_wait wait = WAKE_SPINNING; wait < WAKE_WAITS; wait++) {
        struct semaphore_row row = {
            .row = {.tier = channel && wait != WAKE_SAME_CPU ? TIER_STANDARD : TIER_FULL,
                    .threads = 2,
                    .body = wake_loops[subject - semaphore_subjects],
                    .setup = setup,
                    .verify = verify_wake,
                    .teardown = teardown},
            .subject = subject,
            .permits = 1,
            .held = true,
            .wait = wait};
        if (bench_latency(rows, &row.row, wait))
            bench_add(rows, &row.row, sizeof row, "semaphore/%s/release/wait:%s/threads:2",
                      subject_name(subject->name, shown), wake_wait_name(wait));
    }
}
