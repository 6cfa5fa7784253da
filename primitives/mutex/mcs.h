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
#include "primitives/relax.h"

/*
 * Mellor-Crummey and Scott, "Algorithms for scalable synchronization on shared-memory
 * multiprocessors", ACM TOCS 9(1), 1991. Grants in the order in which arrivals exchanged the tail.
 * A node is in use from acquire until the matching release has returned, by one lock and one
 * thread; between such pairs it is free for any lock. No padding is needed in the node: only its
 * owner and one neighbour use it at a time. The harness must not place two threads' nodes in one
 * line.
 *
 * Memory ordering:
 *  - acquire, exchange of tail: acquires, to see the critical section of an owner that left the
 *    queue empty; and, when there is a predecessor, its cleared next, so that the link comes after
 *    that. Releases the own cleared next for the successor, for the same reason.
 *  - acquire, store of the link: releases waiting = true, so that the grant comes after it.
 *  - waiting: the grant releases the critical section; the waiter's load acquires it.
 *  - release, load of the link: acquires waiting = true of the successor.
 *  - release, CAS of tail to NULL: releases the critical section to the next exchange. Relaxed
 *    where it fails: the link is then awaited and acquired by itself.
 */
struct mcs_mutex_node {
    _Atomic(struct mcs_mutex_node *) next; /* the successor, once it has linked itself */
    atomic_bool waiting;                   /* the owner polls it, the predecessor clears it */
};

struct mcs_mutex {
    _Atomic(struct mcs_mutex_node *) tail; /* last in the queue, the owner included; NULL: free */
};

SC_INLINE void mcs_mutex_init(struct mcs_mutex *m)
{
    atomic_init(&m->tail, NULL);
}

SC_INLINE void mcs_mutex_destroy(struct mcs_mutex *m)
{
    (void)m;
}

SC_INLINE void mcs_mutex_node_init(struct mcs_mutex_node *node)
{
    atomic_init(&node->next, NULL);
    atomic_init(&node->waiting, false);
}

SC_SLOW void mcs_mutex_acquire_slow(struct mcs_mutex_node *node, struct mcs_mutex_node *before)
{
    atomic_store_explicit(&node->waiting, true, memory_order_relaxed);
    atomic_store_explicit(&before->next, node, memory_order_release);
    while (atomic_load_explicit(&node->waiting, memory_order_acquire))
        cpu_relax();
}

/* Not recursive. Acquires what the last owner released. node is in use until the release. */
SC_INLINE void mcs_mutex_acquire(struct mcs_mutex *m, struct mcs_mutex_node *node)
{
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
    struct mcs_mutex_node *before = atomic_exchange_explicit(&m->tail, node, memory_order_acq_rel);
    if (before)
        mcs_mutex_acquire_slow(node, before);
}

/* A successor is in the queue but has not linked itself yet: it does so within a few of its own
 * instructions. */
SC_SLOW struct mcs_mutex_node *mcs_mutex_await_link_slow(struct mcs_mutex_node *node)
{
    struct mcs_mutex_node *after;
    while (!(after = atomic_load_explicit(&node->next, memory_order_acquire)))
        cpu_relax();
    return after;
}

/* The caller holds m by node. Neither is touched by this thread after the grant. */
SC_INLINE void mcs_mutex_release(struct mcs_mutex *m, struct mcs_mutex_node *node)
{
    struct mcs_mutex_node *after = atomic_load_explicit(&node->next, memory_order_acquire);
    if (!after) {
        struct mcs_mutex_node *last = node;
        if (atomic_compare_exchange_strong_explicit(&m->tail, &last, NULL, memory_order_release,
                                                    memory_order_relaxed))
            return;
        after = mcs_mutex_await_link_slow(node);
    }
    atomic_store_explicit(&after->waiting, false, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(mcs, .spin_only = true, .fifo = true)
#endif
