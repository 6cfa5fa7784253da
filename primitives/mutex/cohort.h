// SPDX-License-Identifier: MIT
// Cohort lock of two levels of ticket locks: one for each domain of CPUs, and one above them.
/*
 * Example: a counter. The threads of one domain pass the lock on among themselves for a while.
 *
 *     static struct { struct cohort_mutex lock; unsigned long count; } requests;
 *     cohort_mutex_init(&requests.lock);
 *     struct cohort_mutex_node me;
 *     cohort_mutex_node_init(&me);
 *     cohort_mutex_acquire(&requests.lock, &me);
 *     requests.count++;
 *     cohort_mutex_release(&requests.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_COHORT_H
#define SYNCCOST_MUTEX_COHORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/domains.h"
#include "primitives/mutex/ticket.h"

/*
 * Source: Dice, Marathe and Shavit, "Lock cohorting: a general technique for designing NUMA locks",
 * PPoPP 2012, its C-TKT-TKT. A thread takes the ticket lock of its domain (primitives/domains.h),
 * and then the upper one, unless the last holder in the domain has left that taken. A release
 * leaves it taken where others of the domain wait, but not more than COHORT_PASSES times in a row.
 * The upper lock may be released by another thread than took it, as a ticket lock may.
 *
 * Not in order of arrival; bounded: both levels are, and a domain keeps the upper lock for at most
 * COHORT_PASSES + 1 sections. On a machine with one domain (domains.count) nothing is gained, and
 * two ticket locks are paid for: an atomic read-modify-write more in each acquire.
 *
 * The lock is large: a pair of lines for each of COHORT_DOMAINS. More domains share them. A release
 * without an acquire lets two threads in. A thread that dies in its wait stops all behind it.
 *
 * Memory ordering: that of the ticket lock. The critical section reaches an owner of the same
 * domain through the lower lock, and any other one through the upper.
 */
enum {
    COHORT_DOMAINS = 16,
    COHORT_PASSES = 256, /* a transfer between domains costs a few within one */
    COHORT_APART = 128,  /* far enough for any line in use, and for the adjacent-line prefetcher */
};

struct cohort_domain {
    struct ticket_mutex lock;
    /* guarded by lock */
    bool has_upper;  /* the upper lock is held for the domain */
    uint32_t passes; /* times it was left so in a row */
    char apart[COHORT_APART - sizeof(struct ticket_mutex) - 2 * sizeof(uint32_t)];
};

struct cohort_mutex {
    struct ticket_mutex upper;
    char apart[COHORT_APART - sizeof(struct ticket_mutex)];
    struct cohort_domain domain[COHORT_DOMAINS];
};

/* The domain whose lock the thread holds, from acquire to release: it may move to another. */
struct cohort_mutex_node {
    struct cohort_domain *domain;
    struct ticket_mutex_node ticket;
};

/* m is not in use. Afterwards it is unlocked. The first in a program looks at the machine. */
static inline void cohort_mutex_init(struct cohort_mutex *m)
{
    domains_find();
    ticket_mutex_init(&m->upper);
    for (unsigned i = 0; i < COHORT_DOMAINS; i++) {
        ticket_mutex_init(&m->domain[i].lock);
        m->domain[i].has_upper = false;
        m->domain[i].passes = 0;
    }
}

/* m is unlocked and nobody waits. */
SC_INLINE void cohort_mutex_destroy(struct cohort_mutex *m)
{
    (void)m;
}

/* node is not in use. */
SC_INLINE void cohort_mutex_node_init(struct cohort_mutex_node *node)
{
    node->domain = NULL;
    ticket_mutex_node_init(&node->ticket);
}

/*
 * The caller does not hold m: a second acquire spins forever. Returns once it does. Acquires what
 * the last release released.
 */
SC_INLINE void cohort_mutex_acquire(struct cohort_mutex *m, struct cohort_mutex_node *node)
{
    node->domain = &m->domain[domains_here() % COHORT_DOMAINS];
    ticket_mutex_acquire(&node->domain->lock, &node->ticket);
    if (!node->domain->has_upper)
        ticket_mutex_acquire(&m->upper, &node->ticket);
}

/*
 * Takes both locks where each is free. Returns at once whether the caller now holds m; where it
 * does, acquires what the last release released. It may fail while another attempt does.
 */
SC_INLINE bool cohort_mutex_try_acquire(struct cohort_mutex *m, struct cohort_mutex_node *node)
{
    node->domain = &m->domain[domains_here() % COHORT_DOMAINS];
    if (!ticket_mutex_try_acquire(&node->domain->lock, &node->ticket))
        return false;
    /* A domain that has the upper lock has a holder or a waiter: its own lock was not free. */
    if (ticket_mutex_try_acquire(&m->upper, &node->ticket))
        return true;
    ticket_mutex_release(&node->domain->lock, &node->ticket);
    return false;
}

/* Whether a thread waits for the lock, which the caller holds. */
SC_INLINE bool cohort_is_awaited(struct ticket_mutex *lock)
{
    /*
     * Relaxed, both: serving is the caller's own, and next decides only who is served first. A
     * waiter that it shows stays, and takes the lower lock by its own acquire.
     */
    return atomic_load_explicit(&lock->next, memory_order_relaxed) -
               atomic_load_explicit(&lock->serving, memory_order_relaxed) >
           1;
}

/* The caller holds m by node. Releases to the next acquire. */
SC_INLINE void cohort_mutex_release(struct cohort_mutex *m, struct cohort_mutex_node *node)
{
    struct cohort_domain *own = node->domain;
    own->has_upper = own->passes < COHORT_PASSES && cohort_is_awaited(&own->lock);
    own->passes = own->has_upper ? own->passes + 1 : 0;
    if (!own->has_upper)
        ticket_mutex_release(&m->upper, &node->ticket);
    ticket_mutex_release(&own->lock, &node->ticket);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(cohort, .spin_only = true, .fifo = false, .sparse = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(cohort)
#endif
