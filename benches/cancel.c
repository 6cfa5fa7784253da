// SPDX-License-Identifier: MIT
// Cancellation: the look at a context that is not cancelled, which programs repeat, its life, and
// how late the last worker knows of a cancel.
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "harness/trial/wake.h"
#include "primitives/cancel/subjects.h"

enum { CANCEL_ROOM = 4096 - ARENA_ALIGN };

/* SEEN: workers look again and again. WAITED: they wait. */
enum scenario { CHECK, LIFE, SEEN, WAITED, SCENARIOS };
static const char *const scenario_names[] = {"check", "life", "cancel-seen", "cancel-waited"};

struct cancel_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct cancel_subject *subject;
    enum scenario scenario;
    enum wake_wait wait; /* of a latency row */
};

struct shared {
    void *cancel;
    struct wake *wake; /* of a latency row */
};

struct party {
    void *cancel;
    uint64_t faults;
};

typedef bool (*canceled_verb)(void *c);
typedef int (*init_verb)(void *c);
typedef void (*verb)(void *c);

SC_INLINE void check(struct party *p, canceled_verb canceled)
{
    p->faults += canceled(p->cancel);
}

/* Fresh, cancelled, looked at, and gone. */
SC_INLINE void live(struct party *p, init_verb init, verb cancel, canceled_verb canceled,
                    verb destroy)
{
    p->faults += init(p->cancel) != 0;
    cancel(p->cancel);
    p->faults += !canceled(p->cancel);
    destroy(p->cancel);
}

SC_INLINE void run_check(struct team_member *m, void *shared, loop_op op)
{
    struct party p = {.cancel = ((struct shared *)shared)->cancel};
    loop_run_short(m, &p, op);
    m->faults += p.faults;
}

SC_INLINE void run_life(struct team_member *m, void *shared, loop_op op)
{
    struct party p = {.cancel = ((struct shared *)shared)->cancel};
    loop_run(m, &p, op);
    m->faults += p.faults;
}

/* Nobody waits: what was cancelled becomes a fresh one. */
SC_INLINE void renew(struct party *p, init_verb init, verb destroy)
{
    destroy(p->cancel);
    p->faults += init(p->cancel) != 0;
}

SC_INLINE void await_sight(struct party *p, canceled_verb canceled)
{
    while (!canceled(p->cancel))
        cpu_relax();
}

SC_INLINE void await(struct party *p, verb wait, canceled_verb canceled)
{
    wait(p->cancel);
    p->faults += !canceled(p->cancel);
}

