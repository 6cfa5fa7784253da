// SPDX-License-Identifier: MIT
// Runs a random program on real threads and writes down what each operation did, and when.
#pragma once

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "primitives/fatal.h"

/* Bad use ends an operation of a program here, not the process. */
static _Thread_local jmp_buf run_refused;
static _Thread_local const void *run_refused_by;
__attribute__((noreturn)) static void run_refuse(const void *channel)
{
    run_refused_by = channel;
    longjmp(run_refused, 1);
}
#define sc_fatal(words, address) run_refuse(address)
#include "primitives/select/go.h"
#undef sc_fatal

#include "tests/primitives/asleep.h"
#include "tests/primitives/deadline.h"
#include "tests/primitives/select/random_faults.h"
#include "tests/primitives/select/random_model.h"
#include "tests/primitives/select/random_program.h"
#include "tests/test.h"

/* What all threads of a run share. It is leaked where some of them never come back. */
struct run {
    struct program program;
    struct history history;
    struct go_channel channel[PROGRAM_CHANNELS];
    uint64_t seed;
    _Atomic uint64_t clock;
    _Atomic unsigned ready, finished;
    struct runner {
        struct run *run;
        unsigned id;
        _Atomic pid_t tid;
        _Atomic bool over;
        pthread_t thread;
    } runner[PROGRAM_THREADS];
};

static inline struct go_channel *run_channel(struct run *r, const struct op_case *k)
{
    return k->channel == PROGRAM_NIL ? NULL : &r->channel[k->channel];
}

enum { RUN_UNTOUCHED = 0xdead };

static inline void run_cases(struct run *r, const struct program_op *op, uint64_t *value,
                             const struct timespec *deadline, struct event *e)
{
    struct go_select_case cases[PROGRAM_CASES];
    for (unsigned i = 0; i < op->n_cases; i++)
        cases[i] = op->cases[i].sends
                       ? go_select_send_case(run_channel(r, &op->cases[i]), &value[i])
                       : go_select_receive_case(run_channel(r, &op->cases[i]), &value[i]);
    e->chosen = fault_select(cases, op->n_cases, deadline);
    if (e->chosen < 0)
        e->chosen = -1;
    else
        e->received = cases[e->chosen].received;
}

/* One operation under way. */
struct attempt {
    struct run *run;
    const struct program_op *op;
    const struct timespec *deadline;
    struct event *event;
    uint64_t value[PROGRAM_CASES];
};

static inline void run_op(struct attempt *a)
{
    const struct program_op *op = a->op;
    struct event *e = a->event;
    struct go_channel *c = run_channel(a->run, &op->cases[0]);
    if (op->kind == OP_SELECT) {
        run_cases(a->run, op, a->value, a->deadline, e);
    } else if (op->kind == OP_CLOSE) {
        fault_close(c);
    } else {
        enum go_channel_outcome outcome = op->kind == OP_SEND
                                              ? fault_send(c, a->value[0], a->deadline)
                                              : fault_receive(c, &a->value[0], a->deadline);
        e->chosen = outcome == GO_CHANNEL_NOT_READY ? -1 : 0;
        e->received = op->kind == OP_RECEIVE && outcome == GO_CHANNEL_DONE;
        e->refused = op->kind == OP_SEND && outcome == GO_CHANNEL_CLOSED;
    }
}

/* The case that was refused: one that sends on that channel. */
static inline int run_refused_case(struct run *r, const struct program_op *op)
{
    for (unsigned i = 0; i < op->n_cases; i++)
        if (op->cases[i].sends && run_channel(r, &op->cases[i]) == run_refused_by)
            return (int)i;
    return 0;
}

/* The operation, to its end or to where it is refused. Not inline: it is returned to twice. */
__attribute__((noinline)) static void run_attempt(struct attempt *a)
{
    if (setjmp(run_refused) == 0) {
        run_op(a);
        return;
    }
    a->event->refused = true;
    a->event->chosen = run_refused_case(a->run, a->op);
}

/* Runs the nth operation of a thread and writes down how it ended. */
static inline void run_event(struct run *r, unsigned thread, unsigned nth)
{
    const struct program_op *op = &r->history.op[thread][nth];
    struct event *e = &r->history.event[thread][nth];
    const struct timespec until = in_ns((int64_t)op->wait_us * 1000);
    struct attempt a = {.run = r,
                        .op = op,
                        .deadline = op->patience == FOR_EVER  ? NULL
                                    : op->patience == AT_ONCE ? &go_channel_at_once
                                                              : &until,
                        .event = e};
    for (unsigned i = 0; i < op->n_cases; i++)
        a.value[i] = op->cases[i].sends ? program_value(thread, nth, i) : RUN_UNTOUCHED;
    e->called = atomic_fetch_add(&r->clock, 1);
    run_attempt(&a);
    e->returned = atomic_fetch_add(&r->clock, 1);
    e->early = e->chosen < 0 && op->patience == A_WHILE && !has_passed(&until);
    for (unsigned i = 0; i < op->n_cases; i++)
        if ((int)i != e->chosen && !op->cases[i].sends && op->kind != OP_CLOSE)
            e->early |= a.value[i] != RUN_UNTOUCHED;
    if (e->chosen >= 0 && op->kind != OP_CLOSE)
        e->value = a.value[e->chosen];
}

