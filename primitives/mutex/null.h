// SPDX-License-Identifier: MIT
// No mutex at all: what the loop around a mutex costs.
/*
 * Example: the loop of a benchmark without the lock that it would measure.
 *
 *     struct null_mutex m;
 *     struct null_mutex_node me;
 *     null_mutex_init(&m);
 *     null_mutex_node_init(&me);
 *     for (int i = 0; i < 1000; i++) {
 *         null_mutex_acquire(&m, &me);
 *         null_mutex_release(&m, &me);
 *     }
 */
#ifndef SYNCCOST_MUTEX_NULL_H
#define SYNCCOST_MUTEX_NULL_H

#include "primitives/compiler.h"

/*
 * Excludes nobody and orders nothing between threads. Both verbs are compiler barriers, so that the
 * compiler may not merge two critical sections of a loop, as it may not with a real lock.
 */
struct null_mutex {
    char unused;
};

struct null_mutex_node {
    char unused;
};

SC_INLINE void null_mutex_init(struct null_mutex *m)
{
    m->unused = 0;
}

SC_INLINE void null_mutex_destroy(struct null_mutex *m)
{
    (void)m;
}

SC_INLINE void null_mutex_node_init(struct null_mutex_node *node)
{
    node->unused = 0;
}

SC_INLINE void null_mutex_acquire(struct null_mutex *m, struct null_mutex_node *node)
{
    (void)m;
    (void)node;
    __asm__ volatile("" ::: "memory");
}

SC_INLINE void null_mutex_release(struct null_mutex *m, struct null_mutex_node *node)
{
    (void)m;
    (void)node;
    __asm__ volatile("" ::: "memory");
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(null, .null = true, .spin_only = false, .fifo = false)
#endif
