// SPDX-License-Identifier: MIT
// Mutexes: uncontended and contended, by length of the critical section and of the section outside
// the lock; attempts that do not wait; hand-overs to a waiter.
#include <stdio.h>
#include <string.h>

#include "benches/mutex_many.h"
#include "benches/mutex_row.h"
#include "benches/mutex_set.h"
#include "benches/mutex_shape.h"
#include "benches/mutex_try.h"
#include "benches/mutex_wait.h"
#include "benches/mutex_wake.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/chain.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"

struct contender {
    void *lock, *node;
    struct protected_data *data;
    uint64_t crit, outside, id, handoffs;
    struct histogram *samples;
};

typedef void (*verb)(void *lock, void *node);

/* The handed-over line is written as soon as it is owned: an empty critical section would measure
 * no transfer of the data. */
SC_INLINE void inside(struct contender *c)
{
    c->data->counter++;
    if (c->data->owner !=
        c->id) { /* no store where the owner stays: it would have to drain before the release */
        c->data->owner = c->id;
        c->handoffs++;
    }
    chain_run(c->crit);
}

SC_INLINE void lock_unlock(struct contender *c, verb acquire, verb release)
{
    acquire(c->lock, c->node);
    inside(c);
    release(c->lock, c->node);
    chain_run(c->outside);
}

SC_INLINE void lock_unlock_sampled(struct contender *c, verb acquire, verb release)
{
    uint64_t begin = ticks_begin();
    acquire(c->lock, c->node);
    uint64_t end = ticks_end();
    inside(c);
    release(c->lock, c->node);
    histogram_add(c->samples, end - begin);
    chain_run(c->outside);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct contender c = {.lock = s->lock,
                          .node = s->nodes + (size_t)m->id * NODE_STRIDE,
                          .data = s->data,
                          .crit = s->crit,
                          .outside = s->outside,
                          .id = m->id + 1,
                          .samples = m->samples};
    loop_run(m, &c, op);
    m->handoffs = c.handoffs;
}

/* The loops of one subject, into which its verbs dissolve. */
#define MUTEX_SUBJECT(name, ...)                                                                   \
    SC_INLINE void op_##name(void *c)                                                              \
    {                                                                                              \
        lock_unlock(c, mutex_acquire_##name, mutex_release_##name);                                \
    }                                                                                              \
    SC_INLINE void sampled_op_##name(void *c)                                                      \
    {                                                                                              \
        lock_unlock_sampled(c, mutex_acquire_##name, mutex_release_##name);                        \
    }                                                                                              \
    MEASURED void measured_mutex_##name(struct team_member *m, void *shared)                       \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }                                                                                              \
    MEASURED void measured_mutex_sampled_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run(m, shared, sampled_op_##name);                                                         \
    }                                                                                              \
    MUTEX_MANY_LOOP(name)                                                                          \
    MUTEX_SET_LOOP(name)                                                                           \
    MUTEX_SHAPED_LOOP(name)                                                                        \
    MUTEX_WAKE_LOOP(name)
#include MUTEX_LIST
#undef MUTEX_SUBJECT

static const struct loops {
    team_body body, sampled, many, set, shaped, wake;
} loops[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name, ...)                                                                   \
    {measured_mutex_##name,     measured_mutex_sampled_##name, measured_mutex_many_##name,         \
     measured_mutex_set_##name, measured_mutex_shaped_##name,  measured_mutex_wake_##name},
#include MUTEX_LIST
#undef MUTEX_SUBJECT
};

/* The locks that are another one's with another door or another wait. */
static bool is_variant(const struct mutex_subject *subject)
{
    return strcmp(subject->name, "c11") == 0 || strcmp(subject->name, "pthread_adaptive") == 0 ||
           strcmp(subject->name, "futex_spin") == 0;
}

/* The tier of a row: of a variant another one, and of a sparse subject none but full. */
static enum bench_tier tier_for(const struct mutex_subject *subject, enum bench_tier tier,
                                enum bench_tier of_variant)
{
    if (subject->traits.sparse)
        return TIER_FULL;
    return is_variant(subject) ? of_variant : tier;
}

/* quick: the empty section; standard: one sweep along each axis at the most threads; full: every
 * combination. Of a sparse subject the empty section is standard, and all else full. */
static enum bench_tier tier_of(const struct mutex_subject *subject, unsigned crit, unsigned outside,
                               unsigned threads, unsigned most)
{
    const bool empty = crit == 0 && outside == 0;
    if (threads != 1 && threads != most)
        return empty ? tier_for(subject, TIER_STANDARD, TIER_STANDARD) : TIER_FULL;
    if (empty && subject->traits.sparse)
        return TIER_STANDARD;
    if (empty)
        return tier_for(subject, TIER_QUICK, TIER_STANDARD);
    bool axis = threads == most && most > 1 && (crit == 0 || outside == 0);
    return axis ? tier_for(subject, TIER_STANDARD, TIER_FULL) : TIER_FULL;
}

static void add_row(struct bench_rows *rows, const struct mutex_subject *subject, unsigned crit,
                    unsigned outside, unsigned threads, enum bench_tier tier, bool same_line)
{
    char shown[SUBJECT_NAME];
    bool alone = threads == 1;
    const struct loops *own = &loops[subject - mutex_subjects];
    struct mutex_row row = mutex_contended(subject, threads, crit, outside, own->body);
    row.row.tier = tier;
    row.row.floor = alone ? FLOOR_rmw : FLOOR_line_transfer;
    row.row.sampled = alone ? NULL : own->sampled;
    row.same_line = same_line;
    bench_add(rows, &row.row, sizeof row, "mutex/%s/%s/crit:%uns/out:%uns%s/threads:%u",
              subject_name(subject->name, shown), alone ? "uncontended" : "contended", crit,
              outside, same_line ? "/data:same-line" : "", threads);
}

static void add_sections(struct bench_rows *rows, const struct mutex_subject *subject,
                         unsigned threads)
{
    static const unsigned crits[] = {0, 50, 200, 1000}, outsides[] = {0, 200, 1000};
    unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < sizeof crits / sizeof *crits; i++)
        for (unsigned j = 0; j < sizeof outsides / sizeof *outsides; j++)
            add_row(rows, subject, crits[i], outsides[j], threads,
                    tier_of(subject, crits[i], outsides[j], threads, most), false);
    add_row(rows, subject, 0, 0, threads,
            threads > 1 && threads == most ? tier_for(subject, TIER_STANDARD, TIER_FULL)
                                           : TIER_FULL,
            true);
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned crowd = bench_crowd(rows);
    for (unsigned i = 0; i < MUTEX_SUBJECTS; i++) {
        const struct mutex_subject *subject = &mutex_subjects[i];
        for (unsigned j = 0; j < rows->n_threads; j++)
            if (rows->threads[j] == 1 || !subject->traits.null)
                add_sections(rows, subject, rows->threads[j]);
        if (rows->oversubscribed && !subject->traits.null)
            add_row(rows, subject, 0, 0, rows->oversubscribed,
                    tier_for(subject, TIER_QUICK, TIER_STANDARD), false);
        if (crowd && !subject->traits.null)
            add_row(rows, subject, 0, 0, crowd, TIER_FULL, false);
        add_locks(rows, subject, loops[i].many);
        add_shapes(rows, subject, loops[i].shaped);
        add_sets(rows, subject, loops[i].set);
        add_tries(rows, subject);
        add_wakes(rows, subject, loops[i].wake);
    }
    add_waits(rows);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"mutex", enumerate};
    return bench_main(argc, argv, &family);
}