static inline void *run_thread(void *argument)
{
    struct runner *me = argument;
    struct run *r = me->run;
    atomic_store(&me->tid, gettid());
    select_random_seed(r->seed * PROGRAM_THREADS + me->id + 1);
    atomic_fetch_add(&r->ready, 1);
    while (atomic_load(&r->ready) < r->program.n_threads)
        sched_yield();
    for (unsigned i = 0; i < r->program.n_ops[me->id]; i++) {
        for (unsigned k = r->program.op[me->id][i].delay; k > 0; k--)
            cpu_relax();
        run_event(r, me->id, i);
    }
    atomic_store(&me->over, true);
    atomic_fetch_add(&r->finished, 1);
    return NULL;
}

/* ---- who waits for ever by right is rescued by a partner ---- */

/* Does what a thread may wait for on that channel. Whether it could; then it is in the history. */
static inline bool run_rescue(struct run *r, unsigned channel, bool sends)
{
    struct history *h = &r->history;
    const unsigned self = PROGRAM_THREADS, nth = h->n_ops[self];
    if (nth == HISTORY_RESCUES)
        return false;
    h->op[self][nth] = (struct program_op){.kind = sends ? OP_SEND : OP_RECEIVE,
                                           .patience = AT_ONCE,
                                           .n_cases = 1,
                                           .cases = {{.channel = channel, .sends = sends}}};
    h->event[self][nth] = (struct event){0};
    run_event(r, self, nth);
    const struct event *e = &h->event[self][nth];
    const bool served = e->chosen == 0 && !e->refused && (sends || e->received);
    h->n_ops[self] += served;
    return served;
}

/* Whether all who are not over sleep. */
static inline bool run_sleeps(struct run *r)
{
    for (unsigned t = 0; t < r->program.n_threads; t++)
        if (!atomic_load(&r->runner[t].over) &&
            (atomic_load(&r->runner[t].tid) == 0 || !thread_asleep(atomic_load(&r->runner[t].tid))))
            return false;
    return true;
}

static inline void run_pause(unsigned us)
{
    nanosleep(&(struct timespec){.tv_nsec = us * 1000L}, NULL);
}

/* In every other program signals interrupt the threads in turn, whatever they wait for. */
static inline void run_interrupt(struct run *r, unsigned round)
{
    if (r->seed % 2 == 0)
        pthread_kill(r->runner[round % r->program.n_threads].thread, SIGUSR1);
}

static void run_interrupted(int signal)
{
    (void)signal;
}

/*
 * Returns true when all threads have ended. False where some sleep on, though each channel was
 * served for both directions again and again: nobody can wake them any more.
 */
static inline bool run_to_the_end(struct run *r)
{
    enum { FEW = 4, IDLE_MS = 60, IDLE_ROUNDS = 40 };
    unsigned idle = 0;
    struct timespec stuck = in_ms(IDLE_MS);
    for (unsigned round = 0; atomic_load(&r->finished) < r->program.n_threads; round++) {
        run_pause(round < FEW ? 30 : 60);
        run_interrupt(r, round);
        if (round < FEW || !run_sleeps(r))
            continue;
        bool served = false;
        for (unsigned c = 0; c < r->program.n_channels; c++)
            served |= run_rescue(r, c, false) || run_rescue(r, c, true);
        idle = served ? 0 : idle + 1;
        if (served)
            stuck = in_ms(IDLE_MS);
        else if (idle > IDLE_ROUNDS && has_passed(&stuck) && run_sleeps(r))
            return false;
    }
    return true;
}

enum run_result { RUN_POSSIBLE, RUN_IMPOSSIBLE, RUN_HANGS };

/* Runs the program once and judges what was seen. *seen_of: the history, where it is not NULL. */
static inline enum run_result run_program(const struct program *p, uint64_t seed,
                                          struct history *seen_of)
{
    static uint64_t marks[MODEL_SEEN];
    const struct sigaction no_restart = {.sa_handler = run_interrupted};
    assert_int_equal(sigaction(SIGUSR1, &no_restart, NULL), 0);
    struct run *r = calloc(1, sizeof *r);
    assert_non_null(r);
    r->program = *p;
    r->seed = seed;
    r->history.n_channels = p->n_channels;
    memcpy(r->history.capacity, p->capacity, sizeof p->capacity);
    for (unsigned c = 0; c < p->n_channels; c++)
        assert_int_equal(go_channel_init(&r->channel[c], p->capacity[c]), 0);
    for (unsigned t = 0; t < p->n_threads; t++) {
        r->history.n_ops[t] = p->n_ops[t];
        memcpy(r->history.op[t], p->op[t], sizeof p->op[t]);
        r->runner[t].run = r;
        r->runner[t].id = t;
    }
    for (unsigned t = 0; t < p->n_threads; t++)
        assert_int_equal(pthread_create(&r->runner[t].thread, NULL, run_thread, &r->runner[t]), 0);
    if (!run_to_the_end(r)) {
        for (unsigned t = 0; t < p->n_threads; t++)
            pthread_detach(r->runner[t].thread);
        return RUN_HANGS;
    }
    for (unsigned t = 0; t < p->n_threads; t++)
        pthread_join(r->runner[t].thread, NULL);
    const bool possible = history_is_possible(&r->history, marks);
    if (seen_of)
        *seen_of = r->history;
    for (unsigned c = 0; c < p->n_channels; c++)
        go_channel_destroy(&r->channel[c]);
    free(r);
    return possible ? RUN_POSSIBLE : RUN_IMPOSSIBLE;
}
