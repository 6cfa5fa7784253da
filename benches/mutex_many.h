// SPDX-License-Identifier: MIT
// Rows of the mutex family in which the threads take one of many locks, as those of a hash table.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/mix.h"
#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"

/* Every lock has lines of its own, and its data has. Each thread has a node for each lock: that of
 * some locks serves one lock only. */
enum { MANY_APART = 128 };

struct many {
    unsigned char *locks, *nodes;
    size_t stride;      /* from lock to lock; the data of each is its last MANY_APART bytes */
    size_t node_stride; /* from lock to lock of one thread */
    size_t own_nodes;   /* from thread to thread */
    unsigned n;         /* a power of two */
};

static inline struct protected_data *many_data(const struct many *many, unsigned i)
{
    return (struct protected_data *)(many->locks + (i + 1) * many->stride - MANY_APART);
}

struct chooser {
    const struct many *many;
    unsigned char *nodes;
    uint64_t random, id, handoffs;
};

SC_INLINE void take_one_of_many(struct chooser *c, void (*acquire)(void *, void *),
                                void (*release)(void *, void *))
{
    next_is_read(&c->random, 0);
    const unsigned i = (unsigned)(c->random >> 32) & (c->many->n - 1);
    void *lock = c->many->locks + i * c->many->stride, *node = c->nodes + i * c->many->node_stride;
    struct protected_data *data = many_data(c->many, i);
    acquire(lock, node);
    data->counter++;
    if (data->owner != c->id) {
        data->owner = c->id;
        c->handoffs++;
    }
    release(lock, node);
}

SC_INLINE void run_many(struct team_member *m, void *shared, loop_op op)
{
    const struct many *many = ((const struct shared *)shared)->more;
    struct chooser c = {.many = many,
                        .nodes = many->nodes + m->id * many->own_nodes,
                        .random = first_random(m->id),
                        .id = m->id + 1};
    loop_run(m, &c, op);
    m->handoffs = c.handoffs;
}

#define MUTEX_SUBJECT(name, ...)                                                                   \
    SC_INLINE void op_many_##name(void *c)                                                         \
    {                                                                                              \
        take_one_of_many(c, mutex_acquire_##name, mutex_release_##name);                           \
    }                                                                                              \
    MEASURED void measured_mutex_many_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run_many(m, shared, op_many_##name);                                                       \
    }
#include MUTEX_LIST
#undef MUTEX_SUBJECT

static const team_body many_loops[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name, ...) measured_mutex_many_##name,
#include MUTEX_LIST
#undef MUTEX_SUBJECT
};

static size_t many_lines(size_t bytes)
{
    return (bytes + MANY_APART - 1) / MANY_APART * MANY_APART;
}

static void *setup_many(struct bench_trial *t)
{
    const struct mutex_subject *subject = row_of(t)->subject;
    struct shared *s = setup(t);
    struct many *many = arena_place(t->arena, sizeof *many);
    if (!s || !many)
        return NULL;
    many->n = row_of(t)->locks;
    many->stride = many_lines(subject->size) + MANY_APART;
    many->node_stride = many_lines(subject->node_size);
    many->own_nodes = many->n * many->node_stride + ARENA_ALIGN;
    many->locks = arena_place(t->arena, many->n * many->stride);
    many->nodes = arena_place(t->arena, t->row->threads * many->own_nodes);
    if (!many->locks || !many->nodes)
        return NULL;
    for (unsigned i = 0; i < many->n; i++)
        subject->init(many->locks + i * many->stride);
    for (unsigned i = 0; i < many->n * t->row->threads; i++)
        subject->node_init(many->nodes + i / many->n * many->own_nodes +
                           i % many->n * many->node_stride);
    s->more = many;
    return s;
}

static void teardown_many(struct bench_trial *t)
{
    const struct many *many = ((const struct shared *)t->shared)->more;
    for (unsigned i = 0; i < many->n; i++)
        row_of(t)->subject->destroy(many->locks + i * many->stride);
    teardown(t);
}

static bool verify_many(struct bench_trial *t, const struct team_result *r)
{
    const struct many *many = ((const struct shared *)t->shared)->more;
    uint64_t sum = 0;
    for (unsigned i = 0; i < many->n; i++)
        sum += many_data(many, i)->counter;
    if (sum == r->all_ops)
        return true;
    snprintf(t->why, SC_ERR,
             "the locks did not exclude: their counters rose by %llu in %llu critical sections",
             (unsigned long long)sum, (unsigned long long)r->all_ops);
    return false;
}

/* standard: Go's. */
static void add_locks(struct bench_rows *rows, const struct mutex_subject *subject)
{
    static const unsigned locks[] = {2, 4, 16, 64};
    const unsigned most = mutex_most(rows, subject);
    char shown[SUBJECT_NAME];
    for (unsigned i = 0; most && i < sizeof locks / sizeof *locks; i++) {
        struct mutex_row row =
            mutex_contended(subject, most, 0, 0, many_loops[subject - mutex_subjects]);
        row.row.setup = setup_many;
        row.row.verify = verify_many;
        row.row.teardown = teardown_many;
        row.locks = locks[i];
        if (locks[i] == 16 && strcmp(subject->name, "go") == 0)
            row.row.tier = TIER_STANDARD;
        bench_add(rows, &row.row, sizeof row,
                  "mutex/%s/contended/crit:0ns/out:0ns/locks:%u/threads:%u",
                  subject_name(subject->name, shown), locks[i], most);
    }
}
