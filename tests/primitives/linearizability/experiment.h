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

enum { EXPERIMENT_THREADS = 8, EXPERIMENT_GIVE_UP_S = 280 };

/* What became of a planned operation. */
enum step {
    STEP_RAN,
    STEP_BEFORE, /* the call of the thread's operation before it has been its call too */
    STEP_LAST,   /* it ran, and the thread's program ends with it */
    STEP_SKIPPED /* it was not called: it is not in the history */
};

/* One object under test and how to use it. subject is what the functions get. */
struct experiment {
    const struct model *model;
    const void *initial; /* the model's state of a fresh object */
    void *subject;
    /* NULL, or where the object's memory is noted: size bytes, full of rubbish before each start */
    void **object;
    size_t size;
    unsigned threads; /* 0: experiment_threads says; a program may use fewer */
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
    void (*finish)(void *subject);                        /* NULL, or called after the last end */
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
    char name[96]; /* for messages: the subject and its parameters */
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
        printf("# %s hangs: history %llu, STRESS_SEED=%llu\n", run->name,
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
    alarm(stress_time(EXPERIMENT_GIVE_UP_S));
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
    if (e->object)
        memset(*e->object, 0xa5, e->size);
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

static inline void experiment_start_threads(struct experiment_run *run, struct stress_random *r)
{
    for (unsigned i = 0; i < run->experiment->threads; i++) {
        struct experiment_worker *w = &run->worker[i];
        *w = (struct experiment_worker){.run = run, .id = i, .random = {stress_next(r)}};
        if (i > 0)
            assert_int_equal(pthread_create(&w->thread, NULL, experiment_work, w), 0);
    }
    atomic_store(&experiment_running, run);
}

static inline void experiment_end_threads(struct experiment_run *run)
{
    atomic_store(&experiment_running, NULL);
    run->threads = 0;
    experiment_open_gate(run);
    for (unsigned i = 1; i < run->experiment->threads; i++)
        pthread_join(run->worker[i].thread, NULL);
}

/* Runs histories until they have so many operations together, or one has no explanation. */
static inline bool experiment_histories(struct experiment_run *run, uint64_t operations,
                                        struct stress_random *r, struct history *failed)
{
    const struct experiment *e = run->experiment;
    struct search check = {0};
    uint64_t done = 0;
    bool good = true;
    for (; good && done < operations; done += run->history.n, run->number++) {
        experiment_plan(run, r);
        experiment_one(run);
        good = check_by_key(&check, e->model, e->initial, &run->history, failed);
    }
    stress_did(done);
    if (!good) {
        shrink(&check, e->model, e->initial, failed);
        printf("# %s: history %llu of STRESS_SEED=%llu has no explanation. Shrunk:\n", run->name,
               (unsigned long long)run->number - 1, (unsigned long long)run->seed);
        history_print(stdout, "# ", e->model, failed);
    }
    check_free(&check);
    return good;
}

/* ---- what a test calls ---- */

/* As many threads as plan_threads gives at most. Where they spin each has a CPU. */
static inline unsigned experiment_threads(bool spins)
{
    const bool few = spins && sysconf(_SC_NPROCESSORS_ONLN) < 3;
    return few ? 2 : stress_threads(3, EXPERIMENT_THREADS);
}

/*
 * Runs histories until they have so many operations together. Returns true where each has an
 * explanation. Else *failed is the first that has none, shrunk. STRESS_SEED decides the programs
 * and delays, not how the threads meet. format: the subject and its parameters, for messages.
 */
__attribute__((format(printf, 4, 5))) static inline bool experiment(const struct experiment *given,
                                                                    uint64_t operations,
                                                                    struct history *failed,
                                                                    const char *format, ...)
{
    struct experiment e = *given;
    struct stress_random random = {stress_seed()};
    struct experiment_run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    *run = (struct experiment_run){.experiment = &e, .seed = random.state};
    va_list args;
    va_start(args, format);
    vsnprintf(run->name, sizeof run->name, format, args);
    va_end(args);
    if (e.threads == 0)
        e.threads = experiment_threads(e.spins);
    if (e.object)
        *e.object = rubbish(e.size);
    experiment_start_threads(run, &random);
    bool good = experiment_histories(run, operations, &random, failed);
    experiment_end_threads(run);
    if (e.finish)
        e.finish(e.subject);
    if (e.object)
        free(*e.object);
    free(run);
    return good;
}

/* What main returns: runs the check on each of a family's subjects (run_checks), and then the
 * test's own tests, most of them of planted faults. */
static inline int experiment_main(const struct check *check, const void *subjects, size_t size,
                                  size_t n, const struct CMUnitTest *tests, size_t n_tests)
{
    experiment_prepare();
    int failed = run_checks(check, 1, subjects, size, n, EXPERIMENT_GIVE_UP_S);
    return failed + _cmocka_run_group_tests("faults", tests, n_tests, stress_begin, stress_end);
}

/* For planted faults: the history that was found is shrunk. Many threads leave more in it. */
static inline void assert_short(const struct history *failed, unsigned most)
{
    assert_in_range(failed->n, 1, getenv("STRESS_THREADS") ? MOST_OPERATIONS : most);
}

/* The number of threads of a plan: 2 or 3, or STRESS_THREADS; never above most. */
static inline unsigned plan_threads(struct stress_random *r, unsigned most)
{
    return stress_threads(2 + stress_below(r, 2), most);
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
