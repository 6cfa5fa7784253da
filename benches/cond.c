// SPDX-License-Identifier: MIT
// Condition variables: a call that nobody waits for, a turn that goes there and back, and wake-ups.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/cond/subjects.h"

enum { COND_ROOM = 1024 - ARENA_ALIGN };

enum scenario { SIGNAL_NOBODY, BROADCAST_NOBODY, PING_PONG, SIGNAL, BROADCAST, SCENARIOS };
static const char *const scenario_names[] = {"signal-nobody", "broadcast-nobody", "ping-pong",
                                             "signal", "broadcast"};

struct cond_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct cond_subject *subject;
    enum wake_wait wait; /* of latency rows */
};

struct shared {
    void *cond;
    struct wake *wake; /* of latency rows */
    /* Guarded by the mutex of cond, on a line of its own. */
    struct turn {
        uint64_t rounds; /* that have gone there and back; signals of a latency row */
        unsigned holder; /* the member whose turn it is */
        bool last;       /* the round ends the phase */
    } * turn;
};

/* The verbs of one subject: constants at each call, so that they dissolve into the loop. */
struct verbs {
    void (*acquire)(void *c);
    void (*release)(void *c);
    void (*wait)(void *c);
    void (*signal)(void *c);
};

/* Nobody waits, so a copy of the pointer is all that the threads share. */
SC_INLINE void run_nobody(struct team_member *m, void *shared, loop_op op)
{
    struct shared own = *(const struct shared *)shared;
    loop_run_short(m, own.cond, op);
}

/* ---- a turn that goes there and back ---- */

/* Hands the turn to other, as holder of the mutex. */
SC_INLINE void hand_over(const struct shared *s, unsigned other, const struct verbs v)
{
    s->turn->holder = other;
    v.release(s->cond);
    v.signal(s->cond);
}

/* Returns as holder of the mutex, when the turn is self's. */
SC_INLINE void await_turn(const struct shared *s, unsigned self, const struct verbs v)
{
    v.acquire(s->cond);
    while (s->turn->holder != self)
        v.wait(s->cond);
}

/* The first member has the turn, and does not hold the mutex. */
SC_INLINE void op_ping_pong(void *shared, const struct verbs v)
{
    const struct shared *s = shared;
    v.acquire(s->cond);
    hand_over(s, 1, v);
    await_turn(s, 0, v);
    v.release(s->cond);
}

SC_INLINE void answer(struct team_member *m, const struct shared *s, const struct verbs v)
{
    bool last;
    m->uncounted = true;
    m->started = ticks();
    do {
        await_turn(s, 1, v);
        s->turn->rounds++;
        last = s->turn->last;
        hand_over(s, 0, v);
    } while (!last);
    m->ended = ticks();
}

SC_INLINE void run_ping_pong(struct team_member *m, void *shared, loop_op op, const struct verbs v)
{
    struct shared own = *(const struct shared *)shared;
    if (m->id != 0) {
        answer(m, &own, v);
        return;
    }
    const uint64_t before = own.turn->rounds;
    own.turn->last = false;
    loop_run(m, &own, op);
    own.turn->last = true;
    op_ping_pong(&own, v);
    m->faults += own.turn->rounds - before != m->ops + 1;
}

/* ---- from signal to wake-up ---- */

/* One member's view of a latency row. */
struct party {
    void *cond;
    struct turn *turn; /* rounds counts the signals */
    uint64_t seen;     /* of them, those that this waiter has waited for */
    uint64_t faults;
};

SC_INLINE void wake_wait(struct party *p, const struct verbs v)
{
    v.acquire(p->cond);
    while (p->turn->rounds == p->seen)
        v.wait(p->cond);
    p->faults += p->turn->rounds != ++p->seen;
    v.release(p->cond);
}

/* v.signal: signal or broadcast. */
SC_INLINE void wake_signal(struct party *p, const struct verbs v)
{
    v.acquire(p->cond);
    p->turn->rounds++;
    v.release(p->cond);
    v.signal(p->cond);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    const struct shared *s = shared;
    /* No signal comes before this member has arrived at its first wait. */
    struct party p = {.cond = s->cond, .turn = s->turn, .seen = s->turn->rounds};
    wake_run(m, s->wake, &p, verbs);
    m->faults += p.faults;
}

