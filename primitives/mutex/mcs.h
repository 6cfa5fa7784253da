// SPDX-License-Identifier: MIT
// MCS queue lock: every waiter spins on a node of its own, which its predecessor writes.
/*
 * Example: a counter. The node may lie on the stack: the lock uses it from acquire to release only.
 *
 *     static struct { struct mcs_mutex lock; unsigned long count; } requests;
 *     mcs_mutex_init(&requests.lock);
 *     struct mcs_mutex_node me;
 *     mcs_mutex_node_init(&me);
 *     mcs_mutex_acquire(&requests.lock, &me);
 *     requests.count++;
 *     mcs_mutex_release(&requests.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_MCS_H
#define SYNCCOST_MUTEX_MCS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/mutex/mcs_tail.h"
#include "primitives/relax.h"

/*
 * Source: Mellor-Crummey and Scott, "Algorithms for scalable synchronization on shared-memory
 * multiprocessors", ACM TOCS 9(1), 1991. Grants in the order in which arrivals exchanged the tail.
 * From acquire until the matching release has returned a node belongs to one lock and one thread.
 * Between such pairs any lock may use it. A node needs no padding inside: only its owner and one
 * neighbour access it at a time. The harness must not place the nodes of two threads in one line.
 *
 * Memory ordering: the critical section reaches the next owner in one of two ways. Where a
 * successor has linked itself, the grant releases it and the load of waiting acquires it. Where the
 * queue was empty, the CAS of tail to NULL releases it and the next exchange of tail acquires it.
 */
struct mcs_mutex_node {
    /* written by the owner (NULL), then by the successor, which links itself */
    _Atomic(struct mcs_mutex_node *) next;
    atomic_bool waiting; /* set and polled by the owner, cleared by the predecessor */
};

struct mcs_mutex {
    mcs_tail tail;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void mcs_mutex_init(struct mcs_mutex *m)
{
    atomic_init(&m->tail, NULL);
}

/* m is unlocked and nobody waits. */
SC_INLINE void mcs_mutex_destroy(struct mcs_mutex *m)
{
    (void)m;
}

/* node is not in use. */
SC_INLINE void mcs_mutex_node_init(struct mcs_mutex_node *node)
{
    atomic_init(&node->next, NULL);
    atomic_init(&node->waiting, false);
}

SC_SLOW void mcs_mutex_acquire_slow(struct mcs_mutex_node *node, struct mcs_mutex_node *before)
{
    /* Relaxed: the predecessor finds node only through the link below, which releases this. */
    atomic_store_explicit(&node->waiting, true, memory_order_relaxed);
    /*
     * Release: the predecessor's false must come after the true above, or this thread would wait
     * forever. A store suffices: the exchange of tail made this thread the only successor.
     */
    atomic_store_explicit(&before->next, node, memory_order_release);
    /* Acquire: the critical section must not read values from before the grant. */
    while (atomic_load_explicit(&node->waiting, memory_order_acquire))
        cpu_relax();
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does. node is in use
 * from here until the release has returned. Acquires what the last release released.
 */
SC_INLINE void mcs_mutex_acquire(struct mcs_mutex *m, struct mcs_mutex_node *node)
{
    /* Relaxed: the exchange releases it to the successor. */
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
    struct mcs_mutex_node *before = mcs_arrive(&m->tail, node);
    if (before)
        mcs_mutex_acquire_slow(node, before);
}

/*
 * Queues the caller only where nobody is in the queue. Returns at once whether the caller now holds
 * m by node; where it does, acquires what the last release released. Else node is not in use.
 */
SC_INLINE bool mcs_mutex_try_acquire(struct mcs_mutex *m, struct mcs_mutex_node *node)
{
    /* Relaxed: the CAS releases it to the successor. */
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
    return mcs_arrive_alone(&m->tail, node);
}

/*
 * Returns the successor. It is in the queue but has not linked itself yet: it does so within a few
 * instructions of its own.
 */
SC_SLOW struct mcs_mutex_node *mcs_mutex_await_link_slow(struct mcs_mutex_node *node)
{
    struct mcs_mutex_node *after;
    /* Acquire: sees the successor's waiting = true, so that the grant's false comes after it. */
    while (!(after = atomic_load_explicit(&node->next, memory_order_acquire)))
        cpu_relax();
    return after;
}

/*
 * The caller holds m by node. After the grant it accesses neither m nor node. Releases to the next
 * acquire.
 */
SC_INLINE void mcs_mutex_release(struct mcs_mutex *m, struct mcs_mutex_node *node)
{
    /* Acquire: sees the successor's waiting = true, so that the grant's false comes after it. */
    struct mcs_mutex_node *after = atomic_load_explicit(&node->next, memory_order_acquire);
    if (!after) {
        void *last = node;
        /*
         * A CAS, not a store: a thread may have arrived since the load, and a store would cut it
         * off. Release: the next exchange of tail must see the critical section. Relaxed where it
         * fails: the link that is then awaited acquires.
         */
        if (atomic_compare_exchange_strong_explicit(&m->tail, &last, NULL, memory_order_release,
                                                    memory_order_relaxed))
            return;
        after = mcs_mutex_await_link_slow(node);
    }
    /*
     * Release: the successor must see the critical section. A store suffices: only the predecessor
     * writes the word while its owner polls it.
     */
    atomic_store_explicit(&after->waiting, false, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(mcs, .spin_only = true, .fifo = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(mcs)
#endif