SC_INLINE void run_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    struct shared *s = shared;
    struct party p = {.cancel = s->cancel};
    wake_run(m, s->wake, &p, verbs);
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define CANCEL_SUBJECT(name, ...)                                                                  \
    SC_INLINE void op_check_##name(void *p)                                                        \
    {                                                                                              \
        check(p, cancel_canceled_##name);                                                          \
    }                                                                                              \
    SC_INLINE void op_life_##name(void *p)                                                         \
    {                                                                                              \
        live(p, cancel_init_##name, cancel_cancel_##name, cancel_canceled_##name,                  \
             cancel_destroy_##name);                                                               \
    }                                                                                              \
    MEASURED void measured_cancel_check_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_check(m, shared, op_check_##name);                                                     \
    }                                                                                              \
    MEASURED void measured_cancel_life_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_life(m, shared, op_life_##name);                                                       \
    }                                                                                              \
    SC_INLINE void renew_##name(void *p)                                                           \
    {                                                                                              \
        renew(p, cancel_init_##name, cancel_destroy_##name);                                       \
    }                                                                                              \
    SC_INLINE void await_sight_##name(void *p)                                                     \
    {                                                                                              \
        await_sight(p, cancel_canceled_##name);                                                    \
    }                                                                                              \
    SC_INLINE void await_##name(void *p)                                                           \
    {                                                                                              \
        await(p, cancel_wait_##name, cancel_canceled_##name);                                      \
    }                                                                                              \
    SC_INLINE void cancel_##name(void *p)                                                          \
    {                                                                                              \
        cancel_cancel_##name(((struct party *)p)->cancel);                                         \
    }                                                                                              \
    MEASURED void measured_cancel_seen_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_wake(m, shared, (struct wake_verbs){renew_##name, await_sight_##name, cancel_##name}); \
    }                                                                                              \
    MEASURED void measured_cancel_waited_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run_wake(m, shared, (struct wake_verbs){renew_##name, await_##name, cancel_##name});       \
    }
#include CANCEL_LIST
#undef CANCEL_SUBJECT

static const team_body loops[CANCEL_SUBJECTS][SCENARIOS] = {
#define CANCEL_SUBJECT(name, ...)                                                                  \
    {measured_cancel_check_##name, measured_cancel_life_##name, measured_cancel_seen_##name,       \
     measured_cancel_waited_##name},
#include CANCEL_LIST
#undef CANCEL_SUBJECT
};

static const struct cancel_row *row_of(const struct bench_trial *t)
{
    return (const struct cancel_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct cancel_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || row->subject->size > CANCEL_ROOM || !(s->cancel = arena_place(t->arena, CANCEL_ROOM)))
        return NULL;
    if (row->row.basis == BASIS_LATENCY &&
        !(s->wake = wake_place(t->arena, row->row.threads,
                               row->row.n_pins ? row->row.n_pins : row->row.threads, row->wait)))
        return NULL;
    int error = row->scenario == LIFE ? 0 : row->subject->init(s->cancel);
    if (error == 0)
        return s;
    snprintf(t->why, SC_ERR, "cannot make the context: %s", strerror(-error));
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    if (row_of(t)->scenario != LIFE)
        row_of(t)->subject->destroy(((struct shared *)t->shared)->cancel);
}

static void promise(struct cancel_row *row)
{
    bench_promise(&row->row, true, "cancels");
    bench_promise(&row->row, row->subject->traits.sleeps, "sleeps");
}

static void add_row(struct bench_rows *rows, unsigned place, enum scenario scenario,
                    unsigned threads, enum bench_tier tier)
{
    const struct cancel_subject *subject = &cancel_subjects[place];
    char shown[SUBJECT_NAME];
    struct cancel_row row = {.row = {.tier = tier,
                                     .threads = threads,
                                     .floor = scenario == CHECK ? FLOOR_load : FLOOR_rmw,
                                     .shares = scenario == CHECK,
                                     .body = loops[place][scenario],
                                     .setup = setup,
                                     .teardown = teardown},
                             .subject = subject,
                             .scenario = scenario};
    promise(&row);
    bench_add(rows, &row.row, sizeof row, "cancel/%s/%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], threads);
}

/* How late the last of threads - 1 workers knows. */
static void add_latency(struct bench_rows *rows, unsigned place, enum scenario scenario,
                        unsigned threads, enum wake_wait wait, enum bench_tier tier)
{
    const struct cancel_subject *subject = &cancel_subjects[place];
    char shown[SUBJECT_NAME];
    struct cancel_row row = {.row = {.tier = tier,
                                     .threads = threads,
                                     .body = loops[place][scenario],
                                     .setup = setup,
                                     .teardown = teardown},
                             .subject = subject,
                             .scenario = scenario,
                             .wait = wait};
    promise(&row);
    if (bench_latency(rows, &row.row, wait))
        bench_add(rows, &row.row, sizeof row, "cancel/%s/%s/wait:%s/threads:%u",
                  subject_name(subject->name, shown), scenario_names[scenario],
                  wake_wait_name(wait), threads);
}

/* Who looks again and again never sleeps, and cannot share a CPU with who cancels. */
static void add_latencies(struct bench_rows *rows, unsigned place, unsigned threads, bool ends)
{
    const struct cancel_traits *traits = &cancel_subjects[place].traits;
    const bool own = strcmp(cancel_subjects[place].name, "go") == 0;
    const enum bench_tier tier = ends && (own || !traits->sleeps) ? TIER_STANDARD : TIER_FULL;
    add_latency(rows, place, SEEN, threads, WAKE_SPINNING, tier);
    for (enum wake_wait wait = 0; traits->sleeps && wait < WAKE_WAITS; wait++)
        add_latency(rows, place, WAITED, threads, wait,
                    ends && (wait == WAKE_ASLEEP || (own && wait == WAKE_SPINNING)) ? TIER_STANDARD
                                                                                    : TIER_FULL);
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < CANCEL_SUBJECTS; i++) {
        const bool own = strcmp(cancel_subjects[i].name, "go") == 0;
        for (unsigned j = 0; j < rows->n_threads; j++) {
            unsigned threads = rows->threads[j];
            bool ends = threads == 1 || threads == most;
            add_row(rows, i, CHECK, threads,
                    own && threads == 1 ? TIER_QUICK
                    : ends              ? TIER_STANDARD
                                        : TIER_FULL);
            if (threads >= 2)
                add_latencies(rows, i, threads, threads == 2 || threads == most);
        }
        if (rows->threads[0] == 1)
            add_row(rows, i, LIFE, 1, own ? TIER_STANDARD : TIER_FULL);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"cancel", enumerate};
    return bench_main(argc, argv, &family);
}