#define VERBS(name, signal_)                                                                       \
    ((struct verbs){cond_acquire_##name, cond_release_##name, cond_wait_##name,                    \
                    cond_##signal_##_##name})
/* The loops of one subject, into which its verbs dissolve. */
#define COND_SUBJECT(name, ...)                                                                    \
    SC_INLINE void op_ping_pong_##name(void *s)                                                    \
    {                                                                                              \
        op_ping_pong(s, VERBS(name, signal));                                                      \
    }                                                                                              \
    SC_INLINE void wake_wait_##name(void *p)                                                       \
    {                                                                                              \
        wake_wait(p, VERBS(name, signal));                                                         \
    }                                                                                              \
    SC_INLINE void wake_signal_##name(void *p)                                                     \
    {                                                                                              \
        wake_signal(p, VERBS(name, signal));                                                       \
    }                                                                                              \
    SC_INLINE void wake_broadcast_##name(void *p)                                                  \
    {                                                                                              \
        wake_signal(p, VERBS(name, broadcast));                                                    \
    }                                                                                              \
    MEASURED void measured_cond_signal_nobody_##name(struct team_member *m, void *shared)          \
    {                                                                                              \
        run_nobody(m, shared, cond_signal_##name);                                                 \
    }                                                                                              \
    MEASURED void measured_cond_broadcast_nobody_##name(struct team_member *m, void *shared)       \
    {                                                                                              \
        run_nobody(m, shared, cond_broadcast_##name);                                              \
    }                                                                                              \
    MEASURED void measured_cond_ping_pong_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_ping_pong(m, shared, op_ping_pong_##name, VERBS(name, signal));                        \
    }                                                                                              \
    MEASURED void measured_cond_signal_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_wake(m, shared, (struct wake_verbs){NULL, wake_wait_##name, wake_signal_##name});      \
    }                                                                                              \
    MEASURED void measured_cond_broadcast_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_wake(m, shared, (struct wake_verbs){NULL, wake_wait_##name, wake_broadcast_##name});   \
    }
#include COND_LIST
#undef COND_SUBJECT

static const team_body bodies[COND_SUBJECTS][SCENARIOS] = {
#define COND_SUBJECT(name, ...)                                                                    \
    {measured_cond_signal_nobody_##name, measured_cond_broadcast_nobody_##name,                    \
     measured_cond_ping_pong_##name, measured_cond_signal_##name, measured_cond_broadcast_##name},
#include COND_LIST
#undef COND_SUBJECT
};

/* ---- the rows ---- */

static void *setup(struct bench_trial *t)
{
    const struct cond_row *row = (const struct cond_row *)t->row;
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || row->subject->size > COND_ROOM || !(s->cond = arena_place(t->arena, COND_ROOM)) ||
        !(s->turn = arena_place(t->arena, sizeof *s->turn)))
        return NULL;
    const unsigned threads = row->row.threads, cpus = row->row.n_pins ? row->row.n_pins : threads;
    if (row->row.basis == BASIS_LATENCY &&
        !(s->wake = wake_place(t->arena, threads, cpus, row->wait)))
        return NULL;
    int error = row->subject->init(s->cond);
    if (error == 0)
        return s;
    snprintf(t->why, SC_ERR, "cannot make the condition variable: %s", strerror(-error));
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    const struct cond_row *row = (const struct cond_row *)t->row;
    row->subject->destroy(((struct shared *)t->shared)->cond);
}

static struct cond_row row_of(unsigned place, enum scenario scenario, unsigned threads)
{
    const struct cond_subject *subject = &cond_subjects[place];
    struct cond_row row = {.row = {.tier = TIER_FULL,
                                   .threads = threads,
                                   .floor = scenario == PING_PONG ? FLOOR_futex_wake : FLOOR_load,
                                   .body = bodies[place][scenario],
                                   .setup = setup,
                                   .teardown = teardown},
                           .subject = subject};
    bench_promise(&row.row, subject->traits.fifo, "fifo");
    bench_promise(&row.row, !subject->traits.spurious, "exact");
    bench_promise(&row.row, true, "sleeps");
    return row;
}

static void add_nobody(struct bench_rows *rows, unsigned place, enum scenario scenario)
{
    char shown[SUBJECT_NAME];
    struct cond_row row = row_of(place, scenario, 1);
    if (place == 0 && scenario == SIGNAL_NOBODY)
        row.row.tier = TIER_QUICK;
    bench_add(rows, &row.row, sizeof row, "cond/%s/%s/threads:1",
              subject_name(row.subject->name, shown), scenario_names[scenario]);
}

static void add_ping_pong(struct bench_rows *rows, unsigned place)
{
    char shown[SUBJECT_NAME];
    struct cond_row row = row_of(place, PING_PONG, 2);
    row.row.basis = BASIS_ROUND_TRIP;
    row.row.tier = place == 0 ? TIER_QUICK : TIER_STANDARD;
    bench_add(rows, &row.row, sizeof row, "cond/%s/%s/threads:2",
              subject_name(row.subject->name, shown), scenario_names[PING_PONG]);
}

static void add_latency(struct bench_rows *rows, unsigned place, enum scenario scenario,
                        enum wake_wait wait, unsigned threads)
{
    char shown[SUBJECT_NAME];
    struct cond_row row = row_of(place, scenario, threads);
    row.wait = wait;
    if (wait == WAKE_ASLEEP || (scenario == SIGNAL && (wait == WAKE_SPINNING || place == 0)))
        row.row.tier = TIER_STANDARD;
    if (place == 0 && scenario == SIGNAL && wait == WAKE_ASLEEP)
        row.row.tier = TIER_QUICK;
    if (bench_latency(rows, &row.row, wait))
        bench_add(rows, &row.row, sizeof row, "cond/%s/%s/wait:%s/threads:%u",
                  subject_name(row.subject->name, shown), scenario_names[scenario],
                  wake_wait_name(wait), threads);
}

static void enumerate(struct bench_rows *rows)
{
    enum { SOME = 4 }; /* threads that share a CPU in a broadcast */
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < COND_SUBJECTS; i++) {
        if (rows->threads[0] == 1) {
            add_nobody(rows, i, SIGNAL_NOBODY);
            add_nobody(rows, i, BROADCAST_NOBODY);
        }
        if (most >= 2 || rows->oversubscribed >= 2)
            add_ping_pong(rows, i);
        for (unsigned wait = 0; wait < WAKE_WAITS; wait++) {
            add_latency(rows, i, SIGNAL, wait, 2);
            if (wait == WAKE_SAME_CPU || most > 2)
                add_latency(rows, i, BROADCAST, wait, wait == WAKE_SAME_CPU ? SOME : most);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"cond", enumerate};
    return bench_main(argc, argv, &family);
}
