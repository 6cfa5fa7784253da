// SPDX-License-Identifier: MIT
// Cancellation: the look at a context that is not cancelled, which programs repeat, and its life.
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/cancel/subjects.h"

enum { CANCEL_ROOM = 4096 - ARENA_ALIGN };

enum scenario { CHECK, LIFE, SCENARIOS };
static const char *const scenario_names[] = {"check", "life"};

struct cancel_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct cancel_subject *subject;
    enum scenario scenario;
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
    struct party p = {.cancel = shared};
    loop_run_short(m, &p, op);
    m->faults += p.faults;
}

SC_INLINE void run_life(struct team_member *m, void *shared, loop_op op)
{
    struct party p = {.cancel = shared};
    loop_run(m, &p, op);
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
    }
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT

static const team_body loops[CANCEL_SUBJECTS][SCENARIOS] = {
#define CANCEL_SUBJECT(name, ...) {measured_cancel_check_##name, measured_cancel_life_##name},
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT
};

static const struct cancel_row *row_of(const struct bench_trial *t)
{
    return (const struct cancel_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct cancel_row *row = row_of(t);
    void *cancel = arena_place(t->arena, CANCEL_ROOM);
    if (!cancel || row->subject->size > CANCEL_ROOM)
        return NULL;
    int error = row->scenario == LIFE ? 0 : row->subject->init(cancel);
    if (error == 0)
        return cancel;
    snprintf(t->why, SC_ERR, "cannot make the context: %s", strerror(-error));
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    if (row_of(t)->scenario != LIFE)
        row_of(t)->subject->destroy(t->shared);
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
    bench_add(rows, &row.row, sizeof row, "cancel/%s/%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], threads);
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
