// SPDX-License-Identifier: MIT
// One-way latency: from the start of a signal to the moment at which the last waiter has returned.
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/machine/ticks.h"
#include "harness/trial/arena.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "harness/trial/team.h"
#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * How the waiter waits when the signal comes. SPINNING: the signal follows its arrival at once, so
 * that a subject that spins at all still spins. ASLEEP: it follows after a pause in which every
 * subject that can sleep has gone to sleep. SAME_CPU: all threads share one CPU, so the waiter
 * sleeps and must be switched in.
 */
enum wake_wait { WAKE_SPINNING, WAKE_ASLEEP, WAKE_SAME_CPU, WAKE_WAITS };

/* "spinning", "asleep", "same-cpu": the value of a row's wait parameter. */
const char *wake_wait_name(enum wake_wait wait);

/* On lines of its own: its waiter writes, the signaller reads. */
struct wake_waiter {
    _Atomic uint64_t arrived, returned; /* the round */
    uint64_t seen;                      /* ticks at its return; returned releases it */
} __attribute__((aligned(ARENA_ALIGN)));

struct wake {
    /* The round that waiters may enter, or the end of a phase; alone on its lines. */
    _Atomic uint64_t round __attribute__((aligned(ARENA_ALIGN)));
    /* Constant during a trial. */
    uint64_t pause __attribute__((aligned(ARENA_ALIGN))); /* ticks from last arrival to signal */
    bool yields;                                          /* threads share a CPU */
    unsigned waiters;
    struct wake_waiter waiter[];
};

/*
 * Rounds only grow. Those of a phase lie between the base of the phase and its end; a waiter that
 * misses the end of the first phase sees a round of the second, which lies above it.
 */
#define WAKE_BASE(phase) ((uint64_t)(phase) << 62)
#define WAKE_END(phase)  (WAKE_BASE(phase) | UINT64_C(1) << 61)

/*
 * In a's memory, for threads - 1 waiters on cpus CPUs. NULL when the arena is full. Needs
 * clock_start. It needs no destruction.
 */
struct wake *wake_place(struct arena *a, unsigned threads, unsigned cpus, enum wake_wait wait);

/*
 * What a family states; SC_INLINE functions, constants at the call of wake_run.
 *  prepare  by the signaller between rounds, while nobody waits; may be NULL
 *  wait     by each waiter: returns once it has been signalled
 *  signal   by the signaller, once a round. A waiter may have arrived and not begun to wait: the
 *           signal must reach it all the same
 */
struct wake_verbs {
    void (*prepare)(void *context);
    void (*wait)(void *context);
    void (*signal)(void *context);
};

/* Voluntary switches of the calling thread so far: a wait that slept adds at least one. */
uint64_t wake_sleeps_slow(void);

/* A look at another thread's word has failed. */
SC_INLINE void wake_look_again(const struct wake *w)
{
    if (w->yields)
        sched_yield();
    else
        cpu_relax();
}

SC_INLINE void wake_pause(const struct wake *w)
{
    enum { SWITCHES = 4 }; /* each lets a waiter that spins first run until it sleeps */
    const uint64_t end = ticks() + w->pause;
    for (int i = 0; w->yields && i < SWITCHES; i++)
        sched_yield();
    while ((int64_t)(ticks() - end) < 0)
        wake_look_again(w);
}

/* Acquires what the waiters wrote before they arrived. */
SC_INLINE void wake_await_arrivals(struct wake *w, uint64_t round)
{
    for (unsigned i = 0; i < w->waiters; i++)
        while (atomic_load_explicit(&w->waiter[i].arrived, memory_order_acquire) != round)
            wake_look_again(w);
}

/* The ticks at which the last of them returned. */
SC_INLINE uint64_t wake_await_returns(struct wake *w, uint64_t round, uint64_t since)
{
    uint64_t longest = 0;
    for (unsigned i = 0; i < w->waiters; i++) {
        while (atomic_load_explicit(&w->waiter[i].returned, memory_order_acquire) != round)
            wake_look_again(w);
        int64_t took = (int64_t)(w->waiter[i].seen - since);
        if (took > 0 && (uint64_t)took > longest)
            longest = (uint64_t)took;
    }
    return longest;
}

/* Rounds until m->deadline. Counts them as m's operations, and their latencies in m->samples. */
SC_INLINE void wake_signal_rounds(struct team_member *m, struct wake *w, void *context,
                                  const struct wake_verbs verbs)
{
    const uint64_t deadline = m->deadline;
    uint64_t rounds = 0;
    m->started = ticks();
    do {
        const uint64_t round = WAKE_BASE(m->phase) + ++rounds;
        if (verbs.prepare)
            verbs.prepare(context);
        atomic_store_explicit(&w->round, round, memory_order_release);
        wake_await_arrivals(w, round);
        wake_pause(w);
        const uint64_t since = ticks_begin();
        verbs.signal(context);
        const uint64_t took = wake_await_returns(w, round, since);
        if (m->samples && m->phase == 1)
            histogram_add(m->samples, took);
    } while ((int64_t)(ticks() - deadline) < 0);
    atomic_store_explicit(&w->round, WAKE_END(m->phase), memory_order_release);
    m->ended = ticks();
    m->ops = rounds;
}

SC_INLINE void wake_wait_rounds(struct team_member *m, struct wake *w, void *context,
                                const struct wake_verbs verbs)
{
    struct wake_waiter *self = &w->waiter[m->id - 1];
    uint64_t last = WAKE_BASE(m->phase), round;
    m->started = ticks();
    for (;;) {
        while ((round = atomic_load_explicit(&w->round, memory_order_acquire)) <= last)
            wake_look_again(w);
        if (round >= WAKE_END(m->phase))
            break;
        const uint64_t slept = wake_sleeps_slow();
        atomic_store_explicit(&self->arrived, round, memory_order_release);
        verbs.wait(context);
        self->seen = ticks_end();
        m->waits++;
        m->sleeps += wake_sleeps_slow() != slept;
        atomic_store_explicit(&self->returned, round, memory_order_release);
        last = round;
    }
    m->ended = ticks();
    m->ops = 0;
    m->uncounted = true;
}

/*
 * The body of a latency row (BASIS_LATENCY): member 0 signals, the others wait. context is the
 * caller's own, and may differ from member to member.
 */
SC_INLINE void wake_run(struct team_member *m, struct wake *w, void *context,
                        const struct wake_verbs verbs)
{
    if (m->id == 0)
        wake_signal_rounds(m, w, context, verbs);
    else
        wake_wait_rounds(m, w, context, verbs);
}
