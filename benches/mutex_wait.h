// SPDX-License-Identifier: MIT
// Rows of the mutex family that differ only in what a thread does while it waits.
#pragma once

#include <string.h>

#include "benches/mutex_row.h"
#include "common/subject.h"
#include "harness/trial/loop.h"
#include "primitives/mutex/subjects.h"
#include "primitives/wait.h"

/*
 * Two locks: one that whoever finds it free takes, and one that grants in turn, where each
 * hand-over waits for the one thread whose turn it is. Of the first there are two forms that sleep,
 * which are locks of their own, since the release must wake: futex.h, and futex_spin.h, which spins
 * before it sleeps (adaptive). The lock of a library has its own way to wait.
 */
#ifndef SYNCCOST_PEERS

struct awaiter {
    void *lock, *node;
    struct protected_data *data;
    uint64_t crit, outside, id, handoffs;
};

SC_INLINE void awaited_section(struct awaiter *a)
{
    a->data->counter++;
    if (a->data->owner != a->id) {
        a->data->owner = a->id;
        a->handoffs++;
    }
    chain_run(a->crit);
}

SC_INLINE void run_awaiting(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct awaiter a = {.lock = s->lock,
                        .node = node_of(s, m->id),
                        .data = s->data,
                        .crit = s->crit,
                        .outside = s->outside,
                        .id = m->id + 1};
    loop_run(m, &a, op);
    m->handoffs = a.handoffs;
}

/* One loop: acquire is an expression on lock and node. */
#define AWAITING(name, code, acquire)                                                              \
    SC_INLINE void op_wait_##name(void *context)                                                   \
    {                                                                                              \
        struct awaiter *a = context;                                                               \
        acquire;                                                                                   \
        awaited_section(a);                                                                        \
        mutex_release_##code(a->lock, a->node);                                                    \
        chain_run(a->outside);                                                                     \
    }                                                                                              \
    MEASURED void measured_mutex_wait_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run_awaiting(m, shared, op_wait_##name);                                                   \
    }
#define WAIT_FORM(form)                                                                            \
    AWAITING(ttas_##form, ttas, ttas_mutex_acquire_by(a->lock, a->node, wait_##form))              \
    AWAITING(ticket_##form, ticket, ticket_mutex_acquire_by(a->lock, a->node, wait_##form))
WAIT_FORMS
#undef WAIT_FORM
AWAITING(ttas_futex, futex, mutex_acquire_futex(a->lock, a->node))
AWAITING(ttas_adaptive, futex_spin, mutex_acquire_futex_spin(a->lock, a->node))

static const struct way_to_wait {
    enum mutex_place shown, lock; /* whose name the row has, and whose code */
    const char *form;
    team_body body;
} ways_to_wait[] = {
#define WAIT_FORM(form)                                                                            \
    {mutex_place_ttas, mutex_place_ttas, #form, measured_mutex_wait_ttas_##form},                  \
        {mutex_place_ticket, mutex_place_ticket, #form, measured_mutex_wait_ticket_##form},
    WAIT_FORMS
#undef WAIT_FORM
    {mutex_place_ttas, mutex_place_futex, "futex", measured_mutex_wait_ttas_futex},
    {mutex_place_ttas, mutex_place_futex_spin, "adaptive", measured_mutex_wait_ttas_adaptive},
};

/* standard: the two ends, as long as a thread has a CPU. */
static void add_waits(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    bench_absent(rows, "ttas and ticket", WAIT_MISSING);
    for (size_t i = 0; most > 1 && i < sizeof ways_to_wait / sizeof *ways_to_wait; i++) {
        const struct way_to_wait *way = &ways_to_wait[i];
        char shown[SUBJECT_NAME], form[SUBJECT_NAME];
        struct mutex_row row =
            mutex_contended(&mutex_subjects[way->lock], most, 200, 200, way->body);
        row.row.spins = row.subject->traits.spin_only && strcmp(way->form, "yield") != 0;
        if (way->shown == mutex_place_ttas &&
            (strcmp(way->form, "spin") == 0 || strcmp(way->form, "adaptive") == 0))
            row.row.tier = TIER_STANDARD;
        bench_add(rows, &row.row, sizeof row,
                  "mutex/%s/contended/crit:200ns/out:200ns/wait:%s/threads:%u",
                  subject_name(mutex_subjects[way->shown].name, shown),
                  subject_name(way->form, form), most);
    }
}

#else
static void add_waits(struct bench_rows *rows)
{
    (void)rows;
}
#endif
