// SPDX-License-Identifier: MIT
// An atomic flag as a cancellation: the least that a loop can look at, and nothing to sleep on.
/*
 * Example: a loop that another thread ends.
 *
 *     static struct flag_cancel stop; // all zero bytes: not cancelled
 *     int turns = 0;
 *     while (!flag_cancel_canceled(&stop))
 *         if (++turns == 10)
 *             flag_cancel_cancel(&stop); // any thread
 *     flag_cancel_wait(&stop); // returns at once now
 */
#ifndef SYNCCOST_CANCEL_FLAG_H
#define SYNCCOST_CANCEL_FLAG_H

#include <stdatomic.h>
#include <stdbool.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/* Memory ordering: the store of the cancel releases, and the load that finds it acquires. */
struct flag_cancel {
    _Atomic bool canceled;
};

/* c is not in use. Returns 0. */
SC_INLINE int flag_cancel_init(struct flag_cancel *c)
{
    atomic_init(&c->canceled, false);
    return 0;
}

/* Every call has returned. */
SC_INLINE void flag_cancel_destroy(struct flag_cancel *c)
{
    (void)c;
}

/* Any thread may, at any time; a second cancel does nothing. */
SC_INLINE void flag_cancel_cancel(struct flag_cancel *c)
{
    /* Release: who finds it may read what was written before the cancel. */
    atomic_store_explicit(&c->canceled, true, memory_order_release);
}

SC_INLINE bool flag_cancel_canceled(struct flag_cancel *c)
{
    /* Acquire: the caller may go on to read what was written before the cancel. */
    return atomic_load_explicit(&c->canceled, memory_order_acquire);
}

/* Looks at the flag until it is set. Never sleeps. */
SC_SLOW void flag_cancel_wait_slow(struct flag_cancel *c)
{
    while (!flag_cancel_canceled(c))
        cpu_relax();
}

/* Waits until c is cancelled. Acquires what the cancel released. */
SC_INLINE void flag_cancel_wait(struct flag_cancel *c)
{
    if (!flag_cancel_canceled(c))
        flag_cancel_wait_slow(c);
}

#endif
#ifdef CANCEL_SUBJECT
CANCEL_SUBJECT(flag, .sleeps = false)
#endif
