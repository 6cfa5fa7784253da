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
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Mellor-Crummey and Scott, "Algorithms for scalable synchronization on shared-memory
 * multiprocessors", ACM TOCS 9(1), 1991, section 2.2, without the proportional back-off. Grants in
 * the order of the draw. Both words wrap; fewer than 2^32 threads may wait. They share a line, as
 * in most ticket locks in use: waiters poll the line that arrivals write.
 *
 * Memory ordering: the edge is the store of serving, which releases, to the load that finds the own
 * number, which acquires. The draw is relaxed: only its atomicity matters, and it says nothing of
 * the critical section before.
 */
struct ticket_mutex {
    _Atomic uint32_t next;    /* number of the next arrival */
    _Atomic uint32_t serving; /* number that holds the lock; written by its holder only */
};

struct ticket_mutex_node {
    char unused;
};

SC_INLINE void ticket_mutex_init(struct ticket_mutex *m)
{
    atomic_init(&m->next, 0);
    atomic_init(&m->serving, 0);
}

SC_INLINE void ticket_mutex_destroy(struct ticket_mutex *m)
{
    (void)m;
}

SC_INLINE void ticket_mutex_node_init(struct ticket_mutex_node *node)
{
    node->unused = 0;
}

SC_SLOW void ticket_mutex_acquire_slow(struct ticket_mutex *m, uint32_t mine)
{
    do
        cpu_relax();
    while (atomic_load_explicit(&m->serving, memory_order_acquire) != mine);
}

/* Not recursive. Acquires what the last owner released. */
SC_INLINE void ticket_mutex_acquire(struct ticket_mutex *m, struct ticket_mutex_node *node)
{
    (void)node;
    uint32_t mine = atomic_fetch_add_explicit(&m->next, 1, memory_order_relaxed);
    if (atomic_load_explicit(&m->serving, memory_order_acquire) != mine)
        ticket_mutex_acquire_slow(m, mine);
}

/* The caller holds m: nobody else writes serving, so it is read and written apart. m is not touched
 * after the store. */
SC_INLINE void ticket_mutex_release(struct ticket_mutex *m, struct ticket_mutex_node *node)
{
    (void)node;
    uint32_t mine = atomic_load_explicit(&m->serving, memory_order_relaxed);
    atomic_store_explicit(&m->serving, mine + 1, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(ticket, .spin_only = true, .fifo = true)
#endif
