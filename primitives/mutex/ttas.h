// SPDX-License-Identifier: MIT
// Test-and-test-and-set spin lock.
/*
 * Example: a free list. The lock is held for two memory accesses.
 *
 *     static struct { struct ttas_mutex lock; struct block { struct block *next; } *free; } pool;
 *     struct ttas_mutex_node me; // one for each thread
 *     ttas_mutex_init(&pool.lock);
 *     ttas_mutex_node_init(&me);
 *     ttas_mutex_acquire(&pool.lock, &me);
 *     if (pool.free)
 *         pool.free = pool.free->next;
 *     ttas_mutex_release(&pool.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_TTAS_H
#define SYNCCOST_MUTEX_TTAS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/wait.h"

/*
 * Source: Rudolph and Segall, "Dynamic decentralized cache schemes for MIMD parallel processors",
 * ISCA 1984. A waiter reads its own copy of the line, and writes the line only when it has seen the
 * lock free. No order among waiters, no back-off.
 *
 * Memory ordering: the exchange that finds the lock free acquires what the store of 0 released.
 */
struct ttas_mutex {
    _Atomic uint32_t held; /* 0 free, 1 held; cleared by the holder only */
};

struct ttas_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void ttas_mutex_init(struct ttas_mutex *m)
{
    atomic_init(&m->held, 0);
}

/* m is unlocked and nobody waits. */
SC_INLINE void ttas_mutex_destroy(struct ttas_mutex *m)
{
    (void)m;
}

/* The lock uses no node. */
SC_INLINE void ttas_mutex_node_init(struct ttas_mutex_node *node)
{
    node->unused = 0;
}

/*
 * One test and, where the lock looks free, one test-and-set. Returns whether the caller now holds
 * m, and then acquires what the last release released.
 */
SC_INLINE bool ttas_mutex_try_acquire(struct ttas_mutex *m, struct ttas_mutex_node *node)
{
    (void)node;
    /*
     * Relaxed load: a hint whether to write the line; a wrong one costs a try and breaks nothing.
     * The set is an exchange, not a store: several threads may have seen 0. Acquire: else the
     * critical section could read values from before the last owner's writes.
     */
    return atomic_load_explicit(&m->held, memory_order_relaxed) == 0 &&
           atomic_exchange_explicit(&m->held, 1, memory_order_acquire) == 0;
}

SC_SLOW void ttas_mutex_acquire_slow(struct ttas_mutex *m)
{
    do
        cpu_relax();
    while (!ttas_mutex_try_acquire(m, NULL));
}

/*
 * The caller does not hold m: a second acquire spins forever. Returns once it does. Acquires what
 * the last release released.
 */
SC_INLINE void ttas_mutex_acquire(struct ttas_mutex *m, struct ttas_mutex_node *node)
{
    if (!ttas_mutex_try_acquire(m, node))
        ttas_mutex_acquire_slow(m);
}

/* As ttas_mutex_acquire, but waits between two tests as the form says (primitives/wait.h). */
SC_INLINE void ttas_mutex_acquire_by(struct ttas_mutex *m, struct ttas_mutex_node *node,
                                     const wait_form wait)
{
    while (!ttas_mutex_try_acquire(m, node))
        wait(&m->held, 1);
}

/* The caller holds m, and does not access it after the store. Releases to the next acquire. */
SC_INLINE void ttas_mutex_release(struct ttas_mutex *m, struct ttas_mutex_node *node)
{
    (void)node;
    /*
     * Release: else a write of the critical section could become visible after the lock is free. A
     * store suffices: while the lock is held other threads only write the 1 that is there.
     */
    atomic_store_explicit(&m->held, 0, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(ttas, .spin_only = true, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(ttas)
#endif
