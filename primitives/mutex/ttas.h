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
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Rudolph and Segall, "Dynamic decentralized cache schemes for MIMD parallel processors", ISCA
 * 1984: a waiter reads its own copy of the line and writes only when it has seen the lock free. No
 * order among waiters, no back-off.
 *
 * Memory ordering: the exchange that finds the lock free acquires what the store of 0 released. The
 * look before it is relaxed, since nothing follows from it.
 */
struct ttas_mutex {
    _Atomic uint32_t held; /* 0 free, 1 held */
};

struct ttas_mutex_node {
    char unused;
};

SC_INLINE void ttas_mutex_init(struct ttas_mutex *m)
{
    atomic_init(&m->held, 0);
}

SC_INLINE void ttas_mutex_destroy(struct ttas_mutex *m)
{
    (void)m;
}

SC_INLINE void ttas_mutex_node_init(struct ttas_mutex_node *node)
{
    node->unused = 0;
}

/* One test and, if it looks free, one test-and-set. Whether the caller now holds the lock. */
SC_INLINE bool ttas_mutex_try(struct ttas_mutex *m)
{
    return atomic_load_explicit(&m->held, memory_order_relaxed) == 0 &&
           atomic_exchange_explicit(&m->held, 1, memory_order_acquire) == 0;
}

SC_SLOW void ttas_mutex_acquire_slow(struct ttas_mutex *m)
{
    do
        cpu_relax();
    while (!ttas_mutex_try(m));
}

/* Not recursive. Acquires what the last owner released. */
SC_INLINE void ttas_mutex_acquire(struct ttas_mutex *m, struct ttas_mutex_node *node)
{
    (void)node;
    if (!ttas_mutex_try(m))
        ttas_mutex_acquire_slow(m);
}

/* The caller holds m. m is not touched after the store. */
SC_INLINE void ttas_mutex_release(struct ttas_mutex *m, struct ttas_mutex_node *node)
{
    (void)node;
    atomic_store_explicit(&m->held, 0, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(ttas, .spin_only = true, .fifo = false)
#endif
