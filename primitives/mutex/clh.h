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
 * Source: Craig, "Building FIFO and priority-queuing spin locks from atomic swap", TR 93-02-02,
 * University of Washington, 1993; Magnusson, Landin and Hagersten, "Queue locks on cache coherent
 * multiprocessors", IPPS 1994. Grants in the order in which arrivals exchanged the tail.
 *
 * LIFETIME: cells change owners. After its first release a thread owns a cell that came from the
 * lock or from another thread's node, and the cell of its own node may belong to anyone, even be
 * the lock's tail. So the lock and every node ever used with it must stay valid until the last
 * acquire or release on that lock, by any thread, has returned. A node serves one lock. It may move
 * to another lock when all users of the first one are done, after a new node_init.
 *
 * There is no try_acquire. It would have to enter the queue only behind a cell that is not held.
 * But between a look at the tail's cell and a CAS of the tail that cell may have come back as
 * another thread's, held again, and an arrival cannot leave the queue.
 *
 * Memory ordering: the store of held = false releases the critical section, and the successor's
 * load of held acquires it. The tail carries only the cells, not the critical section.
 */

/* Far enough apart for any line size in use, and for the adjacent-line prefetcher. */
enum { CLH_MUTEX_APART = 128 };

struct clh_mutex_cell {
    /* true while the thread that queued the cell waits or owns; written by that thread only */
    atomic_bool held;
};

/*
 * The two pointers stay with the thread and only it uses them. The cell travels: in one line with
 * the pointers, its later owners would disturb them.
 */
struct clh_mutex_node {
    struct clh_mutex_cell *mine; /* goes into the queue at the next acquire */
    /* the predecessor's cell, from acquire to release; the release makes it mine */
    struct clh_mutex_cell *before;
    char apart[CLH_MUTEX_APART - 2 * sizeof(struct clh_mutex_cell *)];
    struct clh_mutex_cell cell; /* the first value of mine; not used by this name afterwards */
};

/*
 * The first cell leaves the lock with the first owner. In the tail's line, arrivals would disturb
 * the thread that waits on that cell.
 */
struct clh_mutex {
    _Atomic(struct clh_mutex_cell *) tail; /* cell of the last arrival; never NULL */
    char apart[CLH_MUTEX_APART - sizeof(struct clh_mutex_cell *)];
    struct clh_mutex_cell first;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void clh_mutex_init(struct clh_mutex *m)
{
    atomic_init(&m->first.held, false);
    atomic_init(&m->tail, &m->first);
}

/* m is unlocked and nobody waits. Afterwards the memory of m and of its nodes may be reused. */
SC_INLINE void clh_mutex_destroy(struct clh_mutex *m)
{
    (void)m;
}

/* node is new, or every lock that it was used with has been destroyed. */
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
    /* Acquire: any look may be the last one, and then the critical section follows. */
    while (atomic_load_explicit(&before->held, memory_order_acquire));
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does. Acquires what
 * the last release released.
 */
SC_INLINE void clh_mutex_acquire(struct clh_mutex *m, struct clh_mutex_node *node)
{
    /* Relaxed: the exchange releases it. A store suffices: nobody else reads the cell yet. */
    atomic_store_explicit(&node->mine->held, true, memory_order_relaxed);
    /*
     * An exchange, not a load and a store: two arrivals would wait on the same cell. Release: else
     * the successor could still read the cell's older false and enter too early. Acquire: so that
     * this thread reads the predecessor's true, or the false that follows it.
     */
    struct clh_mutex_cell *before =
        atomic_exchange_explicit(&m->tail, node->mine, memory_order_acq_rel);
    node->before = before;
    /* Acquire: else the critical section could read values from before the last owner's writes. */
    if (atomic_load_explicit(&before->held, memory_order_acquire))
        clh_mutex_acquire_slow(before);
}

/*
 * The caller holds m by node. After the store its cell belongs to the successor. The predecessor's
 * cell becomes the caller's, since no other thread reads it any more. Releases to the next acquire.
 */
SC_INLINE void clh_mutex_release(struct clh_mutex *m, struct clh_mutex_node *node)
{
    (void)m;
    struct clh_mutex_cell *mine = node->mine;
    node->mine = node->before;
    /*
     * Release: the successor must see the critical section. A store suffices, and no look at the
     * tail: only the holder writes its cell, and whoever comes later reads it.
     */
    atomic_store_explicit(&mine->held, false, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(clh, .spin_only = true, .fifo = true)
#endif
