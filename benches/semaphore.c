// SPDX-License-Identifier: MIT
// Semaphores: uncontended, as a lock, as a limit of concurrency; attempts that do not wait;
// releases to a waiter.
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "benches/semaphore_row.h"
#include "benches/semaphore_wake.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/chain.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "primitives/semaphore/subjects.h"

struct visitor {
    void *semaphore;
    struct protected_data *data;
    _Atomic uint64_t *inside;
    uint64_t permits, work, id, handoffs, successes, crowds;
    struct histogram *samples;
};

typedef void (*verb)(void *semaphore);
typedef bool (*try_verb)(void *semaphore);

SC_INLINE void visit_alone(struct visitor *v)
{
    v->data->counter++;
    if (v->data->owner != v->id) { /* no store where the owner stays */
        v->data->owner = v->id;
        v->handoffs++;
    }
}

/* Relaxed: the count must not add an order that the semaphore owes. */
SC_INLINE void visit_with_others(struct visitor *v)
{
    v->crowds += atomic_fetch_add_explicit(v->inside, 1, memory_order_relaxed) >= v->permits;
    chain_run(v->work);
    atomic_fetch_sub_explicit(v->inside, 1, memory_order_relaxed);
}

typedef void (*visit)(struct visitor *v);

SC_INLINE void come_and_go(struct visitor *v, verb acquire, visit inside, verb release)
{
    acquire(v->semaphore);
    inside(v);
    release(v->semaphore);
}

SC_INLINE void come_and_go_sampled(struct visitor *v, verb acquire, visit inside, verb release)
{
    uint64_t begin = ticks_begin();
    acquire(v->semaphore);
    uint64_t end = ticks_end();
    inside(v);
    release(v->semaphore);
    histogram_add(v->samples, end - begin);
}

/* One permit: with success the section of visit_alone. */
SC_INLINE void attempt(struct visitor *v, try_verb try_acquire, verb release)
{
    if (!try_acquire(v->semaphore))
        return;
    visit_alone(v);
    v->successes++;
    release(v->semaphore);
}

/* writes: visits to the protected counter, of warm-up and window. */
SC_INLINE struct visitor visitor_of(const struct team_member *m, const struct shared *s)
{
    return (struct visitor){.semaphore = s->semaphore,
                            .data = s->data,
                            .inside = s->inside,
                            .permits = s->permits,
                            .work = s->work,
                            .id = m->id + 1,
                            .samples = m->samples};
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct visitor v = visitor_of(m, shared);
    loop_run(m, &v, op);
    m->handoffs = v.handoffs;
    m->faults += v.crowds;
}

SC_INLINE void run_tries(struct team_member *m, void *shared, loop_op op)
{
    struct visitor v = visitor_of(m, shared);
    loop_run(m, &v, op);
    m->successes = m->writes = v.successes;
}

