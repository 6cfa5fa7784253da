// SPDX-License-Identifier: MIT
// The C library's default mutex.
/*
 * Example: two balances whose sum never changes while nobody holds the lock.
 *
 *     static struct { struct pthread_default_mutex lock; long savings, checking; } account;
 *     struct pthread_default_mutex_node me; // one for each thread
 *     pthread_default_mutex_init(&account.lock);
 *     pthread_default_mutex_node_init(&me);
 *     pthread_default_mutex_acquire(&account.lock, &me);
 *     account.savings += 100;
 *     account.checking -= 100; // restores the sum before the release
 *     pthread_default_mutex_release(&account.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_PTHREAD_DEFAULT_H
#define SYNCCOST_MUTEX_PTHREAD_DEFAULT_H

#include <pthread.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/*
 * Source: POSIX, pthread_mutex_lock(3). PTHREAD_MUTEX_DEFAULT, which glibc makes the same as
 * PTHREAD_MUTEX_NORMAL: private to the process, neither robust nor priority-inheriting. The verbs
 * ignore the calls' results: with these attributes and a correct caller no call returns an error.
 * The fast path is a call into the C library, as it is for every user of it. (A subject named
 * pthread would need a pthread_mutex_init of its own.)
 *
 * Memory ordering: POSIX, "Memory Synchronization": what a thread did before an unlock is visible
 * to the thread whose lock comes next.
 */
struct pthread_default_mutex {
    pthread_mutex_t m;
};

struct pthread_default_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void pthread_default_mutex_init(struct pthread_default_mutex *m)
{
    pthread_mutex_init(&m->m, NULL);
}

/* m is unlocked and nobody waits. */
SC_INLINE void pthread_default_mutex_destroy(struct pthread_default_mutex *m)
{
    pthread_mutex_destroy(&m->m);
}

/* The lock uses no node. */
SC_INLINE void pthread_default_mutex_node_init(struct pthread_default_mutex_node *node)
{
    node->unused = 0;
}

/*
 * The caller does not hold m: a second acquire deadlocks. Returns once it does, after a sleep where
 * m is held. Acquires what the last release released.
 */
SC_INLINE void pthread_default_mutex_acquire(struct pthread_default_mutex *m,
                                             struct pthread_default_mutex_node *node)
{
    (void)node;
    pthread_mutex_lock(&m->m);
}

/*
 * Returns at once whether the caller now holds m: not where m is held, be it by the caller. Where
 * it does, acquires what the last release released.
 */
SC_INLINE bool pthread_default_mutex_try_acquire(struct pthread_default_mutex *m,
                                                 struct pthread_default_mutex_node *node)
{
    (void)node;
    return pthread_mutex_trylock(&m->m) == 0;
}

/* The caller holds m. Releases to the next acquire. */
SC_INLINE void pthread_default_mutex_release(struct pthread_default_mutex *m,
                                             struct pthread_default_mutex_node *node)
{
    (void)node;
    pthread_mutex_unlock(&m->m);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(pthread_default, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(pthread_default)
#endif
