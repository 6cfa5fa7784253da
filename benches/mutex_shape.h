// SPDX-License-Identifier: MIT
// Rows of the mutex family whose load is not steady: bursts, one thread with long sections,
// sections of which a few are long.
#pragma once

#include <string.h>

#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"

/*
 * A steady load has sections and pauses of one length each. Here one turn in SHAPE_TURNS is
 * different, and the mean over the turns is that of the steady load, so that rows compare:
 *
 * BURST           all pauses of SHAPE_TURNS turns come at once
 * LONG            the first thread's sections are SHAPE_LONG times as long. Its time and operations
 *                 are not the row's: it shows what the others pay.
 * BURSTY_HOLDER   one section in SHAPE_TURNS has half of the time of all
 */
enum shape { SHAPE_STEADY, SHAPE_BURST, SHAPE_LONG_SHORT, SHAPE_BURSTY_HOLDER, SHAPES };
enum { SHAPE_TURNS = 16, SHAPE_LONG = 20 };
static const char *const shape_names[] = {"steady", "burst", "one-long-many-short",
                                          "bursty-holder"};

struct shaped {
    void *lock, *node;
    struct protected_data *data;
    uint64_t crit[2], outside[2]; /* chain groups: of most turns, and of one in SHAPE_TURNS */
    uint64_t id, handoffs, turn;
};

SC_INLINE void shaped_turn(struct shaped *s, void (*acquire)(void *, void *),
                           void (*release)(void *, void *))
{
    const bool seldom = ++s->turn % SHAPE_TURNS == 0;
    acquire(s->lock, s->node);
    s->data->counter++;
    if (s->data->owner != s->id) {
        s->data->owner = s->id;
        s->handoffs++;
    }
    chain_run(s->crit[seldom]);
    release(s->lock, s->node);
    chain_run(s->outside[seldom]);
}

/* The lengths of one thread's turns. */
SC_INLINE void shape_lengths(struct shaped *s, enum shape shape, uint64_t crit, uint64_t outside,
                             unsigned id)
{
    s->crit[0] = s->crit[1] = crit;
    s->outside[0] = s->outside[1] = outside;
    if (shape == SHAPE_BURST) {
        s->outside[0] = 0;
        s->outside[1] = SHAPE_TURNS * outside;
    } else if (shape == SHAPE_LONG_SHORT && id == 0) {
        s->crit[0] = s->crit[1] = SHAPE_LONG * crit;
    } else if (shape == SHAPE_BURSTY_HOLDER) {
        s->crit[0] = SHAPE_TURNS * crit / 2 / (SHAPE_TURNS - 1);
        s->crit[1] = SHAPE_TURNS * crit / 2;
    }
}

SC_INLINE void run_shaped(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    const enum shape shape = *(const enum shape *)s->more;
    struct shaped state = {.lock = s->lock,
                           .node = node_of(s, m->id),
                           .data = s->data,
                           .id = m->id + 1,
                           .turn = m->id * 5}; /* not all threads at once */
    shape_lengths(&state, shape, s->crit, s->outside, m->id);
    loop_run(m, &state, op);
    m->handoffs = state.handoffs;
    m->uncounted = shape == SHAPE_LONG_SHORT && m->id == 0;
}

#define MUTEX_SUBJECT(name, ...)                                                                   \
    SC_INLINE void op_shaped_##name(void *c)                                                       \
    {                                                                                              \
        shaped_turn(c, mutex_acquire_##name, mutex_release_##name);                                \
    }                                                                                              \
    MEASURED void measured_mutex_shaped_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_shaped(m, shared, op_shaped_##name);                                                   \
    }
#include MUTEX_LIST
#undef MUTEX_SUBJECT

static const team_body shaped_loops[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name, ...) measured_mutex_shaped_##name,
#include MUTEX_LIST
#undef MUTEX_SUBJECT
};

static void *setup_shaped(struct bench_trial *t)
{
    struct shared *s = setup(t);
    enum shape *shape = arena_place(t->arena, sizeof *shape);
    if (!s || !shape)
        return NULL;
    *shape = row_of(t)->shape;
    s->more = shape;
    return s;
}

/* standard: Go's, of the shape that starves. */
static void add_shapes(struct bench_rows *rows, const struct mutex_subject *subject)
{
    const unsigned most = mutex_most(rows, subject);
    char shown[SUBJECT_NAME];
    for (enum shape shape = SHAPE_BURST; most && shape < SHAPES; shape++) {
        struct mutex_row row =
            mutex_contended(subject, most, 200, 1000, shaped_loops[subject - mutex_subjects]);
        row.row.setup = setup_shaped;
        row.shape = shape;
        if (shape == SHAPE_LONG_SHORT && strcmp(subject->name, "go") == 0)
            row.row.tier = TIER_STANDARD;
        bench_add(rows, &row.row, sizeof row,
                  "mutex/%s/contended/crit:200ns/out:1000ns/shape:%s/threads:%u",
                  subject_name(subject->name, shown), shape_names[shape], most);
    }
}
