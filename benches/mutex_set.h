// SPDX-License-Identifier: MIT
// Rows of the mutex family whose critical section has a working set: lines that follow the lock.
#pragma once

#include <stdio.h>
#include <string.h>

#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"

/* The section increments a word of each line. Where the owner changes, every line moves. */
enum { SET_LINE = 64 };

struct set {
    unsigned char *base;
    size_t bytes;
};

struct walker {
    void *lock, *node;
    unsigned char *base, *end;
    struct protected_data *data;
    uint64_t id, handoffs;
};

SC_INLINE void walk_set(struct walker *w, void (*acquire)(void *, void *),
                        void (*release)(void *, void *))
{
    acquire(w->lock, w->node);
    w->data->counter++;
    if (w->data->owner != w->id) {
        w->data->owner = w->id;
        w->handoffs++;
    }
    for (unsigned char *line = w->base; line < w->end; line += SET_LINE)
        ++*(volatile uint64_t *)line; /* volatile: each line is written in each section */
    release(w->lock, w->node);
}

SC_INLINE void run_walk(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    const struct set *set = s->more;
    struct walker w = {.lock = s->lock,
                       .node = node_of(s, m->id),
                       .base = set->base,
                       .end = set->base + set->bytes,
                       .data = s->data,
                       .id = m->id + 1};
    loop_run(m, &w, op);
    m->handoffs = w.handoffs;
}

#define MUTEX_SUBJECT(name, ...)                                                                   \
    SC_INLINE void op_set_##name(void *c)                                                          \
    {                                                                                              \
        walk_set(c, mutex_acquire_##name, mutex_release_##name);                                   \
    }                                                                                              \
    MEASURED void measured_mutex_set_##name(struct team_member *m, void *shared)                   \
    {                                                                                              \
        run_walk(m, shared, op_set_##name);                                                        \
    }
#include MUTEX_LIST
#undef MUTEX_SUBJECT

static const team_body set_loops[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name, ...) measured_mutex_set_##name,
#include MUTEX_LIST
#undef MUTEX_SUBJECT
};

static void *setup_set(struct bench_trial *t)
{
    struct shared *s = setup(t);
    struct set *set = arena_place(t->arena, sizeof *set);
    if (!s || !set)
        return NULL;
    set->bytes = row_of(t)->set_bytes;
    set->base = arena_place(t->arena, set->bytes);
    s->more = set;
    return set->base ? s : NULL;
}

/* Every line has risen by every section. */
static bool verify_set(struct bench_trial *t, const struct team_result *r)
{
    const struct set *set = ((const struct shared *)t->shared)->more;
    if (!verify(t, r))
        return false;
    for (size_t at = 0; at < set->bytes; at += SET_LINE) {
        const uint64_t count = *(const uint64_t *)(set->base + at);
        if (count == r->all_ops)
            continue;
        snprintf(t->why, SC_ERR,
                 "the lock did not exclude: line %zu rose by %llu in %llu critical sections",
                 at / SET_LINE, (unsigned long long)count, (unsigned long long)r->all_ops);
        return false;
    }
    return true;
}

/* standard: Go's, of a page. */
static void add_sets(struct bench_rows *rows, const struct mutex_subject *subject)
{
    static const unsigned kib[] = {1, 4, 16, 64};
    const unsigned most = mutex_most(rows, subject);
    char shown[SUBJECT_NAME];
    for (unsigned i = 0; most && i < sizeof kib / sizeof *kib; i++) {
        struct mutex_row row =
            mutex_contended(subject, most, 0, 0, set_loops[subject - mutex_subjects]);
        row.row.setup = setup_set;
        row.row.verify = verify_set;
        row.set_bytes = kib[i] * 1024;
        if (kib[i] == 4 && strcmp(subject->name, "go") == 0)
            row.row.tier = TIER_STANDARD;
        bench_add(rows, &row.row, sizeof row,
                  "mutex/%s/contended/crit:0ns/out:0ns/set:%uKiB/threads:%u",
                  subject_name(subject->name, shown), kib[i], most);
    }
}
