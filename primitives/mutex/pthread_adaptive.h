// SPDX-License-Identifier: MIT
// glibc's adaptive mutex: spins for a while before it sleeps.
/*
 * Example: a bucket of a hash table. The lock is held for a few instructions, so spinning pays.
 *
 *     static struct { struct pthread_adaptive_mutex lock; const char *keys[8]; int used; } bucket;
 *     struct pthread_adaptive_mutex_node me; // one for each thread
 *     pthread_adaptive_mutex_init(&bucket.lock);
 *     pthread_adaptive_mutex_node_init(&me);
 *     pthread_adaptive_mutex_acquire(&bucket.lock, &me);
 *     bucket.keys[bucket.used++] = "key";
 *     pthread_adaptive_mutex_release(&bucket.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_PTHREAD_ADAPTIVE_H
#define SYNCCOST_MUTEX_PTHREAD_ADAPTIVE_H

#include <pthread.h>
#include <stdbool.h>

#include "primitives/compiler.h"

#ifdef __GLIBC__

/*
 * Source: glibc, nptl/pthread_mutex_lock.c. PTHREAD_MUTEX_ADAPTIVE_NP, otherwise as
 * pthread_default, memory ordering included. A waiter looks at the word at most 100 times (glibc's
 * tunable glibc.pthread.mutex_spin_count) and then sleeps. How long earlier waits took decides how
 * often it looks. Outside glibc this header defines nothing.
 */
struct pthread_adaptive_mutex {
    pthread_mutex_t m;
};

struct pthread_adaptive_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void pthread_adaptive_mutex_init(struct pthread_adaptive_mutex *m)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(&m->m, &attr);
    pthread_mutexattr_destroy(&attr);
}

/* m is unlocked and nobody waits. */
SC_INLINE void pthread_adaptive_mutex_destroy(struct pthread_adaptive_mutex *m)
{
    pthread_mutex_destroy(&m->m);
}

/* The lock uses no node. */
SC_INLINE void pthread_adaptive_mutex_node_init(struct pthread_adaptive_mutex_node *node)
{
    node->unused = 0;
}

/*
 * The caller does not hold m: a second acquire deadlocks. Returns once it does, after a spin and
 * perhaps a sleep where m is held. Acquires what the last release released.
 */
SC_INLINE void pthread_adaptive_mutex_acquire(struct pthread_adaptive_mutex *m,
                                              struct pthread_adaptive_mutex_node *node)
{
    (void)node;
    pthread_mutex_lock(&m->m);
}

/*
 * Returns at once whether the caller now holds m: not where m is held, be it by the caller. Where
 * it does, acquires what the last release released.
 */
SC_INLINE bool pthread_adaptive_mutex_try_acquire(struct pthread_adaptive_mutex *m,
                                                  struct pthread_adaptive_mutex_node *node)
{
    (void)node;
    return pthread_mutex_trylock(&m->m) == 0;
}

/* The caller holds m. Releases to the next acquire. */
SC_INLINE void pthread_adaptive_mutex_release(struct pthread_adaptive_mutex *m,
                                              struct pthread_adaptive_mutex_node *node)
{
    (void)node;
    pthread_mutex_unlock(&m->m);
}

#endif
#endif
#if defined(MUTEX_SUBJECT) && defined(__GLIBC__)
MUTEX_SUBJECT(pthread_adaptive, .spin_only = false, .fifo = false)
#endif
#if defined(MUTEX_TRY_SUBJECT) && defined(__GLIBC__)
MUTEX_TRY_SUBJECT(pthread_adaptive)
#endif
