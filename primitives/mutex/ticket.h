// SPDX-License-Identifier: MIT
// Ticket lock: arrivals draw a number and wait until it is served.
/*
 * Example: a log of arrivals. Threads append in the order in which they drew their tickets.
 *
 *     static struct { struct ticket_mutex lock; int thread[64]; unsigned used; } arrivals;
 *     struct ticket_mutex_node me; // one for each thread
 *     ticket_mutex_init(&arrivals.lock);
 *     ticket_mutex_node_init(&me);
 *     ticket_mutex_acquire(&arrivals.lock, &me);
 *     arrivals.thread[arrivals.used++ % 64] = 7;
 *     ticket_mutex_release(&arrivals.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_TICKET_H
#define SYNCCOST_MUTEX_TICKET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/wait.h"

/*
 * Source: Mellor-Crummey and Scott, "Algorithms for scalable synchronization on shared-memory
 * multiprocessors", ACM TOCS 9(1), 1991, section 2.2, without the proportional back-off. Grants in
 * the order of the draw. Both words wrap, so fewer than 2^32 threads may wait. The words share a
 * line, as in most ticket locks in use: waiters poll the line that arrivals write.
 *
 * Memory ordering: the edge goes from the store of serving, which releases, to the load that finds
 * the waiter's own number, which acquires.
 */
struct ticket_mutex {
    _Atomic uint32_t next;    /* number of the next arrival */
    _Atomic uint32_t serving; /* number that holds the lock; written by its holder only */
};

struct ticket_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void ticket_mutex_init(struct ticket_mutex *m)
{
    atomic_init(&m->next, 0);
    atomic_init(&m->serving, 0);
}

/* m is unlocked and nobody waits. */
SC_INLINE void ticket_mutex_destroy(struct ticket_mutex *m)
{
    (void)m;
}

/* The lock uses no node. */
SC_INLINE void ticket_mutex_node_init(struct ticket_mutex_node *node)
{
    node->unused = 0;
}

SC_SLOW void ticket_mutex_acquire_slow(struct ticket_mutex *m, uint32_t mine)
{
    do
        cpu_relax();
    /* Acquire: any look may be the last one, and then the critical section follows. */
    while (atomic_load_explicit(&m->serving, memory_order_acquire) != mine);
}

/*
 * The caller does not hold m: a second acquire spins forever. Returns once it does. Acquires what
 * the last release released.
 */
SC_INLINE void ticket_mutex_acquire(struct ticket_mutex *m, struct ticket_mutex_node *node)
{
    (void)node;
    /*
     * Relaxed: the draw must be atomic, so that no number goes to two threads, but it orders
     * nothing. The critical section is ordered by serving, and no data is reached through next.
     */
    uint32_t mine = atomic_fetch_add_explicit(&m->next, 1, memory_order_relaxed);
    /* Acquire: else the critical section could read values from before the last owner's writes. */
    if (atomic_load_explicit(&m->serving, memory_order_acquire) != mine)
        ticket_mutex_acquire_slow(m, mine);
}

/* As ticket_mutex_acquire, but waits between two looks as the form says (primitives/wait.h). */
SC_INLINE void ticket_mutex_acquire_by(struct ticket_mutex *m, struct ticket_mutex_node *node,
                                       const wait_form wait)
{
    uint32_t seen;
    (void)node;
    /* Relaxed: as in ticket_mutex_acquire. */
    const uint32_t mine = atomic_fetch_add_explicit(&m->next, 1, memory_order_relaxed);
    /* Acquire: any look may be the last one, and then the critical section follows. */
    while ((seen = atomic_load_explicit(&m->serving, memory_order_acquire)) != mine)
        wait(&m->serving, seen);
}

/*
 * Draws a number only where it is the one that is served. Returns at once whether the caller now
 * holds m; where it does, acquires what the last release released.
 */
SC_INLINE bool ticket_mutex_try_acquire(struct ticket_mutex *m, struct ticket_mutex_node *node)
{
    (void)node;
    /* Acquire: else the critical section could read values from before the last owner's writes. */
    uint32_t mine = atomic_load_explicit(&m->serving, memory_order_acquire);
    /*
     * A CAS: a number that is not served yet must not be drawn, since it cannot be given back.
     * Where it succeeds the number is still served: serving passes no number that is not drawn.
     * Relaxed: the load above has acquired, and next orders nothing.
     */
    return atomic_compare_exchange_strong_explicit(&m->next, &mine, mine + 1, memory_order_relaxed,
                                                   memory_order_relaxed);
}

/* The caller holds m, and does not access it after the store. Releases to the next acquire. */
SC_INLINE void ticket_mutex_release(struct ticket_mutex *m, struct ticket_mutex_node *node)
{
    (void)node;
    /* Relaxed: the holder has read this value already, and nobody else may change it meanwhile. */
    uint32_t mine = atomic_load_explicit(&m->serving, memory_order_relaxed);
    /*
     * Release: the next owner must see the critical section. A store suffices where an increment is
     * expected: only the holder writes serving.
     */
    atomic_store_explicit(&m->serving, mine + 1, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(ticket, .spin_only = true, .fifo = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(ticket)
#endif
