// SPDX-License-Identifier: MIT
// Once: the call that finds it done, which is the one that programs repeat, and the first call.
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/once/subjects.h"
#include "primitives/once/value.h"

enum { ONCE_ROOM = 4096 - ARENA_ALIGN };

enum scenario { DONE, FIRST };
static const char *const scenario_names[] = {"done", "first"};

struct once_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct once_subject *subject;
};

struct shared {
    void *once;
    uint64_t runs; /* of the function; in done it runs in setup alone */
};

typedef void (*do_verb)(void *once, void (*function)(void *), void *argument);
typedef void (*init_verb)(void *once);

/* Out of line, as a function whose address is handed over is. */
static __attribute__((noinline)) void count_run_slow(void *runs)
{
    ++*(uint64_t *)runs;
}

SC_INLINE void op_done(struct shared *s, do_verb once_do)
{
    once_do(s->once, count_run_slow, &s->runs);
}

/* A fresh once each time: init is part of the cost. */
SC_INLINE void op_first(struct shared *s, init_verb init, do_verb once_do)
{
    init(s->once);
    once_do(s->once, count_run_slow, &s->runs);
}

/* The threads only read what they share, so each works on a copy of the pointers. */
SC_INLINE void run_done(struct team_member *m, void *shared, loop_op op)
{
    struct shared own = *(const struct shared *)shared;
    const uint64_t before = own.runs;
    loop_run_short(m, &own, op);
    m->faults += own.runs != before; /* it had been run */
}

SC_INLINE void run_first(struct team_member *m, void *shared, loop_op op)
{
    struct shared own = *(const struct shared *)shared;
    const uint64_t before = own.runs;
    loop_run(m, &own, op);
    m->faults += own.runs - before != m->ops; /* once for each fresh one */
}

/* What the go once costs when it also hands a result out. */
struct valued {
    struct go_once_value *once;
    uint64_t faults;
};

static __attribute__((noinline)) void *same_slow(void *argument)
{
    return argument;
}

SC_INLINE void op_value(void *context)
{
    struct valued *v = context;
    void *result = NULL;
    v->faults += !go_once_value_get(v->once, same_slow, v->once, &result) || result != v->once;
}

MEASURED void measured_once_value(struct team_member *m, void *shared)
{
    struct valued own = {.once = shared};
    loop_run_short(m, &own, op_value);
    m->faults += own.faults;
}

static void *setup_value(struct bench_trial *t)
{
    struct go_once_value *o = arena_place(t->arena, sizeof *o);
    void *result;
    if (!o)
        return NULL;
    go_once_value_init(o);
    if (go_once_value_get(o, same_slow, o, &result))
        return o;
    snprintf(t->why, SC_ERR, "the function has no result");
    return NULL;
}

static void teardown_value(struct bench_trial *t)
{
    go_once_value_destroy(t->shared);
}

/* The loops of one subject, into which its verbs dissolve. */
#define ONCE_SUBJECT(name, ...)                                                                    \
    SC_INLINE void op_done_##name(void *s)                                                         \
    {                                                                                              \
        op_done(s, once_do_##name);                                                                \
    }                                                                                              \
    SC_INLINE void op_first_##name(void *s)                                                        \
    {                                                                                              \
        op_first(s, once_init_##name, once_do_##name);                                             \
    }                                                                                              \
    MEASURED void measured_once_done_##name(struct team_member *m, void *shared)                   \
    {                                                                                              \
        run_done(m, shared, op_done_##name);                                                       \
    }                                                                                              \
    MEASURED void measured_once_first_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run_first(m, shared, op_first_##name);                                                     \
    }
#include ONCE_LIST
#undef ONCE_SUBJECT

static const team_body bodies[ONCE_SUBJECTS][2] = {
#define ONCE_SUBJECT(name, ...) {measured_once_done_##name, measured_once_first_##name},
#include ONCE_LIST
#undef ONCE_SUBJECT
};

static const struct once_row *row_of(const struct bench_trial *t)
{
    return (const struct once_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct once_subject *subject = row_of(t)->subject;
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || subject->size > ONCE_ROOM || !(s->once = arena_place(t->arena, ONCE_ROOM)))
        return NULL;
    subject->init(s->once);
    subject->run(s->once, count_run_slow, &s->runs);
    return s;
}

static void teardown(struct bench_trial *t)
{
    row_of(t)->subject->destroy(((struct shared *)t->shared)->once);
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    (void)r;
    if (s->runs == 1)
        return true;
    snprintf(t->why, SC_ERR, "the function ran %llu times before the trial",
             (unsigned long long)s->runs);
    return false;
}

static void add_row(struct bench_rows *rows, unsigned place, enum scenario scenario,
                    unsigned threads, enum bench_tier tier)
{
    const struct once_subject *subject = &once_subjects[place];
    char shown[SUBJECT_NAME];
    struct once_row row = {.row = {.tier = tier,
                                   .threads = threads,
                                   .floor = scenario == DONE ? FLOOR_load : FLOOR_rmw,
                                   .shares = true,
                                   .body = bodies[place][scenario],
                                   .setup = setup,
                                   .verify = verify,
                                   .teardown = teardown},
                           .subject = subject};
    bench_promise(&row.row, true, "once");
    bench_promise(&row.row, subject->traits.ends_done, "ends");
    bench_promise(&row.row, true, "sleeps");
    bench_add(rows, &row.row, sizeof row, "once/%s/%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], threads);
}

/* ends: the least or the most threads. */
static enum bench_tier tier_of_done(unsigned place, bool ends)
{
    if (!ends)
        return TIER_FULL;
    return once_subjects[place].traits.ends_done ? TIER_QUICK : TIER_STANDARD;
}

static void enumerate(struct bench_rows *rows)
{
    unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < ONCE_SUBJECTS; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++) {
            unsigned threads = rows->threads[j];
            add_row(rows, i, DONE, threads, tier_of_done(i, threads == 1 || threads == most));
        }
        if (rows->threads[0] == 1)
            add_row(rows, i, FIRST, 1, TIER_FULL);
    }
    struct bench_row value = {.tier = TIER_STANDARD,
                              .threads = 1,
                              .floor = FLOOR_load,
                              .body = measured_once_value,
                              .setup = setup_value,
                              .teardown = teardown_value};
    /* Ours, which the program of other libraries' subjects must not list again. */
    const bool here = strcmp(ONCE_LIST, "primitives/once/list.h") == 0;
    if (here && rows->threads[0] == 1)
        bench_add(rows, &value, sizeof value, "once/go/value/threads:1");
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"once", enumerate};
    return bench_main(argc, argv, &family);
}