/* A measured loop named after what, which runs op. */
#define LOOP(what, name, op, run)                                                                  \
    MEASURED void measured_semaphore_##what##_##name(struct team_member *m, void *shared)          \
    {                                                                                              \
        run(m, shared, op##_##name);                                                               \
    }
#define VISIT_LOOPS(what, name, inside)                                                            \
    SC_INLINE void op_##what##_##name(void *v)                                                     \
    {                                                                                              \
        come_and_go(v, semaphore_acquire_##name, inside, semaphore_release_##name);                \
    }                                                                                              \
    SC_INLINE void sampled_op_##what##_##name(void *v)                                             \
    {                                                                                              \
        come_and_go_sampled(v, semaphore_acquire_##name, inside, semaphore_release_##name);        \
    }                                                                                              \
    LOOP(what, name, op_##what, run)                                                               \
    LOOP(sampled_##what, name, sampled_op_##what, run)

/* The loops of one subject, into which its verbs dissolve. */
#define SEMAPHORE_SUBJECT(name, ...)                                                               \
    VISIT_LOOPS(single, name, visit_alone)                                                         \
    VISIT_LOOPS(limit, name, visit_with_others)
#define SEMAPHORE_TRY_SUBJECT(name)                                                                \
    SC_INLINE void op_try_##name(void *v)                                                          \
    {                                                                                              \
        attempt(v, semaphore_try_acquire_##name, semaphore_release_##name);                        \
    }                                                                                              \
    LOOP(try, name, op_try, run_tries)
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_TRY_SUBJECT
#undef SEMAPHORE_SUBJECT

static const struct loops {
    team_body single, single_sampled, limit, limit_sampled, attempts; /* attempts may be NULL */
} loops[SEMAPHORE_SUBJECTS] = {
#define SEMAPHORE_SUBJECT(name, ...)                                                               \
    [semaphore_place_##name] = {.single = measured_semaphore_single_##name,                        \
                                .single_sampled = measured_semaphore_sampled_single_##name,        \
                                .limit = measured_semaphore_limit_##name,                          \
                                .limit_sampled = measured_semaphore_sampled_limit_##name},
#define SEMAPHORE_TRY_SUBJECT(name)                                                                \
    [semaphore_place_##name].attempts = measured_semaphore_try_##name,
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_TRY_SUBJECT
#undef SEMAPHORE_SUBJECT
};

/* Returns whether all permits are there, and no more, where the subject can tell without a wait. */
static bool permits_are_back(const struct semaphore_row *row, void *semaphore)
{
    unsigned taken = 0;
    if (!row->subject->try_acquire || row->held)
        return true;
    while (taken <= row->permits && row->subject->try_acquire(semaphore))
        taken++;
    for (unsigned i = 0; i < taken; i++)
        row->subject->release(semaphore);
    return taken == row->permits;
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct semaphore_row *row = row_of(t);
    const struct shared *s = t->shared;
    const bool tries = row->scenario >= TRY_FREE;
    const uint64_t visits = tries ? r->all_writes : r->all_ops;
    if (row->scenario != LIMIT && s->data->counter != visits)
        snprintf(t->why, SC_ERR, "one permit let in two: the counter rose by %llu in %llu visits",
                 (unsigned long long)s->data->counter, (unsigned long long)visits);
    else if (!permits_are_back(row, s->semaphore))
        snprintf(t->why, SC_ERR, "the semaphore does not have its %u permits again", row->permits);
    else if ((row->held && visits != 0) || (row->scenario == TRY_FREE && visits != r->all_ops))
        snprintf(t->why, SC_ERR, "%llu of %llu attempts succeeded", (unsigned long long)visits,
                 (unsigned long long)r->all_ops);
    else
        return true;
    return false;
}

static void metrics(struct bench_trial *t, const struct team_result *r)
{
    const enum scenario scenario = row_of(t)->scenario;
    if (scenario == SINGLE)
        bench_metric(t, "handoffs_per_op", r->handoffs / (double)r->ops);
    else if (scenario == LIMIT)
        bench_metric(t, "crit_ns",
                     chain_length_ns(((struct shared *)t->shared)->work, r->cycle_ns));
    else
        bench_metric(t, "success_share", r->successes / (double)r->ops);
}

/* what: the scenario as names say it, with its parameters. */
static void add_row(struct bench_rows *rows, const struct semaphore_subject *subject,
                    enum scenario scenario, const char *what, unsigned permits, unsigned threads,
                    enum bench_tier tier)
{
    char shown[SUBJECT_NAME];
    const bool alone = threads == 1;
    const struct loops *own = &loops[subject - semaphore_subjects];
    const team_body sampled = scenario == SINGLE  ? own->single_sampled
                              : scenario == LIMIT ? own->limit_sampled
                                                  : NULL;
    struct semaphore_row row = {.row = {.tier = tier,
                                        .threads = threads,
                                        .floor = scenario == TRY_HELD ? FLOOR_load
                                                 : alone              ? FLOOR_rmw
                                                                      : FLOOR_line_transfer,
                                        .shares = true,
                                        .body = scenario == SINGLE  ? own->single
                                                : scenario == LIMIT ? own->limit
                                                                    : own->attempts,
                                        .sampled = alone ? NULL : sampled,
                                        .setup = setup,
                                        .verify = verify,
                                        .metrics = metrics,
                                        .teardown = teardown},
                                .subject = subject,
                                .scenario = scenario,
                                .permits = permits,
                                .held = scenario == TRY_HELD};
    bench_add(rows, &row.row, sizeof row, "semaphore/%s/%s/permits:%u/threads:%u",
              subject_name(subject->name, shown), what, permits, threads);
}

/* The two that a reader compares first: Go's way, and the C library's. */
static bool is_headline(const struct semaphore_subject *subject)
{
    return strcmp(subject->name, "channel") == 0 || strcmp(subject->name, "sem_t") == 0;
}

static void add_limits(struct bench_rows *rows, const struct semaphore_subject *subject,
                       unsigned threads, bool standard)
{
    for (unsigned permits = 1; permits <= threads; permits *= 2)
        add_row(rows, subject, LIMIT, "limit", permits, threads,
                standard && permits == 2 ? TIER_STANDARD : TIER_FULL);
}

static void add_tries(struct bench_rows *rows, const struct semaphore_subject *subject,
                      unsigned threads)
{
    if (!subject->try_acquire)
        return;
    if (threads == 1)
        add_row(rows, subject, TRY_FREE, "try/state:free", 1, 1, TIER_FULL);
    add_row(rows, subject, TRY_HELD, "try/state:held", 1, threads, TIER_FULL);
    if (threads > 1)
        add_row(rows, subject, TRY_CONTENDED, "try/state:contended", 1, threads, TIER_FULL);
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1], crowd = rows->oversubscribed;
    for (unsigned i = 0; i < SEMAPHORE_SUBJECTS; i++) {
        const struct semaphore_subject *subject = &semaphore_subjects[i];
        const bool headline = is_headline(subject);
        for (unsigned j = 0; j < rows->n_threads; j++) {
            const unsigned threads = rows->threads[j];
            const bool alone = threads == 1;
            const bool channel = strcmp(subject->name, "channel") == 0;
            add_row(rows, subject, SINGLE, alone ? "uncontended" : "contended", 1, threads,
                    (alone && channel) || (!alone && threads == most && headline) ? TIER_QUICK
                    : alone || threads == most                                    ? TIER_STANDARD
                                                                                  : TIER_FULL);
            if (!alone)
                add_limits(rows, subject, threads, false);
            add_tries(rows, subject, threads);
        }
        add_wakes(rows, subject);
        if (crowd) {
            add_row(rows, subject, SINGLE, "contended", 1, crowd, TIER_FULL);
            add_limits(rows, subject, crowd, headline || subject->traits.guards);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"semaphore", enumerate};
    return bench_main(argc, argv, &family);
}
