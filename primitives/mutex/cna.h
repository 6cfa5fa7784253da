// SPDX-License-Identifier: MIT
// CNA: the MCS queue lock that prefers waiters near its owner, in one word.
/*
 * Example: a counter. On a machine with several third-level caches its line stays in one of them.
 *
 *     static struct { struct cna_mutex lock; unsigned long count; } requests;
 *     cna_mutex_init(&requests.lock);
 *     struct cna_mutex_node me;
 *     cna_mutex_node_init(&me);
 *     cna_mutex_acquire(&requests.lock, &me);
 *     requests.count++;
 *     cna_mutex_release(&requests.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_CNA_H
#define SYNCCOST_MUTEX_CNA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/domains.h"
#include "primitives/relax.h"

/*
 * Source: Dice and Kogan, "Compact NUMA-aware locks", EuroSys 2019. A release looks through the
 * queue for the first waiter of its own domain (primitives/domains.h: the paper's socket). Those
 * before it are set aside: they go to the end of a second queue, which is handed on with the lock.
 * The lock goes to that waiter. Where there is none in the domain, or CNA_PASSES releases in a row
 * have passed over the second queue, that one is put back before the others and its first gets the
 * lock. The paper draws a random number in place of the count, so that its wait has no bound.
 *
 * Not in order of arrival; bounded: with n threads a waiter is passed over at most CNA_PASSES + 1
 * times between two grants to waiters that are older than it, of which there are fewer than n. With
 * one domain nobody is set aside, and the order is that of MCS.
 *
 * A release reads one node after another until it finds one of its domain: with many waiters from
 * elsewhere and none from here that is long, each time.
 *
 * From acquire until the matching release has returned a node belongs to one lock and one thread.
 * After that its memory may be reused. A thread that dies in its wait stops all others.
 *
 * Memory ordering: the critical section reaches the next owner in one of two ways. To a waiter the
 * grant releases it, and the load of granted acquires it. Where both queues were empty, the CAS of
 * tail to NULL releases it and the next exchange of tail acquires it. The second queue is written
 * by owners only and goes with the grants.
 */
struct cna_mutex_node {
    /* written by the owner (NULL), then by the successor, which links itself, or by a lock's owner
     * who moves it */
    _Atomic(struct cna_mutex_node *) next;
    /* NULL while the node's owner waits. Afterwards the first of the second queue, or the node
     * itself where that is empty. */
    _Atomic(struct cna_mutex_node *) granted;
    struct cna_mutex_node *last; /* of the second queue, while this node is its first */
    uint32_t domain;             /* of the waiter, when it came */
    uint32_t passes;             /* releases that have passed over the second queue */
};

struct cna_mutex {
    /* the last node in the queue, which may be the owner's; NULL while the lock is free */
    _Atomic(struct cna_mutex_node *) tail;
};

/* A transfer between domains costs a few within one: after so many it no longer counts. */
enum { CNA_PASSES = 256 };

/* m is not in use. Afterwards it is unlocked. The first in a program looks at the machine. */
static inline void cna_mutex_init(struct cna_mutex *m)
{
    domains_find();
    atomic_init(&m->tail, NULL);
}

/* m is unlocked and nobody waits. */
SC_INLINE void cna_mutex_destroy(struct cna_mutex *m)
{
    (void)m;
}

/* node is not in use. */
SC_INLINE void cna_mutex_node_init(struct cna_mutex_node *node)
{
    atomic_init(&node->next, NULL);
    atomic_init(&node->granted, NULL);
    node->last = NULL;
    node->domain = node->passes = 0;
}

/* Shows node to the owner of before, which may grant it from now on. */
SC_INLINE void cna_link(struct cna_mutex_node *node, struct cna_mutex_node *before)
{
    node->domain = domains_here();
    /* Relaxed: others find node only through the link below, which releases this. */
    atomic_store_explicit(&node->granted, NULL, memory_order_relaxed);
    /*
     * Release: the grant must come after the NULL above, or this thread would wait forever; and the
     * domain is read. A store suffices: the exchange of tail made this the only successor.
     */
    atomic_store_explicit(&before->next, node, memory_order_release);
}

SC_SLOW void cna_mutex_acquire_slow(struct cna_mutex_node *node, struct cna_mutex_node *before)
{
    cna_link(node, before);
    /* Acquire: the critical section must not read values from before the grant. */
    while (!atomic_load_explicit(&node->granted, memory_order_acquire))
        cpu_relax();
}

