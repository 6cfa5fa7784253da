// SPDX-License-Identifier: MIT
// The three-state futex mutex: sleeps at once, and a release without waiters makes no system call.
/*
 * Example: lines of several threads on stderr. The owner makes a system call, so waiters sleep.
 *
 *     static struct futex_mutex terminal;
 *     struct futex_mutex_node me; // one for each thread
 *     futex_mutex_init(&terminal);
 *     futex_mutex_node_init(&me);
 *     futex_mutex_acquire(&terminal, &me);
 *     if (write(STDERR_FILENO, "one line\n", 9) < 0)
 *         _exit(1);
 *     futex_mutex_release(&terminal, &me);
 */
#ifndef SYNCCOST_MUTEX_FUTEX_H
#define SYNCCOST_MUTEX_FUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"

/*
 * Source: Drepper, "Futexes are tricky" (2011), the optimised mutex. Does not spin. A thread that
 * has met contention takes the lock as FUTEX_MUTEX_WAITERS, since it cannot know whether others
 * sleep: at worst its release makes one needless wake-up. A woken thread competes with arrivals, so
 * there is no order and a waiter may starve.
 *
 * Memory ordering: only a release writes FREE, and the read-modify-write that finds FREE takes the
 * lock. So the acquire reads the very value that the last release wrote. The futex calls need no
 * order of their own: the kernel compares the word under the lock of its queue.
 */
enum {
    FUTEX_MUTEX_FREE = 0,
    FUTEX_MUTEX_LOCKED = 1,  /* held, nobody sleeps */
    FUTEX_MUTEX_WAITERS = 2, /* held, somebody may sleep: the release must wake one */
};

struct futex_mutex {
    _Atomic uint32_t word; /* one of FUTEX_MUTEX_ */
};

struct futex_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void futex_mutex_init(struct futex_mutex *m)
{
    atomic_init(&m->word, FUTEX_MUTEX_FREE);
}

/*
 * m is unlocked and nobody waits. A release that has freed the lock may still call futex_wake on
 * the address. That does no harm, whatever the memory holds by then.
 */
SC_INLINE void futex_mutex_destroy(struct futex_mutex *m)
{
    (void)m;
}

/* The lock uses no node. */
SC_INLINE void futex_mutex_node_init(struct futex_mutex_node *node)
{
    node->unused = 0;
}

/* As futex_wait. */
typedef long (*futex_mutex_sleep)(_Atomic uint32_t *word, uint32_t expected,
                                  const struct timespec *timeout);

/* seen: the word as the fast path found it, not FREE. */
SC_INLINE void futex_mutex_queue(struct futex_mutex *m, uint32_t seen, futex_mutex_sleep sleep)
{
    /*
     * Acquire, here and below: where the exchange finds FREE, the critical section follows. An
     * exchange, not a store: only the old value tells whether the lock was free.
     */
    if (seen != FUTEX_MUTEX_WAITERS)
        seen = atomic_exchange_explicit(&m->word, FUTEX_MUTEX_WAITERS, memory_order_acquire);
    while (seen != FUTEX_MUTEX_FREE) {
        sleep(&m->word, FUTEX_MUTEX_WAITERS, NULL);
        /* WAITERS again, not LOCKED: others may sleep, and the release must wake the next one. */
        seen = atomic_exchange_explicit(&m->word, FUTEX_MUTEX_WAITERS, memory_order_acquire);
    }
}

SC_SLOW void futex_mutex_acquire_slow(struct futex_mutex *m, uint32_t seen)
{
    futex_mutex_queue(m, seen, futex_wait);
}

SC_SLOW void futex_mutex_release_slow(struct futex_mutex *m)
{
    futex_wake(&m->word, 1);
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does, after a sleep
 * where m is held. Acquires what the last release released.
 */
SC_INLINE void futex_mutex_acquire(struct futex_mutex *m, struct futex_mutex_node *node)
{
    (void)node;
    uint32_t seen = FUTEX_MUTEX_FREE;
    /*
     * A CAS, not an exchange: an exchange to LOCKED would erase the WAITERS of a thread that
     * sleeps. Acquire: else the critical section could read values from before the last owner's
     * writes. Relaxed where it fails: the slow path exchanges the word itself.
     */
    if (!atomic_compare_exchange_strong_explicit(&m->word, &seen, FUTEX_MUTEX_LOCKED,
                                                 memory_order_acquire, memory_order_relaxed))
        futex_mutex_acquire_slow(m, seen);
}

/*
 * Returns at once whether the caller now holds m. Where it does, acquires what the last release
 * released. Passes by threads that sleep: they compete again when they are woken.
 */
SC_INLINE bool futex_mutex_try_acquire(struct futex_mutex *m, struct futex_mutex_node *node)
{
    (void)node;
    /*
     * Relaxed: a hint. A CAS of a lock that is held would take the line from its owner for nothing.
     */
    uint32_t seen = atomic_load_explicit(&m->word, memory_order_relaxed);
    /* Acquire: as in futex_mutex_acquire. Relaxed where it fails: nothing was taken. */
    return seen == FUTEX_MUTEX_FREE &&
           atomic_compare_exchange_strong_explicit(&m->word, &seen, FUTEX_MUTEX_LOCKED,
                                                   memory_order_acquire, memory_order_relaxed);
}

/* Frees m, which the caller holds. Returns whether it must wake a thread. */
SC_INLINE bool futex_mutex_free(struct futex_mutex *m)
{
    /*
     * Release: the next owner must see the critical section. Cannot be a load and a store: a thread
     * that marks WAITERS between the two would sleep on a free lock.
     */
    return atomic_exchange_explicit(&m->word, FUTEX_MUTEX_FREE, memory_order_release) ==
           FUTEX_MUTEX_WAITERS;
}

/* The caller holds m. Releases to the next acquire. Wakes one thread where some may sleep. */
SC_INLINE void futex_mutex_release(struct futex_mutex *m, struct futex_mutex_node *node)
{
    (void)node;
    if (futex_mutex_free(m))
        futex_mutex_release_slow(m);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(futex, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(futex)
#endif
