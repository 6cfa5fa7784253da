// SPDX-License-Identifier: MIT
// A function in another thread: from start to its first instruction, from its last one to the
// return of join, and both together.
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "benches/lent.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/machine/clock.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "primitives/thread/subjects.h"

enum { THREAD_ROOM = 1024 - ARENA_ALIGN };

/* Longer than a parked worker spins before it sleeps. */
static const double parked_ns = 30000;
/* How long the function of a join row runs, so that join sleeps when it ends. */
static const double running_ns = 30000;

enum scenario { START, JOIN, BOTH, SCENARIOS };
static const char *const scenario_names[] = {"start", "join", "start-join"};

/* The CPUs that the function's thread may use: the starter's alone, or the other member's as well.
 * The kernel chooses; where nothing else runs it takes the other, since the starter works. */
enum place { SAME, ANY };
static const char *const place_names[] = {"same", "any"};

struct thread_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct thread_subject *subject;
    enum place place;
};

/* Plain on purpose: start and join are the only edges. A bare thread runs what uses it. */
struct errand {
    uint64_t told;     /* by the starter */
    uint64_t answered; /* by the function, as is the rest */
    uint64_t began, ended;
    uint64_t run_ticks; /* constant: how long the function runs */
} __attribute__((aligned(ARENA_ALIGN)));

struct shared {
    void *thread;
    const struct thread_subject *subject;
    struct lent *lent;
    struct errand *errand;
    enum place place;
    uint64_t park_ticks;
};

/* The verbs of one subject: constants at each call, so that they dissolve into the loop. */
struct verbs {
    int (*start)(void *t, void (*function)(void *), void *argument);
    int (*join)(void *t);
};

/* What runs in the other thread. It calls nothing, since that may be a bare one. */
static void run_errand_slow(void *argument)
{
    struct errand *e = argument;
    e->began = ticks_begin();
    e->answered = e->told + 1;
    const uint64_t end = e->began + e->run_ticks;
    while (e->run_ticks && (int64_t)(ticks() - end) < 0)
        ;
    e->ended = ticks_begin();
}

static void answer_slow(void *argument)
{
    struct errand *e = argument;
    e->answered = e->told + 1;
}

/* ---- where the threads run ---- */

/* The calling thread's CPUs become a and b. */
SC_SLOW int run_on_slow(int a, int b)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)a, &set);
    CPU_SET((unsigned)b, &set);
    return sched_setaffinity(0, sizeof set, &set);
}

/* While the starter may use both CPUs, so may the thread that it starts. */
SC_INLINE int widen(const struct team_member *m, const struct shared *s)
{
    return s->place == SAME ? 0 : run_on_slow(m->cpu, s->lent->cpu[1]);
}

SC_INLINE int narrow(const struct team_member *m, const struct shared *s)
{
    return s->place == SAME ? 0 : run_on_slow(m->cpu, m->cpu);
}

struct move {
    int a, b, error;
};

static void move_worker_slow(void *argument)
{
    struct move *move = argument;
    move->error = run_on_slow(move->a, move->b);
}

/* A worker was there before widen: it is told. Returns whether that failed. */
SC_SLOW bool place_worker_slow(const struct team_member *m, const struct shared *s)
{
    struct move move = {.a = m->cpu, .b = s->place == SAME ? m->cpu : s->lent->cpu[1]};
    return s->subject->traits.pooled &&
           (s->subject->start(s->thread, move_worker_slow, &move) != 0 ||
            s->subject->join(s->thread) != 0 || move.error != 0);
}

/* ---- latencies ---- */

/* Until a worker that waits for a job sleeps. */
static void park_slow(const struct shared *s)
{
    enum { SWITCHES = 4 };
    const uint64_t end = ticks() + s->park_ticks;
    for (int i = 0; s->place == SAME && i < SWITCHES; i++)
        sched_yield();
    while ((int64_t)(ticks() - end) < 0)
        ;
}

/* One start and join. Returns the latency of the scenario, in ticks. */
SC_INLINE uint64_t round_of(struct team_member *m, const struct shared *s, enum scenario scenario,
                            const struct verbs v)
{
    struct errand *e = s->errand;
    park_slow(s);
    e->told++;
    m->faults += widen(m, s) != 0;
    const uint64_t before = ticks_begin();
    int error = v.start(s->thread, run_errand_slow, e);
    m->faults += narrow(m, s) != 0;
    if (error == 0)
        error = v.join(s->thread);
    const uint64_t after = ticks_end();
    m->faults += error != 0 || e->answered != e->told + 1;
    const int64_t took = (int64_t)(scenario == START ? e->began - before : after - e->ended);
    return took > 0 ? (uint64_t)took : 0;
}

SC_INLINE void run_latency(struct team_member *m, void *shared, enum scenario scenario,
                           const struct verbs v)
{
    const struct shared own = *(const struct shared *)shared;
    const uint64_t deadline = m->deadline;
    uint64_t rounds = 0;
    if (!lent_begin(m, own.lent))
        return;
    m->faults += place_worker_slow(m, &own);
    m->started = ticks();
    do {
        const uint64_t took = round_of(m, &own, scenario, v);
        rounds++;
        if (m->samples && m->phase == 1)
            histogram_add(m->samples, took);
    } while ((int64_t)(ticks() - deadline) < 0);
    m->ended = ticks();
    m->ops = rounds;
    lent_end(own.lent);
}

