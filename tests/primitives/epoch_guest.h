// SPDX-License-Identifier: MIT
// What the tests of the epochs share: an object that is published, and threads that are told when
// to go on.
#pragma once

#include <sched.h>

#include "tests/primitives/canary.h"
#include "tests/primitives/scarce.h"
// The header below allocates through it.
#include "primitives/epoch.h"
#include "tests/test.h"

enum { GIVE_UP_S = 280, MOST_WAITING = 3 * LIMBO_BAG };

static _Atomic(struct canary *) newest;

static inline int publish(uint64_t stamp)
{
    struct epoch_garbage *g;
    int error = epoch_retire_begin(&g);
    if (error)
        return error;
    epoch_retire_end(g, atomic_exchange(&newest, canary_new(stamp)), canary_end);
    return 0;
}

static inline void end_newest(void)
{
    canary_end(atomic_exchange(&newest, NULL));
}

static inline void nothing_is_left(void)
{
    epoch_drain_slow();
    assert_int_equal(atomic_load(&canaries_alive), 0);
    assert_int_equal(atomic_load(&scarce_alive), 0);
    canaries_free_kept();
}

/* A thread that is told when to go on: it says that it has come to a stop, and waits. */
struct guest {
    pthread_t thread;
    _Atomic int stop, go;
    unsigned faults;
    int late; /* rounds of its destructors */
};

static inline void stop_here(struct guest *g)
{
    int stop = atomic_fetch_add(&g->stop, 1) + 1;
    while (atomic_load(&g->go) < stop) {
        sched_yield();
        pthread_testcancel();
    }
}

static inline void await_stop(struct guest *g, int stop)
{
    while (atomic_load(&g->stop) < stop)
        sched_yield();
}

static inline void publish_many(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        assert_int_equal(publish(i), 0);
}

static inline void *publish_and_end(void *argument)
{
    struct guest *g = argument;
    for (unsigned i = 0; i < 10; i++)
        g->faults += publish(i) != 0;
    return NULL;
}
