// SPDX-License-Identifier: MIT
// Where the threads of a batch meet: they leave within the time that one line takes to reach them
// all.
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/* The gate of a trial (harness/trial/gate.h) starts its threads 50 µs later, which is longer than a
 * batch. All zero but threads and yields is a meeting that nobody has come to. */
struct meet {
    _Atomic unsigned arrived __attribute__((aligned(512)));
    _Atomic unsigned round __attribute__((aligned(512)));
    unsigned threads;
    bool yields; /* two threads on one CPU */
};

/* Looks after which a thread lets others run: on a CPU of its own it seldom waits so long. */
enum { MEET_PATIENCE = 10000 };

/* Returns when all threads have come. What a thread wrote before is visible to all others after. */
SC_INLINE void meet_all(struct meet *m)
{
    /* relaxed: nobody changes it before this thread has arrived */
    const unsigned round = atomic_load_explicit(&m->round, memory_order_relaxed);
    /* acq_rel: the last to arrive has what all others wrote, and passes it on */
    if (atomic_fetch_add_explicit(&m->arrived, 1, memory_order_acq_rel) + 1 == m->threads) {
        /* relaxed: the release below publishes it */
        atomic_store_explicit(&m->arrived, 0, memory_order_relaxed);
        /* release: pairs with the acquire of those that wait */
        atomic_store_explicit(&m->round, round + 1, memory_order_release);
        return;
    }
    /* acquire: pairs with the release of the last to arrive */
    for (unsigned looks = 1; atomic_load_explicit(&m->round, memory_order_acquire) == round;
         looks++)
        m->yields || looks % MEET_PATIENCE == 0 ? (void)sched_yield() : cpu_relax();
}