/* ---- both together ---- */

struct starter {
    void *thread;
    struct errand *errand;
    uint64_t faults;
};

SC_INLINE void op_both(struct starter *s, const struct verbs v)
{
    s->errand->told++;
    s->faults += v.start(s->thread, answer_slow, s->errand) != 0 || v.join(s->thread) != 0 ||
                 s->errand->answered != s->errand->told + 1;
}

SC_INLINE void run_both(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct starter own = {.thread = s->thread, .errand = s->errand};
    if (!lent_begin(m, s->lent))
        return;
    m->faults += place_worker_slow(m, s);
    m->faults += widen(m, s) != 0;
    loop_run(m, &own, op);
    m->faults += own.faults + (uint64_t)(narrow(m, s) != 0);
    lent_end(s->lent);
}

#define VERBS(name) ((struct verbs){thread_start_##name, thread_join_##name})
/* The loops of one subject, into which its verbs dissolve. */
#define THREAD_SUBJECT(name, ...)                                                                  \
    SC_INLINE void op_both_##name(void *s)                                                         \
    {                                                                                              \
        op_both(s, VERBS(name));                                                                   \
    }                                                                                              \
    MEASURED void measured_thread_start_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_latency(m, shared, START, VERBS(name));                                                \
    }                                                                                              \
    MEASURED void measured_thread_join_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_latency(m, shared, JOIN, VERBS(name));                                                 \
    }                                                                                              \
    MEASURED void measured_thread_both_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run_both(m, shared, op_both_##name);                                                       \
    }
#include "primitives/thread/list.h"
#undef THREAD_SUBJECT

static const team_body bodies[THREAD_SUBJECTS][SCENARIOS] = {
#define THREAD_SUBJECT(name, ...)                                                                  \
    {measured_thread_start_##name, measured_thread_join_##name, measured_thread_both_##name},
#include "primitives/thread/list.h"
#undef THREAD_SUBJECT
};

/* ---- the rows ---- */

static void *setup(struct bench_trial *t)
{
    const struct thread_row *row = (const struct thread_row *)t->row;
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || row->subject->size > THREAD_ROOM ||
        !(s->thread = arena_place(t->arena, THREAD_ROOM)) ||
        !(s->errand = arena_place(t->arena, sizeof *s->errand)) ||
        !(s->lent = lent_place(t->arena, row->row.threads)))
        return NULL;
    s->subject = row->subject;
    s->place = row->place;
    s->park_ticks = clock_ticks(parked_ns);
    if (row->row.body == bodies[row->subject - thread_subjects][JOIN])
        s->errand->run_ticks = clock_ticks(running_ns);
    int error = row->subject->init(s->thread);
    if (error == 0)
        return s;
    lent_destroy(s->lent);
    snprintf(t->why, SC_ERR, "cannot make a thread: %s", strerror(-error));
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    struct shared *s = t->shared;
    s->subject->destroy(s->thread);
    lent_destroy(s->lent);
}

/* Quick: what a program has beside what it could have. */
static enum bench_tier tier_of(const struct thread_subject *subject, enum scenario scenario,
                               enum place place)
{
    const bool first = subject == thread_subjects, pooled = subject->traits.pooled;
    if (place == SAME)
        return scenario == START && (first || pooled) ? TIER_STANDARD : TIER_FULL;
    return scenario == START && (first || pooled) ? TIER_QUICK : TIER_STANDARD;
}

static void add_row(struct bench_rows *rows, const struct thread_subject *subject,
                    enum scenario scenario, enum place place)
{
    char shown[SUBJECT_NAME];
    const unsigned threads = place == SAME ? 1 : 2;
    struct thread_row row = {.row = {.tier = tier_of(subject, scenario, place),
                                     .threads = threads,
                                     .basis = scenario == BOTH ? BASIS_ROUND_TRIP : BASIS_LATENCY,
                                     .floor = place == SAME ? FLOOR_futex_switch : FLOOR_futex_wake,
                                     .body = bodies[subject - thread_subjects][scenario],
                                     .setup = setup,
                                     .teardown = teardown},
                             .subject = subject,
                             .place = place};
    bench_add(rows, &row.row, sizeof row, "thread/%s/%s/cpu:%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], place_names[place],
              threads);
}

static void enumerate(struct bench_rows *rows)
{
    const unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < THREAD_SUBJECTS; i++)
        for (unsigned scenario = 0; scenario < SCENARIOS; scenario++) {
            if (rows->threads[0] == 1)
                add_row(rows, &thread_subjects[i], scenario, SAME);
            if (most >= 2) /* the second thread lends its CPU */
                add_row(rows, &thread_subjects[i], scenario, ANY);
        }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"thread", enumerate};
    return bench_main(argc, argv, &family);
}
