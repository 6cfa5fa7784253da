// SPDX-License-Identifier: MIT
// Ticket lock with a waiting array: who has long to wait does not poll the lock.
/*
 * Example: a table of sessions that many threads change. Two of the waiters poll the lock's line.
 *
 *     static struct { struct twa_mutex lock; unsigned open; } sessions;
 *     struct twa_mutex_node me; // one for each thread
 *     twa_mutex_init(&sessions.lock);
 *     twa_mutex_node_init(&me);
 *     twa_mutex_acquire(&sessions.lock, &me);
 *     sessions.open++;
 *     twa_mutex_release(&sessions.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_TWA_H
#define SYNCCOST_MUTEX_TWA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Source: Dice and Kogan, "TWA - ticket locks augmented with a waiting array", Euro-Par 2019.
 * Grants in the order of the draw, as the ticket lock does, and needs no node either. A waiter
 * whose turn is near polls serving. One whose turn is far polls a slot of an array that all locks
 * of the program share; lock and ticket decide which. A release raises serving and then the slot of
 * the ticket that has become near. So a release takes the line of serving from TWA_NEAR waiters,
 * however many there are. Two tickets may meet in one slot: one of them then looks at serving in
 * vain, and waits on.
 *
 * A release raises the slot whether or not anybody polls it: one atomic read-modify-write that the
 * ticket lock does not have. It cannot be left out where next shows no far waiter: next was read
 * before serving was written, or else a fence is needed, which costs as much.
 *
 * Both words wrap, so fewer than 2^32 threads may wait. A release without an acquire lets two
 * threads in. A thread that dies in its wait stops all behind it.
 *
 * Memory ordering: the edge goes from the store of serving, which releases, to the load that finds
 * the waiter's own number, which acquires. The slots carry a second edge. A waiter reads its slot
 * and then serving, a release writes serving and then the slot: a waiter that has read the raised
 * slot must find the raised serving, or it would wait for a rise that has been.
 */
struct twa_mutex {
    _Atomic uint32_t next;    /* number of the next arrival */
    _Atomic uint32_t serving; /* number that holds the lock; written by its holder only */
};

struct twa_mutex_node {
    char unused;
};

/*
 * TWA_NEAR: a waiter polls the lock once at most so many tickets come before its own. TWA_APART:
 * slots between those of two tickets in a row, which so share no line; odd, so that the tickets of
 * one lock reach all slots.
 */
enum { TWA_SLOTS = 4096, TWA_NEAR = 1, TWA_APART = 127 };

/* Weak: a program has one, however many of its sources include this header. */
__attribute__((weak, aligned(128))) _Atomic uint32_t twa_slots[TWA_SLOTS];

SC_INLINE _Atomic uint32_t *twa_slot(const struct twa_mutex *m, uint32_t ticket)
{
    return &twa_slots[((uintptr_t)m / sizeof *m + ticket * TWA_APART) % TWA_SLOTS];
}

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void twa_mutex_init(struct twa_mutex *m)
{
    atomic_init(&m->next, 0);
    atomic_init(&m->serving, 0);
}

/* m is unlocked and nobody waits. */
SC_INLINE void twa_mutex_destroy(struct twa_mutex *m)
{
    (void)m;
}

/* The lock uses no node. */
SC_INLINE void twa_mutex_node_init(struct twa_mutex_node *node)
{
    node->unused = 0;
}

/* Returns once at most TWA_NEAR tickets come before mine. */
SC_SLOW void twa_await_near_slow(struct twa_mutex *m, uint32_t mine)
{
    _Atomic uint32_t *slot = twa_slot(m, mine);
    for (;;) {
        /* Acquire: the look at serving must not find less than the release had that raised this. */
        uint32_t seen = atomic_load_explicit(slot, memory_order_acquire);
        /* Relaxed: decides only where to poll. The load that finds mine acquires. */
        if (mine - atomic_load_explicit(&m->serving, memory_order_relaxed) <= TWA_NEAR)
            return;
        /* Relaxed: the load at the loop's head reads the new value again and acquires. */
        while (atomic_load_explicit(slot, memory_order_relaxed) == seen)
            cpu_relax();
    }
}

/* ahead: tickets before mine, as the fast path found them; not 0. */
SC_SLOW void twa_mutex_acquire_slow(struct twa_mutex *m, uint32_t mine, uint32_t ahead)
{
    if (ahead > TWA_NEAR)
        twa_await_near_slow(m, mine);
    /* Acquire: any look may be the last one, and then the critical section follows. */
    while (atomic_load_explicit(&m->serving, memory_order_acquire) != mine)
        cpu_relax();
}

/*
 * The caller does not hold m: a second acquire spins forever. Returns once it does. Acquires what
 * the last release released.
 */
SC_INLINE void twa_mutex_acquire(struct twa_mutex *m, struct twa_mutex_node *node)
{
    (void)node;
    /*
     * Relaxed: the draw must be atomic, so that no number goes to two threads, but it orders
     * nothing. The critical section is ordered by serving, and no data is reached through next.
     */
    uint32_t mine = atomic_fetch_add_explicit(&m->next, 1, memory_order_relaxed);
    /* Acquire: else the critical section could read values from before the last owner's writes. */
    uint32_t ahead = mine - atomic_load_explicit(&m->serving, memory_order_acquire);
    if (ahead != 0)
        twa_mutex_acquire_slow(m, mine, ahead);
}

/*
 * Draws a number only where it is the one that is served. Returns at once whether the caller now
 * holds m; where it does, acquires what the last release released.
 */
SC_INLINE bool twa_mutex_try_acquire(struct twa_mutex *m, struct twa_mutex_node *node)
{
    (void)node;
    /* Acquire: else the critical section could read values from before the last owner's writes. */
    uint32_t mine = atomic_load_explicit(&m->serving, memory_order_acquire);
    /*
     * A CAS: a number that is not served yet must not be drawn, since it cannot be given back.
     * Where it succeeds the number is still served: serving passes no number that is not drawn.
     * Relaxed: the load above has acquired, and next orders nothing.
     */
    return atomic_compare_exchange_strong_explicit(&m->next, &mine, mine + 1, memory_order_relaxed,
                                                   memory_order_relaxed);
}

/*
 * The caller holds m. After the store of serving it uses the address of m only. Releases to the
 * next acquire.
 */
SC_INLINE void twa_mutex_release(struct twa_mutex *m, struct twa_mutex_node *node)
{
    (void)node;
    /* Relaxed: the holder has read this value already, and nobody else may change it meanwhile. */
    uint32_t mine = atomic_load_explicit(&m->serving, memory_order_relaxed);
    /*
     * Release: the next owner must see the critical section. A store suffices where an increment is
     * expected: only the holder writes serving.
     */
    atomic_store_explicit(&m->serving, mine + 1, memory_order_release);
    _Atomic uint32_t *slot = twa_slot(m, mine + 1 + TWA_NEAR);
    /*
     * Release: who reads the raised slot must find the raised serving. An addition, not a store:
     * holders of other locks raise the same slot, and two equal values would hide a rise.
     */
    atomic_fetch_add_explicit(slot, 1, memory_order_release);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(twa, .spin_only = true, .fifo = true, .sparse = true)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(twa)
#endif
