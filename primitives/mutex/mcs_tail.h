// SPDX-License-Identifier: MIT
// How a thread arrives at a queue lock of the MCS kind: the word that names the queue's last node.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"

/* The last node in the queue, which may be the owner's; NULL while the lock is free. */
typedef _Atomic(void *) mcs_tail;

/*
 * Puts node, whose link to a successor is NULL, behind the last one. Returns that; NULL: the caller
 * holds the lock. Else it is the only successor of what is returned. Acquires what the last owner
 * released, and releases the node's link.
 */
SC_INLINE void *mcs_arrive(mcs_tail *tail, void *node)
{
    /*
     * An exchange, not a load and a store: two arrivals would get the same predecessor. Acquire:
     * sees the critical section of an owner that left the queue empty; with a predecessor, its
     * cleared next, so that the link comes after the NULL and is not lost. Release: the same for
     * the next and the successor of this node.
     */
    return atomic_exchange_explicit(tail, node, memory_order_acq_rel);
}

/*
 * As mcs_arrive, but only where nobody is in the queue. Returns whether the caller now holds the
 * lock; else node is not in use.
 */
SC_INLINE bool mcs_arrive_alone(mcs_tail *tail, void *node)
{
    void *nobody = NULL;
    /*
     * A CAS, not an exchange: a node in the queue cannot leave it. Acquire and release: as in the
     * exchange of mcs_arrive. Relaxed where it fails: nothing was taken.
     */
    return atomic_compare_exchange_strong_explicit(tail, &nobody, node, memory_order_acq_rel,
                                                   memory_order_relaxed);
}
