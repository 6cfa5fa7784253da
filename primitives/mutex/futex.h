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
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"

/*
 * Drepper, "Futexes are tricky" (2011), the optimised mutex. Does not spin. A thread that has met
 * contention takes the lock as FUTEX_MUTEX_WAITERS, since it cannot know whether others sleep: at
 * worst its release makes one needless wake-up. A woken thread competes with arrivals: no order, a
 * waiter may starve.
 *
 * Memory ordering: the CAS or exchange that finds the word free acquires what the exchange to free
 * released. Both are read-modify-writes, so the marks of waiters between them do not break the
 * release sequence. The futex calls need no order of their own: the kernel compares the word under
 * its bucket's lock.
 */
enum {
    FUTEX_MUTEX_FREE = 0,
    FUTEX_MUTEX_LOCKED = 1,  /* held, nobody sleeps */
    FUTEX_MUTEX_WAITERS = 2, /* held, somebody may sleep: the release must wake one */
};

struct futex_mutex {
    _Atomic uint32_t word;
};

struct futex_mutex_node {
    char unused;
};

SC_INLINE void futex_mutex_init(struct futex_mutex *m)
{
    atomic_init(&m->word, FUTEX_MUTEX_FREE);
}

/* A release that has let others in may still call futex_wake on the address: harmless, wherever it
 * then lies. */
SC_INLINE void futex_mutex_destroy(struct futex_mutex *m)
{
    (void)m;
}

SC_INLINE void futex_mutex_node_init(struct futex_mutex_node *node)
{
    node->unused = 0;
}

/* seen: the word as the fast path found it, not free. */
SC_SLOW void futex_mutex_acquire_slow(struct futex_mutex *m, uint32_t seen)
{
    if (seen != FUTEX_MUTEX_WAITERS)
        seen = atomic_exchange_explicit(&m->word, FUTEX_MUTEX_WAITERS, memory_order_acquire);
    while (seen != FUTEX_MUTEX_FREE) {
        futex_wait(&m->word, FUTEX_MUTEX_WAITERS, NULL);
        seen = atomic_exchange_explicit(&m->word, FUTEX_MUTEX_WAITERS, memory_order_acquire);
    }
}

SC_SLOW void futex_mutex_release_slow(struct futex_mutex *m)
{
    futex_wake(&m->word, 1);
}

/* Not recursive. Acquires what the last owner released. */
SC_INLINE void futex_mutex_acquire(struct futex_mutex *m, struct futex_mutex_node *node)
{
    (void)node;
    uint32_t seen = FUTEX_MUTEX_FREE;
    if (!atomic_compare_exchange_strong_explicit(&m->word, &seen, FUTEX_MUTEX_LOCKED,
                                                 memory_order_acquire, memory_order_relaxed))
        futex_mutex_acquire_slow(m, seen);
}

/* The caller holds m. */
SC_INLINE void futex_mutex_release(struct futex_mutex *m, struct futex_mutex_node *node)
{
    (void)node;
    if (atomic_exchange_explicit(&m->word, FUTEX_MUTEX_FREE, memory_order_release) ==
        FUTEX_MUTEX_WAITERS)
        futex_mutex_release_slow(m);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(futex, .spin_only = false, .fifo = false)
#endif
