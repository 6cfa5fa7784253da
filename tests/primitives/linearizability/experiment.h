// SPDX-License-Identifier: MIT
// Runs random programs of a few threads on one object, again and again, and checks each history.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "tests/primitives/checks.h"
#include "tests/primitives/disturb.h"
#include "tests/primitives/linearizability/check.h"
#include "tests/primitives/linearizability/moment.h"
#include "tests/primitives/linearizability/shrink.h"

enum { EXPERIMENT_THREADS = 8 };

/* What became of a planned operation. */
enum step {
    STEP_RAN,
    STEP_BEFORE, /* the call of the thread's operation before it has been its call too */
    STEP_LAST,   /* it ran, and the thread's program ends with it */
    STEP_SKIPPED /* it was not called: it is not in the history */
};

/* One object under test and how to use it. subject is what the functions get. */
struct experiment {
    const char *name; /* for messages: the subject and its parameters */
    const struct model *model;
    const void *initial; /* the model's state of a fresh object */
    void *subject;
    unsigned threads; /* at most EXPERIMENT_THREADS; a program may use fewer */
    /* its threads must not give their CPU away between operations: a waiter would burn its time */
    bool spins;
    /*
     * Writes the programs of a history: n, and of each operation thread, verb, key and arguments.
     * The operations of a thread stand in their order, those of all threads need not. Threads are
     * 0 to n - 1; any program must come to its end whatever the order. Returns n, from 1 to
     * threads.
     */
    unsigned (*plan)(void *subject, struct history *h, struct stress_random *r);
    void (*start)(void *subject); /* makes a fresh object; no thread uses it */
    enum step (*run)(void *subject, struct operation *o); /* calls it and keeps its results */
    void (*end)(void *subject);                           /* every operation has returned */
};

struct experiment_worker {
    struct experiment_run *run;
    unsigned id;
    struct stress_random random;
    _Atomic(const struct operation *) now; /* what it has called, for the message of a hang */
    pthread_t thread;
};

/* Each turn of round opens the gate for one history. */
struct experiment_run {
    const struct experiment *experiment;
    struct history history;
    uint64_t seed, number;
    unsigned threads;       /* of this history */
    _Atomic uint64_t round; /* how often the gate has opened */
    _Atomic unsigned busy;  /* workers that have not come to the end of the round */
    struct experiment_worker worker[EXPERIMENT_THREADS];
};

/* ---- a hang ---- */

static _Atomic(struct experiment_run *) experiment_running;

/* Says who hangs. printf is not for signal handlers, but nothing else is left of the program. */
static inline void experiment_hangs(int signal)
{
    (void)signal;
    struct experiment_run *run = atomic_load(&experiment_running);
    if (run)
        printf("# %s hangs: history %llu, STRESS_SEED=%llu\n", run->experiment->name,
               (unsigned long long)run->number, (unsigned long long)run->seed);
    for (unsigned i = 0; run && i < run->threads; i++) {
        char text[OPERATION_TEXT];
        const struct operation *o = atomic_load(&run->worker[i].now);
        if (o) {
            run->experiment->model->print(text, o);
            printf("# thread %u has not returned from: %s\n", i, text);
        }
    }
    printf("not ok - hangs\n");
    fflush(stdout);
    _exit(1);
}

/* Once, before the first experiment: chooses the clock. The program's alarm says what hangs. */
static inline void experiment_prepare(void)
{
    signal(SIGALRM, experiment_hangs);
    moment_choose();
}

/* ---- the threads ---- */

/* Not all of a thread's operations are called: what has no begin stays out of the history. */
static inline void experiment_run_program(struct experiment_worker *w)
{
    struct experiment_run *run = w->run;
    const struct experiment *e = run->experiment;
    enum step step = STEP_RAN;
    const struct operation *before = NULL;
    for (struct operation *o = run->history.op; o < run->history.op + run->history.n; o++) {
        if (o->thread != w->id || step == STEP_LAST)
            continue;
        if (!e->spins)
            stress_pause(&w->random);
        atomic_store_explicit(&w->now, o, memory_order_relaxed);
        o->begin = moment_begin();
        step = e->run(e->subject, o);
        o->end = moment_end();
        atomic_store_explicit(&w->now, NULL, memory_order_relaxed);
        if (step == STEP_SKIPPED)
            o->begin = NEVER;
        else if (step == STEP_BEFORE) {
            o->begin = before->begin;
            o->end = before->end;
        }
        before = o;
    }
}