/* Before the node is shown: the lock as it is where there is nobody else. */
SC_INLINE void cna_prepare(struct cna_mutex_node *node)
{
    node->passes = 0;
    /* Relaxed: granted is read by this thread only. */
    atomic_store_explicit(&node->granted, node, memory_order_relaxed);
    /* Relaxed: next is read by whom the tail releases it to. */
    atomic_store_explicit(&node->next, NULL, memory_order_relaxed);
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does. node is in use
 * from here until the release has returned. Acquires what the last release released.
 */
SC_INLINE void cna_mutex_acquire(struct cna_mutex *m, struct cna_mutex_node *node)
{
    cna_prepare(node);
    /*
     * An exchange, not a load and a store: two arrivals would get the same predecessor. Acquire:
     * sees the critical section of an owner that left the queue empty; with a predecessor, its
     * cleared next, so that the link comes after the NULL and is not lost. Release: the same for
     * the next and the successor of this node.
     */
    struct cna_mutex_node *before = atomic_exchange_explicit(&m->tail, node, memory_order_acq_rel);
    if (before)
        cna_mutex_acquire_slow(node, before);
}

/*
 * Queues the caller only where nobody is in the queue. Returns at once whether the caller now holds
 * m by node; where it does, acquires what the last release released. Else node is not in use.
 */
SC_INLINE bool cna_mutex_try_acquire(struct cna_mutex *m, struct cna_mutex_node *node)
{
    struct cna_mutex_node *nobody = NULL;
    cna_prepare(node);
    /*
     * A CAS, not an exchange: a node in the queue cannot leave it. Acquire and release: as in the
     * exchange of cna_mutex_acquire. Relaxed where it fails: nothing was taken.
     */
    return atomic_compare_exchange_strong_explicit(&m->tail, &nobody, node, memory_order_acq_rel,
                                                   memory_order_relaxed);
}

/* aside: the first of the second queue; NULL where that is empty. */
SC_INLINE void cna_grant(struct cna_mutex_node *to, struct cna_mutex_node *aside, uint32_t passes)
{
    to->passes = passes;
    /* Release: the next owner must see the critical section, and both queues as they are now. */
    atomic_store_explicit(&to->granted, aside ? aside : to, memory_order_release);
}

/* Puts first to last, which follow each other, at the end of the second queue. */
SC_INLINE void cna_set_aside(struct cna_mutex_node **aside, struct cna_mutex_node *first,
                             struct cna_mutex_node *last)
{
    /*
     * Relaxed: who reads these links has been granted the lock since. Nobody else writes them:
     * behind each of the nodes there was another when it was moved.
     */
    atomic_store_explicit(&last->next, NULL, memory_order_relaxed);
    if (*aside)
        /* Relaxed: as above. */
        atomic_store_explicit(&(*aside)->last->next, first, memory_order_relaxed);
    else
        *aside = first;
    (*aside)->last = last;
}

/*
 * The first waiter from next on that is in the caller's domain; those before it are set aside. NULL
 * where there is none, and then nobody is.
 */
SC_INLINE struct cna_mutex_node *cna_neighbour(struct cna_mutex_node *next,
                                               struct cna_mutex_node **aside)
{
    const uint32_t domain = domains_here();
    struct cna_mutex_node *last = NULL;
    for (struct cna_mutex_node *node = next; node;) {
        if (node->domain == domain) {
            if (last)
                cna_set_aside(aside, next, last);
            return node;
        }
        last = node;
        /* Acquire: the waiter's domain is read, and its NULL comes before the grant. */
        node = atomic_load_explicit(&node->next, memory_order_acquire);
    }
    return NULL;
}

/*
 * The second queue becomes the queue, and its first gets the lock. Returns false where a thread has
 * arrived behind node.
 */
SC_INLINE bool cna_turn_to(struct cna_mutex *m, struct cna_mutex_node *node,
                           struct cna_mutex_node *aside)
{
    struct cna_mutex_node *last = node;
    /*
     * Release: who arrives next must link itself behind the NULL of the last one's next. Relaxed
     * where it fails: the link that is then awaited acquires.
     */
    if (!atomic_compare_exchange_strong_explicit(&m->tail, &last, aside->last, memory_order_release,
                                                 memory_order_relaxed))
        return false;
    cna_grant(aside, NULL, 0);
    return true;
}

SC_SLOW void cna_mutex_release_slow(struct cna_mutex *m, struct cna_mutex_node *node)
{
    struct cna_mutex_node *next, *neighbour;
    /* Relaxed: the acquire has read it, or written it. */
    struct cna_mutex_node *aside = atomic_load_explicit(&node->granted, memory_order_relaxed);
    if (aside == node)
        aside = NULL;
    /* Relaxed: a hint. */
    if (aside && !atomic_load_explicit(&node->next, memory_order_relaxed) &&
        cna_turn_to(m, node, aside))
        return;
    /* Acquire: sees the successor's domain and NULL, so that the grant comes after it. */
    while (!(next = atomic_load_explicit(&node->next, memory_order_acquire)))
        cpu_relax();
    const uint32_t passes = aside ? node->passes + 1 : 0;
    if (passes <= CNA_PASSES && (neighbour = cna_neighbour(next, &aside))) {
        cna_grant(neighbour, aside, passes);
        return;
    }
    if (aside)
        /* Relaxed: as in cna_set_aside. */
        atomic_store_explicit(&aside->last->next, next, memory_order_relaxed);
    cna_grant(aside ? aside : next, NULL, 0);
}

/*
 * The caller holds m by node. After the grant it accesses neither m nor node. Releases to the next
 * acquire.
 */
SC_INLINE void cna_mutex_release(struct cna_mutex *m, struct cna_mutex_node *node)
{
    struct cna_mutex_node *last = node;
    /*
     * Relaxed, both loads: the first is a hint, the second reads what the acquire has read. A CAS,
     * not a store: a thread may have arrived since, and a store would cut it off. Release: the next
     * exchange of tail must see the critical section.
     */
    if (!atomic_load_explicit(&node->next, memory_order_relaxed) &&
        atomic_load_explicit(&node->granted, memory_order_relaxed) == node &&
        atomic_compare_exchange_strong_explicit(&m->tail, &last, NULL, memory_order_release,
                                                memory_order_relaxed))
        return;
    cna_mutex_release_slow(m, node);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(cna, .spin_only = true, .fifo = false, .sparse = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(cna)
#endif
