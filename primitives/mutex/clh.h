// SPDX-License-Identifier: MIT
// CLH queue lock: every waiter spins on the cell of its predecessor and takes that cell over.
/*
 * Example: a counter. The nodes lie beside the lock, since other threads use them until the end.
 *
 *     static struct { struct clh_mutex lock; struct clh_mutex_node node[2]; long count; } requests;
 *     clh_mutex_init(&requests.lock);
 *     clh_mutex_node_init(&requests.node[0]);
 *     clh_mutex_node_init(&requests.node[1]);
 *     clh_mutex_acquire(&requests.lock, &requests.node[1]); // as the second thread
 *     requests.count++;
 *     clh_mutex_release(&requests.lock, &requests.node[1]);
 */
#ifndef SYNCCOST_MUTEX_CLH_H
#define SYNCCOST_MUTEX_CLH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Craig, "Building FIFO and priority-queuing spin locks from atomic swap", TR 93-02-02, University
 * of Washington, 1993; Magnusson, Landin and Hagersten, "Queue locks on cache coherent
 * multiprocessors", IPPS
 * 1994. Grants in the order in which arrivals exchanged the tail.
 *
 * LIFETIME: cells change owners. After its first acquire a thread owns a cell that began inside the
 * lock or inside another thread's node, and its own node's cell may be anyone's, even the lock's
 * tail. So the lock and every node ever used with it must stay valid until the last acquire or
 * release on that lock, by any thread, has returned. A node serves one lock. To use it with
 * another, all of the first lock's users must be done; then node_init again.
 *
 * Memory ordering:
 *  - acquire, exchange of tail: releases held = true, so that the successor cannot read an older
 *    false in the cell; acquires the same of the predecessor. The critical section before does not
 *    depend on it.
 *  - held: the store of false releases the critical section; the successor's load acquires it.
 */

/* Far enough apart for any line size in use, and for the adjacent-line prefetcher. */
enum { CLH_MUTEX_APART = 128 };

struct clh_mutex_cell {
    atomic_bool held; /* whoever put it in the queue holds the lock or waits for it */
};

/* The handle is the thread's own, the cell travels: in one line, strangers would disturb the
 * handle. */
struct clh_mutex_node {
    /* to be put in the queue at the next acquire; in it from acquire to release */
    struct clh_mutex_cell *mine;
    /* from acquire to release: the predecessor's, which becomes mine after */
    struct clh_mutex_cell *before;
    char apart[CLH_MUTEX_APART - 2 * sizeof(struct clh_mutex_cell *)];
    struct clh_mutex_cell cell; /* what mine starts with; not used by that name afterwards */
};

/* The first cell leaves the lock with the first owner: in the tail's line, arrivals would disturb
 * its waiter. */
struct clh_mutex {
    _Atomic(struct clh_mutex_cell *) tail; /* of the last arrival; never NULL */
    char apart[CLH_MUTEX_APART - sizeof(struct clh_mutex_cell *)];
    struct clh_mutex_cell first;
};

SC_INLINE void clh_mutex_init(struct clh_mutex *m)
{
    atomic_init(&m->first.held, false);
    atomic_init(&m->tail, &m->first);
}

/* Ends the lock's use of the nodes' cells. Nobody may hold or wait. */
SC_INLINE void clh_mutex_destroy(struct clh_mutex *m)
{
    (void)m;
}

SC_INLINE void clh_mutex_node_init(struct clh_mutex_node *node)
{
    atomic_init(&node->cell.held, false);
    node->mine = &node->cell;
    node->before = NULL;
}

SC_SLOW void clh_mutex_acquire_slow(struct clh_mutex_cell *before)
{
    do
        cpu_relax();
    while (atomic_load_explicit(&before->held, memory_order_acquire));
}

/* Not recursive. Acquires what the last owner released. */
SC_INLINE void clh_mutex_acquire(struct clh_mutex *m, struct clh_mutex_node *node)
{
    atomic_store_explicit(&node->mine->held, true, memory_order_relaxed);
    struct clh_mutex_cell *before =
        atomic_exchange_explicit(&m->tail, node->mine, memory_order_acq_rel);
    node->before = before;
    if (atomic_load_explicit(&before->held, memory_order_acquire))
        clh_mutex_acquire_slow(before);
}

/* The caller holds m by node. The cell is the successor's after the store; nobody reads the
 * predecessor's now. */
SC_INLINE void clh_mutex_release(struct clh_mutex *m, struct clh_mutex_node *node)
{
    (void)m;
    struct clh_mutex_cell *mine = node->mine;
    node->mine = node->before;
    atomic_store_explicit(&mine->held, false, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(clh, .spin_only = true, .fifo = true)
#endif
