// SPDX-License-Identifier: MIT
// Hemlock: a FIFO queue lock of one word, with one word per thread for all locks that it holds.
/*
 * Example: two accounts and one node. Each waiter polls the word of the thread before it.
 *
 *     static struct { struct hemlock_mutex lock; long money; } from, to;
 *     struct hemlock_mutex_node me; // one for each thread, however many locks it holds
 *     hemlock_mutex_init(&from.lock), hemlock_mutex_init(&to.lock);
 *     hemlock_mutex_node_init(&me);
 *     hemlock_mutex_acquire(&from.lock, &me);
 *     hemlock_mutex_acquire(&to.lock, &me);
 *     from.money -= 5, to.money += 5;
 *     hemlock_mutex_release(&from.lock, &me); // in any order
 *     hemlock_mutex_release(&to.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_HEMLOCK_H
#define SYNCCOST_MUTEX_HEMLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Source: Dice and Kogan, "Hemlock: compact and scalable mutual exclusion", SPAA 2021, with its
 * reduction of coherence traffic (CTR). Grants in the order in which arrivals
 * exchanged the tail. The queue has no links: an arrival learns its predecessor from the exchange,
 * and polls the predecessor's one word until that names the lock it waits for. It then clears the
 * word, which tells the predecessor that the word may be used again.
 *
 * CTR: both polls are compare-and-swaps and not loads. A load would fetch the line shared, and the
 * write that always follows would need a second transfer to own it.
 *
 * NODES: a thread needs one, for any number of locks that it holds or waits for at once. From an
 * acquire until the release of the last lock held by it has returned it belongs to one thread;
 * then its memory may be reused. Who holds several locks may have a waiter for each of them on its
 * word: those waiters disturb each other.
 *
 * A release with a successor does not return before that has taken the grant. So it waits for a
 * thread that the kernel may have taken off its CPU, where a release of the MCS lock only stores.
 * (The paper's variants put that wait off to the next use of the word. Then a node must outlive the
 * release.) A thread that dies in its wait stops all behind it, and its predecessor's release.
 *
 * Memory ordering: the critical section reaches the next owner in one of two ways. To a successor,
 * the store of grant releases it and the waiter's CAS acquires it. Where the queue was empty, the
 * CAS of tail to NULL releases it and the next exchange of tail acquires it.
 */
struct hemlock_mutex_node;

struct hemlock_mutex {
    /* the node of the last arrival, which may be the owner's; NULL while the lock is free */
    _Atomic(struct hemlock_mutex_node *) tail;
};

struct hemlock_mutex_node {
    /* the lock that the successor may take: the owner sets it, the successor clears it */
    _Atomic(struct hemlock_mutex *) grant;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void hemlock_mutex_init(struct hemlock_mutex *m)
{
    atomic_init(&m->tail, NULL);
}

/* m is unlocked and nobody waits. */
SC_INLINE void hemlock_mutex_destroy(struct hemlock_mutex *m)
{
    (void)m;
}

/* node is not in use. */
SC_INLINE void hemlock_mutex_node_init(struct hemlock_mutex_node *node)
{
    atomic_init(&node->grant, NULL);
}

/* Takes m from the owner of before, once that grants it. */
SC_SLOW void hemlock_mutex_acquire_slow(struct hemlock_mutex *m, struct hemlock_mutex_node *before)
{
    struct hemlock_mutex *granted = m;
    /*
     * Acquire: the critical section must not read values from before the grant. Release: it is the
     * last access to before, whose memory the predecessor may use for other things once it has seen
     * the NULL. Relaxed where it fails: the word names another lock, or none.
     */
    while (!atomic_compare_exchange_strong_explicit(&before->grant, &granted, NULL,
                                                    memory_order_acq_rel, memory_order_relaxed)) {
        granted = m;
        cpu_relax();
    }
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does. node is in use
 * from here until the release has returned. Acquires what the last release released.
 */
SC_INLINE void hemlock_mutex_acquire(struct hemlock_mutex *m, struct hemlock_mutex_node *node)
{
    /*
     * An exchange, not a load and a store: two arrivals would get the same predecessor. Acquire:
     * sees the critical section of an owner that left the queue empty; with a predecessor, its
     * initialised word. Release: the same for the successor of this node.
     */
    struct hemlock_mutex_node *before =
        atomic_exchange_explicit(&m->tail, node, memory_order_acq_rel);
    if (before)
        hemlock_mutex_acquire_slow(m, before);
}

/*
 * Queues the caller only where nobody is in the queue. Returns at once whether the caller now holds
 * m by node; where it does, acquires what the last release released. Else node is as before.
 */
SC_INLINE bool hemlock_mutex_try_acquire(struct hemlock_mutex *m, struct hemlock_mutex_node *node)
{
    struct hemlock_mutex_node *nobody = NULL;
    /*
     * A CAS, not an exchange: a node in the queue cannot leave it. Acquire and release: as in the
     * exchange of hemlock_mutex_acquire. Relaxed where it fails: nothing was taken.
     */
    return atomic_compare_exchange_strong_explicit(&m->tail, &nobody, node, memory_order_acq_rel,
                                                   memory_order_relaxed);
}

/* Grants m to the successor, and returns once that has taken it. */
SC_SLOW void hemlock_mutex_release_slow(struct hemlock_mutex *m, struct hemlock_mutex_node *node)
{
    struct hemlock_mutex *taken = NULL;
    /*
     * Release: the successor must see the critical section. A store suffices: the word is NULL, and
     * only its owner writes it then.
     */
    atomic_store_explicit(&node->grant, m, memory_order_release);
    /*
     * Acquire: the successor's access to node comes before what its memory is used for next. A CAS
     * of NULL to NULL, not a load: see CTR above. Relaxed where it fails: it is not taken yet.
     */
    while (!atomic_compare_exchange_strong_explicit(&node->grant, &taken, NULL,
                                                    memory_order_acquire, memory_order_relaxed)) {
        taken = NULL;
        cpu_relax();
    }
}

/*
 * The caller holds m by node. Returns once the successor, where there is one, has taken m. After
 * the grant it does not access m. Releases to the next acquire.
 */
SC_INLINE void hemlock_mutex_release(struct hemlock_mutex *m, struct hemlock_mutex_node *node)
{
    struct hemlock_mutex_node *last = node;
    /*
     * A CAS, not a store: a store would cut off a thread that has arrived. Release: the next
     * exchange of tail must see the critical section. Relaxed where it fails: the slow path's store
     * releases.
     */
    if (!atomic_compare_exchange_strong_explicit(&m->tail, &last, NULL, memory_order_release,
                                                 memory_order_relaxed))
        hemlock_mutex_release_slow(m, node);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(hemlock, .spin_only = true, .fifo = true, .sparse = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(hemlock)
#endif
