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

#include <stdbool.h>

#include "primitives/compiler.h"

/*
 * Excludes nobody and orders nothing between threads: one thread may use it at a time. Both verbs
 * are compiler barriers, so that the compiler cannot merge two critical sections of a loop. A real
 * lock prevents that too.
 */
struct null_mutex {
    char unused;
};

struct null_mutex_node {
    char unused;
};

/* Gives the unused byte a value. */
SC_INLINE void null_mutex_init(struct null_mutex *m)
{
    m->unused = 0;
}

/* Does nothing. */
SC_INLINE void null_mutex_destroy(struct null_mutex *m)
{
    (void)m;
}

/* Gives the unused byte a value. */
SC_INLINE void null_mutex_node_init(struct null_mutex_node *node)
{
    node->unused = 0;
}

/* Returns at once. Acquires nothing. */
SC_INLINE void null_mutex_acquire(struct null_mutex *m, struct null_mutex_node *node)
{
    (void)m;
    (void)node;
    /* Compiler barrier: without it the loop's sections could be merged into one. No CPU fence. */
    __asm__ volatile("" ::: "memory");
}

/* Returns true at once. Acquires nothing. */
SC_INLINE bool null_mutex_try_acquire(struct null_mutex *m, struct null_mutex_node *node)
{
    null_mutex_acquire(m, node);
    return true;
}

/* Releases nothing. */
SC_INLINE void null_mutex_release(struct null_mutex *m, struct null_mutex_node *node)
{
    (void)m;
    (void)node;
    /* Compiler barrier: as in acquire. */
    __asm__ volatile("" ::: "memory");
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(null, .null = true, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(null)
#endif
