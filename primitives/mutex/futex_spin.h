// SPDX-License-Identifier: MIT
// The three-state futex mutex with a spin before the sleep, for about as long as a wake-up takes.
/*
 * Example: a queue's statistics. The section is short, so a waiter has it sooner awake than asleep.
 *
 *     static struct { struct futex_spin_mutex lock; unsigned long in, out; } stats;
 *     struct futex_spin_mutex_node me; // one for each thread
 *     futex_spin_mutex_init(&stats.lock);
 *     futex_spin_mutex_node_init(&me);
 *     futex_spin_mutex_acquire(&stats.lock, &me);
 *     stats.in++;
 *     futex_spin_mutex_release(&stats.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_FUTEX_SPIN_H
#define SYNCCOST_MUTEX_FUTEX_SPIN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/mutex/futex.h"
#include "primitives/sema.h"
#include "primitives/spin.h"

/*
 * Source: the lock is primitives/mutex/futex.h. How long to spin, and for whom not to, is
 * primitives/spin.h: competitive spinning, whose price is learned from this process's wake-ups.
 *
 * A thread that finds the lock held tries again and again, as any arriving thread may, and only
 * then queues in the kernel. So the states and their meaning are those of futex.h, and its model
 * (models/mutex/futex.pml), whose threads try at any time, is this lock's too. Between two
 * looks it pauses, each time for longer (Anderson 1990): a look takes the line from the owner,
 * whose release then waits for it. There is no order, and a waiter may starve. On one CPU nobody
 * spins: the owner could not run meanwhile. That the owner notes its CPU, so that nobody spins for
 * an owner of that CPU, was tried and gains nothing (docs/WAITING.md).
 */
enum {
    FUTEX_SPIN_PAUSES = 16, /* at most, between two looks: 0.2 to 0.6 us */
};

struct futex_spin_mutex {
    struct futex_mutex lock;
};

struct futex_spin_mutex_node {
    struct futex_mutex_node none; /* the lock uses none */
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void futex_spin_mutex_init(struct futex_spin_mutex *m)
{
    futex_mutex_init(&m->lock);
}

/* As futex_mutex_destroy. */
SC_INLINE void futex_spin_mutex_destroy(struct futex_spin_mutex *m)
{
    futex_mutex_destroy(&m->lock);
}

SC_INLINE void futex_spin_mutex_node_init(struct futex_spin_mutex_node *node)
{
    futex_mutex_node_init(&node->none);
}

/* Returns whether the caller has taken the lock before the time of the spin was over. */
SC_INLINE bool futex_spin_mutex_spin(struct futex_spin_mutex *m, struct futex_mutex_node *node)
{
    struct spin spin;
    if (!spin_begin(&spin, SPIN_ANYWHERE))
        return false;
    bool taken = false;
    for (int pauses = 1; !taken; pauses += pauses < FUTEX_SPIN_PAUSES ? pauses : 0) {
        bool again = true;
        for (int i = 0; again && i < pauses; i++)
            again = spin_again(&spin);
        taken = futex_mutex_try_acquire(&m->lock, node);
        if (!again)
            break;
    }
    spin_end(taken);
    return taken;
}

SC_SLOW void futex_spin_mutex_acquire_slow(struct futex_spin_mutex *m,
                                           struct futex_mutex_node *node)
{
    if (sema_cpus == 1 || !futex_spin_mutex_spin(m, node))
        futex_mutex_queue(&m->lock, FUTEX_MUTEX_LOCKED, spin_sleep);
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does, after a spin
 * and perhaps a sleep where m is held. Acquires what the last release released.
 */
SC_INLINE void futex_spin_mutex_acquire(struct futex_spin_mutex *m,
                                        struct futex_spin_mutex_node *node)
{
    uint32_t seen = FUTEX_MUTEX_FREE;
    /* A CAS, acquire and relaxed where it fails: as in futex_mutex_acquire. */
    if (!atomic_compare_exchange_strong_explicit(&m->lock.word, &seen, FUTEX_MUTEX_LOCKED,
                                                 memory_order_acquire, memory_order_relaxed))
        futex_spin_mutex_acquire_slow(m, &node->none);
}

/* As futex_mutex_try_acquire. */
SC_INLINE bool futex_spin_mutex_try_acquire(struct futex_spin_mutex *m,
                                            struct futex_spin_mutex_node *node)
{
    return futex_mutex_try_acquire(&m->lock, &node->none);
}

/* The caller holds m. Releases to the next acquire. Wakes one thread where some may sleep. */
SC_INLINE void futex_spin_mutex_release(struct futex_spin_mutex *m,
                                        struct futex_spin_mutex_node *node)
{
    (void)node;
    if (futex_mutex_free(&m->lock))
        spin_wake_slow(&m->lock.word);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(futex_spin, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(futex_spin)
#endif