static inline void *experiment_work(void *argument)
{
    struct experiment_worker *w = argument;
    struct experiment_run *run = w->run;
    for (uint64_t round = 1;; round++) {
        for (unsigned looks = 0; atomic_load_explicit(&run->round, memory_order_acquire) < round;
             looks++)
            if (looks < 200)
                cpu_relax();
            else
                sched_yield();
        if (run->threads == 0)
            return NULL;
        if (w->id < run->threads)
            experiment_run_program(w);
        atomic_fetch_sub_explicit(&run->busy, 1, memory_order_release);
    }
}

/* ---- the histories ---- */

static inline void experiment_plan(struct experiment_run *run, struct stress_random *r)
{
    const struct experiment *e = run->experiment;
    run->history.n = 0;
    run->threads = e->plan(e->subject, &run->history, r);
    for (unsigned i = 0; i < run->history.n; i++)
        run->history.op[i].begin = NEVER;
}

static inline void experiment_open_gate(struct experiment_run *run)
{
    atomic_store_explicit(&run->busy, run->experiment->threads - 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&run->round, 1, memory_order_release);
}

/* Runs the programs; the calling thread is the first of them. */
static inline void experiment_one(struct experiment_run *run)
{
    const struct experiment *e = run->experiment;
    e->start(e->subject);
    experiment_open_gate(run);
    experiment_run_program(&run->worker[0]);
    for (unsigned looks = 0; atomic_load_explicit(&run->busy, memory_order_acquire) > 0; looks++)
        if (looks < 200)
            cpu_relax();
        else
            sched_yield();
    e->end(e->subject);
    unsigned n = 0;
    for (unsigned i = 0; i < run->history.n; i++)
        if (run->history.op[i].begin != NEVER)
            run->history.op[n++] = run->history.op[i];
    run->history.n = n;
}

/*
 * Runs histories until they have so many operations together. Returns true where each has an
 * explanation. Else *failed is the first that has none, shrunk. STRESS_SEED decides the programs
 * and delays, not how the threads meet.
 */
static inline bool experiment(const struct experiment *e, uint64_t operations,
                              struct history *failed)
{
    const uint64_t seed = stress_seed();
    struct experiment_run *run = calloc(1, sizeof *run);
    struct stress_random random = {seed};
    struct search check = {0};
    uint64_t done = 0;
    bool good = true;
    assert_non_null(run);
    *run = (struct experiment_run){.experiment = e, .seed = seed};
    for (unsigned i = 0; i < e->threads; i++) {
        struct experiment_worker *w = &run->worker[i];
        *w = (struct experiment_worker){.run = run, .id = i, .random = {stress_next(&random)}};
        if (i > 0)
            assert_int_equal(pthread_create(&w->thread, NULL, experiment_work, w), 0);
    }
    atomic_store(&experiment_running, run);
    for (; good && done < operations; done += run->history.n, run->number++) {
        experiment_plan(run, &random);
        experiment_one(run);
        good = check_by_key(&check, e->model, e->initial, &run->history, failed);
    }
    atomic_store(&experiment_running, NULL);
    stress_did(done);
    if (!good) {
        shrink(&check, e->model, e->initial, failed);
        printf("# %s: history %llu of STRESS_SEED=%llu has no explanation. Shrunk:\n", e->name,
               (unsigned long long)run->number - 1, (unsigned long long)seed);
        history_print(stdout, "# ", e->model, failed);
    }
    run->threads = 0;
    experiment_open_gate(run);
    for (unsigned i = 1; i < e->threads; i++)
        pthread_join(run->worker[i].thread, NULL);
    check_free(&check);
    free(run);
    return good;
}

/* For planted faults: the history that was found is shrunk. Many threads leave more in it. */
static inline void assert_short(const struct history *failed, unsigned most)
{
    assert_in_range(failed->n, 1, getenv("STRESS_THREADS") ? MOST_OPERATIONS : most);
}

/* Gives the next operation of a plan to thread. */
static inline struct operation *plan_add(struct history *h, unsigned thread, unsigned verb,
                                         int64_t argument)
{
    assert(h->n < MOST_OPERATIONS);
    struct operation *o = &h->op[h->n++];
    *o = (struct operation){.thread = (uint8_t)thread, .verb = (uint8_t)verb, .argument = argument};
    return o;
}
