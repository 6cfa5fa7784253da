// SPDX-License-Identifier: MIT
// The least that a waitgroup can be: a counter, on which waiters sleep.
/*
 * Example: wait until two parts of a job are done. Each part is another thread's in a real program.
 *
 *     static struct futex_waitgroup parts; // all zero bytes: nothing is pending
 *     static long sum[2];
 *     futex_waitgroup_add(&parts, 2);
 *     for (int i = 0; i < 2; i++, futex_waitgroup_done(&parts)) // a part: compute, then done
 *         sum[i] = i;
 *     futex_waitgroup_wait(&parts);
 *     futex_waitgroup_destroy(&parts);
 *     return sum[0] + sum[1] != 1; // both are visible here
 */
#ifndef SYNCCOST_WAITGROUP_FUTEX_H
#define SYNCCOST_WAITGROUP_FUTEX_H

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"

/*
 * The done that makes the counter 0 always calls futex_wake, since it does not know whether anybody
 * sleeps. A wait does not spin. Misuse is not caught. A wait that has not run when the next round's
 * add comes sleeps through that round as well.
 *
 * Memory ordering: each done releases to the counter, and all further changes are read-modify-
 * writes, which keep the release sequence going. The load that finds 0 acquires all of them.
 *
 * Cancellation: as for the go waitgroup. w may be freed as soon as all waits have returned: after
 * its subtraction a done uses only the address.
 */
struct futex_waitgroup {
    _Atomic uint32_t pending;
};

/* w is not in use. Afterwards nothing is pending. parties is not used. Returns 0. */
SC_INLINE int futex_waitgroup_init(struct futex_waitgroup *w, unsigned parties)
{
    (void)parties;
    atomic_init(&w->pending, 0);
    return 0;
}

/* Every wait has returned. */
SC_INLINE void futex_waitgroup_destroy(struct futex_waitgroup *w)
{
    (void)w;
}

/* delta: above 0. A round's first add comes before its waits. */
SC_INLINE void futex_waitgroup_add(struct futex_waitgroup *w, int delta)
{
    /* Release: what was written before an add comes before the wait, as in Go. */
    atomic_fetch_add_explicit(&w->pending, (uint32_t)delta, memory_order_release);
}

SC_SLOW void futex_waitgroup_wake_slow(struct futex_waitgroup *w)
{
    futex_wake(&w->pending, INT_MAX);
}

/* Something is pending. Wakes all who wait where it was the last. Releases to every wait that
 * returns because of it. */
SC_INLINE void futex_waitgroup_done(struct futex_waitgroup *w)
{
    /* Release: a done publishes what its thread wrote. It reads nothing of the others. */
    if (atomic_fetch_sub_explicit(&w->pending, 1, memory_order_release) == 1)
        futex_waitgroup_wake_slow(w);
}

SC_SLOW void futex_waitgroup_wait_slow(struct futex_waitgroup *w)
{
    uint32_t seen;
    /* Acquire: futex_wait orders nothing, so this load is what receives what the dones published.
     */
    while ((seen = atomic_load_explicit(&w->pending, memory_order_acquire)) != 0)
        futex_wait(&w->pending, seen, NULL);
}

/* Returns once nothing is pending. Acquires what every done released. */
SC_INLINE void futex_waitgroup_wait(struct futex_waitgroup *w)
{
    /* Acquire: it pairs with the dones, as in the slow path. */
    if (atomic_load_explicit(&w->pending, memory_order_acquire) != 0)
        futex_waitgroup_wait_slow(w);
}

/* How much is pending: exact while nobody calls add or done. Orders nothing. */
SC_INLINE int futex_waitgroup_pending(struct futex_waitgroup *w)
{
    /* Relaxed: a count for people and tests, by which nothing is read. */
    return (int)atomic_load_explicit(&w->pending, memory_order_relaxed);
}

#endif
#ifdef WAITGROUP_SUBJECT
WAITGROUP_SUBJECT(futex, .fatal_misuse = false)
#endif
