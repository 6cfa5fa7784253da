// SPDX-License-Identifier: MIT
// MCS queue lock whose waiters spin for a while and then sleep, each on a word of its own node.
/*
 * Example: a counter. Nobody is woken but the one thread that owns the lock next.
 *
 *     static struct { struct mcs_park_mutex lock; unsigned long count; } requests;
 *     mcs_park_mutex_init(&requests.lock);
 *     struct mcs_park_mutex_node me;
 *     mcs_park_mutex_node_init(&me);
 *     mcs_park_mutex_acquire(&requests.lock, &me);
 *     requests.count++;
 *     mcs_park_mutex_release(&requests.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_MCS_PARK_H
#define SYNCCOST_MUTEX_MCS_PARK_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/sema.h"

/*
 * Source: the queue is that of Mellor-Crummey and Scott (primitives/mutex/mcs.h). The wait is spin,
 * then park: Dice, "Malthusian locks", EuroSys 2017, calls it MCS-STP; Falsafi et al., "Unlocking
 * energy", USENIX ATC 2016, weigh how long to spin. Grants in the order in which arrivals exchanged
 * the tail. There is no Malthusian part: waiters in excess are not set aside.
 *
 * A waiter polls its node's word for about as long as a sleep and a wake-up take, and not at all on
 * one CPU; then it sleeps (sema_wait_slow). A release exchanges that word, and makes a system call
 * only where it finds that the waiter sleeps.
 *
 * The order has its price. With more threads than CPUs the next owner is mostly asleep when it is
 * granted the lock, and the lock then stands still until it runs. A lock that lets running threads
 * pass (futex, go) does not wait for that.
 *
 * From acquire until the matching release has returned a node belongs to one lock and one thread.
 * After that its memory may be reused. A release may then still call futex_wake on its address: who
 * sleeps there for another reason sees a spurious wake-up. A thread that dies in its wait stops all
 * behind it.
 *
 * Memory ordering: the critical section reaches the next owner in one of two ways. To a successor
 * the grant releases it, and the waiter's look at its word acquires it (primitives/sema.h). Where
 * the queue was empty, the CAS of tail to NULL releases it and the next exchange of tail acquires.
 */
struct mcs_park_mutex_node {
    /* written by the owner (NULL), then by the successor, which links itself */
    _Atomic(struct mcs_park_mutex_node *) next;
    struct sema_waiter waiter; /* its state is the word; its queue's link is not used */
};

struct mcs_park_mutex {
    /* the last node in the queue, which may be the owner's; NULL while the lock is free */
    _Atomic(struct mcs_park_mutex_node *) tail;
};

/* Looks at a link before the CPU is given to others: the thread that sets it may need this one. */
enum { MCS_PARK_LOOKS = 100 };

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void mcs_park_mutex_init(struct mcs_park_mutex *m)
{
    atomic_init(&m->tail, NULL);
}

/* m is unlocked and nobody waits. */
SC_INLINE void mcs_park_mutex_destroy(struct mcs_park_mutex *m)
{
    (void)m;
}

/* node is not in use. */
SC_INLINE void mcs_park_mutex_node_init(struct mcs_park_mutex_node *node)
{
    atomic_init(&node->next, NULL);
    atomic_init(&node->waiter.state, SEMA_WAITING);
}

SC_SLOW void mcs_park_mutex_acquire_slow(struct mcs_park_mutex_node *node,
                                         struct mcs_park_mutex_node *before)
{
    /* Relaxed: the predecessor finds node only through the link below, which releases this. */
    atomic_store_explicit(&node->waiter.state, SEMA_WAITING, memory_order_relaxed);
    /*
     * Release: the predecessor's grant must come after the word above, or this thread would wait
     * forever. A store suffices: the exchange of tail made this thread the only successor.
     */
    atomic_store_explicit(&before->next, node, memory_order_release);
    sema_wait_slow(&node->waiter);
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does, after a sleep
 * where that takes long. node is in use from here until the release has returned. Acquires what the
 * last release released.
 */
SC_INLINE void mcs_park_mutex_acquire(struct mcs_park_mutex *m, struct mcs_park_mutex_node *node)
{
    /* Relaxed: the exchange releases it to the successor. */
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
    /*
     * An exchange, not a load and a store: two arrivals would get the same predecessor. Acquire:
     * sees the critical section of an owner that left the queue empty; with a predecessor, its
     * cleared next, so that the link comes after the NULL and is not lost. Release: the same for
     * the next and the successor of this node.
     */
    struct mcs_park_mutex_node *before =
        atomic_exchange_explicit(&m->tail, node, memory_order_acq_rel);
    if (before)
        mcs_park_mutex_acquire_slow(node, before);
}

/*
 * Queues the caller only where nobody is in the queue. Returns at once whether the caller now holds
 * m by node; where it does, acquires what the last release released. Else node is not in use.
 */
SC_INLINE bool mcs_park_mutex_try_acquire(struct mcs_park_mutex *m,
                                          struct mcs_park_mutex_node *node)
{
    struct mcs_park_mutex_node *nobody = NULL;
    /* Relaxed: the CAS releases it to the successor. */
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
    /*
     * A CAS, not an exchange: a node in the queue cannot leave it. Acquire and release: as in the
     * exchange of mcs_park_mutex_acquire. Relaxed where it fails: nothing was taken.
     */
    return atomic_compare_exchange_strong_explicit(&m->tail, &nobody, node, memory_order_acq_rel,
                                                   memory_order_relaxed);
}

/*
 * Grants m to the successor. It is in the queue, but may not have linked itself yet: it does so
 * within a few instructions of its own, for which it may need a CPU.
 */
SC_SLOW void mcs_park_mutex_release_slow(struct mcs_park_mutex_node *node)
{
    struct mcs_park_mutex_node *after;
    unsigned looks = 0;
    /* Acquire: sees the successor's word, so that the grant comes after it. */
    while (!(after = atomic_load_explicit(&node->next, memory_order_acquire)))
        if (sema_cpus == 1 || ++looks % MCS_PARK_LOOKS == 0)
            sched_yield();
        else
            cpu_relax();
    sema_grant_slow(&after->waiter);
}

/*
 * The caller holds m by node. After the grant it accesses neither m nor node. Releases to the next
 * acquire. Wakes the successor where it sleeps.
 */
SC_INLINE void mcs_park_mutex_release(struct mcs_park_mutex *m, struct mcs_park_mutex_node *node)
{
    struct mcs_park_mutex_node *last = node;
    /*
     * Relaxed: a hint. Where there is a link already, the CAS would only take the line of tail; the
     * slow path's load acquires. A CAS, not a store: a thread may have arrived since the load, and
     * a store would cut it off. Release: the next exchange of tail must see the critical section.
     */
    if (!atomic_load_explicit(&node->next, memory_order_relaxed) &&
        atomic_compare_exchange_strong_explicit(&m->tail, &last, NULL, memory_order_release,
                                                memory_order_relaxed))
        return;
    mcs_park_mutex_release_slow(node);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(mcs_park, .spin_only = false, .fifo = true, .sparse = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(mcs_park)
#endif
