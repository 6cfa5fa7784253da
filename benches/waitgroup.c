// SPDX-License-Identifier: MIT
// Waitgroups and what stands in for them: counting, a wait for nothing, and fan-out with fan-in.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "benches/waitgroup_join.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/waitgroup/subjects.h"

enum { WAITGROUP_ROOM = 1024 - ARENA_ALIGN };

enum scenario { ADD_DONE, WAIT_ZERO, FAN, DONE, SCENARIOS };
static const char *const scenario_names[] = {"add-done", "wait-zero", "fan-out-fan-in", "done"};

struct waitgroup_row {
    struct bench_row row;
    const struct waitgroup_subject *subject; /* NULL: join */
    enum wake_wait wait;                     /* of latency rows */
};

struct shared {
    void *group; /* the parts that are pending */
    /* Workers wait for a round at one gate while the other is being opened for the round after: a
     * gate is used again when all its waits have returned. */
    void *gate[2];
    struct part *part; /* one a member */
    struct wake *wake; /* of latency rows */
    uint64_t round;    /* written before the gate opens, and before the done of a latency row */
    bool last;         /* the round ends the phase; written likewise */
};

/* The verbs of one subject: constants at each call, so that they dissolve into the loop. */
struct verbs {
    void (*add)(void *w, int delta);
    void (*done)(void *w);
    void (*wait)(void *w);
};

/* ---- one group, counted by all ---- */

SC_INLINE void op_add_done(void *group, const struct verbs v)
{
    v.add(group, 1);
    v.done(group);
}

SC_INLINE void run_group(struct team_member *m, void *shared, loop_op op)
{
    struct shared own = *(const struct shared *)shared;
    loop_run_short(m, own.group, op);
}

static bool verify_group(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    int pending = ((const struct waitgroup_row *)t->row)->subject->pending(s->group);
    if (pending == 0)
        return true;
    snprintf(t->why, SC_ERR, "%d are pending after %llu pairs of add and done", pending,
             (unsigned long long)r->all_ops);
    return false;
}

/* ---- fan-out and fan-in: a round goes to every worker and back ---- */

struct round {
    struct shared *s;
    unsigned threads;
    uint64_t faults;
};

SC_INLINE void op_fan(struct round *r, const struct verbs v)
{
    struct shared *s = r->s;
    const uint64_t round = s->round + 1;
    const struct part *looked_at = &s->part[1 + round % (r->threads - 1)];
    s->round = round;
    v.add(s->gate[(round + 1) % 2], 1);
    v.add(s->group, (int)r->threads - 1);
    v.done(s->gate[round % 2]);
    v.wait(s->group);
    r->faults += looked_at->rounds != round;
}

SC_INLINE void work(struct team_member *m, struct shared *s, const struct verbs v)
{
    struct part *part = &s->part[m->id];
    bool last;
    m->uncounted = true;
    m->started = ticks();
    do {
        const uint64_t round = part->rounds + 1;
        v.wait(s->gate[round % 2]);
        last = s->last;
        part->stale += s->round != round;
        part->rounds = round;
        v.done(s->group);
    } while (!last);
    m->ended = ticks();
    m->faults += part->stale;
}

SC_INLINE void run_fan(struct team_member *m, void *shared, loop_op op, const struct verbs v)
{
    struct round r = {.s = shared, .threads = m->threads};
    if (m->id != 0) {
        work(m, r.s, v);
        return;
    }
    r.s->last = false;
    loop_run(m, &r, op);
    r.s->last = true;
    op_fan(&r, v);
    m->faults += r.faults;
}

/* ---- from done to the return of wait ---- */

/* One member's view of a latency row. */
struct party {
    struct shared *s;
    uint64_t seen;   /* rounds that this waiter has waited for */
    uint64_t faults; /* of those, in how many it did not see what came before done */
};

SC_INLINE void wake_wait(struct party *p, const struct verbs v)
{
    v.wait(p->s->group);
    p->faults += p->s->round != ++p->seen;
}

SC_INLINE void wake_signal(struct party *p, const struct verbs v)
{
    p->s->round++;
    v.done(p->s->group);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    struct shared *s = shared;
    /* No done comes before this member has arrived at its first wait. */
    struct party p = {.s = s, .seen = s->round};
    wake_run(m, s->wake, &p, verbs);
    m->faults += p.faults;
}

