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

#include "primitives/compiler.h"

/*
 * PTHREAD_MUTEX_DEFAULT, private to the process, neither robust nor priority-inheriting; in glibc
 * the same as PTHREAD_MUTEX_NORMAL. (A subject named pthread would need a pthread_mutex_init of its
 * own.) No result is looked at: with these attributes and a correct caller no call has an error to
 * return. The fast path is a call into the C library, as it is for everybody who uses it.
 */
struct pthread_default_mutex {
    pthread_mutex_t m;
};

struct pthread_default_mutex_node {
    char unused;
};

SC_INLINE void pthread_default_mutex_init(struct pthread_default_mutex *m)
{
    pthread_mutex_init(&m->m, NULL);
}

SC_INLINE void pthread_default_mutex_destroy(struct pthread_default_mutex *m)
{
    pthread_mutex_destroy(&m->m);
}

SC_INLINE void pthread_default_mutex_node_init(struct pthread_default_mutex_node *node)
{
    node->unused = 0;
}

SC_INLINE void pthread_default_mutex_acquire(struct pthread_default_mutex *m,
                                             struct pthread_default_mutex_node *node)
{
    (void)node;
    pthread_mutex_lock(&m->m);
}

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