#define VERBS(name)                                                                                \
    ((struct verbs){waitgroup_add_##name, waitgroup_done_##name, waitgroup_wait_##name})
/* The loops of one subject, into which its verbs dissolve. */
#define WAITGROUP_SUBJECT(name, ...)                                                               \
    SC_INLINE void op_add_done_##name(void *group)                                                 \
    {                                                                                              \
        op_add_done(group, VERBS(name));                                                           \
    }                                                                                              \
    SC_INLINE void op_fan_##name(void *round)                                                      \
    {                                                                                              \
        op_fan(round, VERBS(name));                                                                \
    }                                                                                              \
    SC_INLINE void wake_prepare_##name(void *p)                                                    \
    {                                                                                              \
        waitgroup_add_##name(((struct party *)p)->s->group, 1);                                    \
    }                                                                                              \
    SC_INLINE void wake_wait_##name(void *p)                                                       \
    {                                                                                              \
        wake_wait(p, VERBS(name));                                                                 \
    }                                                                                              \
    SC_INLINE void wake_signal_##name(void *p)                                                     \
    {                                                                                              \
        wake_signal(p, VERBS(name));                                                               \
    }                                                                                              \
    MEASURED void measured_waitgroup_add_done_##name(struct team_member *m, void *shared)          \
    {                                                                                              \
        run_group(m, shared, op_add_done_##name);                                                  \
    }                                                                                              \
    MEASURED void measured_waitgroup_wait_zero_##name(struct team_member *m, void *shared)         \
    {                                                                                              \
        run_group(m, shared, waitgroup_wait_##name);                                               \
    }                                                                                              \
    MEASURED void measured_waitgroup_fan_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run_fan(m, shared, op_fan_##name, VERBS(name));                                            \
    }                                                                                              \
    MEASURED void measured_waitgroup_done_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_wake(m, shared,                                                                        \
                 (struct wake_verbs){wake_prepare_##name, wake_wait_##name, wake_signal_##name});  \
    }
#include "primitives/waitgroup/list.h"
#undef WAITGROUP_SUBJECT

static const team_body bodies[WAITGROUP_SUBJECTS][SCENARIOS] = {
#define WAITGROUP_SUBJECT(name, ...)                                                               \
    {measured_waitgroup_add_done_##name, measured_waitgroup_wait_zero_##name,                      \
     measured_waitgroup_fan_##name, measured_waitgroup_done_##name},
#include "primitives/waitgroup/list.h"
#undef WAITGROUP_SUBJECT
};

static void *place(struct bench_trial *t)
{
    const struct waitgroup_subject *subject = ((const struct waitgroup_row *)t->row)->subject;
    void *w = arena_place(t->arena, WAITGROUP_ROOM);
    if (!w || subject->size > WAITGROUP_ROOM)
        return NULL;
    int error = subject->init(w, t->row->threads);
    if (error == 0)
        return w;
    snprintf(t->why, SC_ERR, "cannot make the waitgroup: %s", strerror(-error));
    return NULL;
}

static void *setup(struct bench_trial *t)
{
    const struct waitgroup_row *row = (const struct waitgroup_row *)t->row;
    const struct waitgroup_subject *subject = row->subject;
    const unsigned threads = row->row.threads, cpus = row->row.n_pins ? row->row.n_pins : threads;
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s ||
        (row->row.basis == BASIS_LATENCY &&
         !(s->wake = wake_place(t->arena, threads, cpus, row->wait))) ||
        !(s->part = arena_place(t->arena, t->row->threads * sizeof *s->part)) ||
        !(s->group = place(t)) || !(s->gate[0] = place(t)) || !(s->gate[1] = place(t)))
        return NULL;
    subject->add(s->gate[1], 1); /* the gate of round 1 is shut */
    return s;
}

static void teardown(struct bench_trial *t)
{
    const struct waitgroup_subject *subject = ((const struct waitgroup_row *)t->row)->subject;
    struct shared *s = t->shared;
    subject->destroy(s->gate[1]);
    subject->destroy(s->gate[0]);
    subject->destroy(s->group);
}

/* ---- the rows ---- */

static struct waitgroup_row row_of(unsigned place, enum scenario scenario, unsigned threads)
{
    static const enum floor floors[SCENARIOS] = {FLOOR_rmw, FLOOR_load, FLOOR_futex_wake};
    return (struct waitgroup_row){.row = {.tier = TIER_FULL,
                                          .threads = threads,
                                          .floor = floors[scenario],
                                          .body = bodies[place][scenario],
                                          .setup = setup,
                                          .teardown = teardown},
                                  .subject = &waitgroup_subjects[place]};
}

static void add(struct bench_rows *rows, const struct waitgroup_row *row, enum scenario scenario)
{
    char shown[SUBJECT_NAME], wait[32] = "";
    if (scenario == DONE)
        snprintf(wait, sizeof wait, "/wait:%s", wake_wait_name(row->wait));
    bench_add(rows, &row->row, sizeof *row, "waitgroup/%s/%s%s/threads:%u",
              subject_name(row->subject->name, shown), scenario_names[scenario], wait,
              row->row.threads);
}

/* The counting of one group by threads threads; ends: the least or the most of them. */
static void add_counting(struct bench_rows *rows, unsigned place, unsigned threads, bool ends)
{
    struct waitgroup_row row = row_of(place, ADD_DONE, threads);
    if (ends)
        row.row.tier = place == 0 ? TIER_QUICK : TIER_STANDARD;
    row.row.shares = true;
    row.row.verify = verify_group;
    add(rows, &row, ADD_DONE);
}

static void add_wait_zero(struct bench_rows *rows, unsigned place)
{
    struct waitgroup_row row = row_of(place, WAIT_ZERO, 1);
    row.row.verify = verify_group;
    add(rows, &row, WAIT_ZERO);
}

static void add_latencies(struct bench_rows *rows, unsigned place)
{
    const struct waitgroup_subject *subject = &waitgroup_subjects[place];
    for (unsigned wait = 0; wait < WAKE_WAITS; wait++) {
        struct waitgroup_row row = row_of(place, DONE, 2);
        row.wait = wait;
        if (place == 0 || (subject->traits.barrier && wait == WAKE_ASLEEP))
            row.row.tier = TIER_STANDARD;
        if (bench_latency(rows, &row.row, wait))
            add(rows, &row, DONE);
    }
}

static void add_join(struct bench_rows *rows, unsigned threads, enum bench_tier tier)
{
    struct waitgroup_row row = {.row = {.tier = tier,
                                        .threads = threads,
                                        .basis = BASIS_ROUND_TRIP,
                                        .floor = FLOOR_futex_wake,
                                        .body = measured_waitgroup_join,
                                        .setup = setup_join,
                                        .teardown = teardown_join}};
    bench_add(rows, &row.row, sizeof row, "waitgroup/join/%s/threads:%u", scenario_names[FAN],
              threads);
}

/* The rows of all subjects with that many threads; most: of the headline's. */
static void add_fans(struct bench_rows *rows, unsigned threads, bool most)
{
    for (unsigned i = 0; i < WAITGROUP_SUBJECTS; i++) {
        struct waitgroup_row row = row_of(i, FAN, threads);
        if (most)
            row.row.tier = i == 0 ? TIER_QUICK : TIER_STANDARD;
        row.row.basis = BASIS_ROUND_TRIP;
        add(rows, &row, FAN);
    }
    add_join(rows, threads, most ? TIER_STANDARD : TIER_FULL);
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < WAITGROUP_SUBJECTS; i++) {
        add_latencies(rows, i);
        if (waitgroup_subjects[i].traits.barrier)
            continue; /* done waits for the others, and add does nothing */
        for (unsigned j = 0; j < rows->n_threads; j++)
            add_counting(rows, i, rows->threads[j],
                         rows->threads[j] == 1 || rows->threads[j] == most);
        if (rows->threads[0] == 1)
            add_wait_zero(rows, i);
    }
    for (unsigned j = 0; j < rows->n_threads; j++)
        if (rows->threads[j] > 1)
            add_fans(rows, rows->threads[j], rows->threads[j] == most);
    if (rows->oversubscribed > 1)
        add_fans(rows, rows->oversubscribed, false);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"waitgroup", enumerate};
    return bench_main(argc, argv, &family);
}
