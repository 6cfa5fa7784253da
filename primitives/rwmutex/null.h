// SPDX-License-Identifier: MIT
// No read-write lock at all: what the loop around one costs.
/*
 * Example: the loop of a read-write benchmark without the lock that it would measure.
 *
 *     struct null_rwmutex rw;
 *     null_rwmutex_init(&rw);
 *     for (int i = 0; i < 1000; i++) {
 *         null_rwmutex_read_acquire(&rw);
 *         null_rwmutex_read_release(&rw);
 *     }
 */
#ifndef SYNCCOST_RWMUTEX_NULL_H
#define SYNCCOST_RWMUTEX_NULL_H

#include "primitives/compiler.h"

/*
 * Excludes nobody and orders nothing between threads. Every verb is a compiler barrier, so that the
 * compiler may not merge two critical sections of a loop, as it may not with a real lock.
 */
struct null_rwmutex {
    char unused;
};

SC_INLINE void null_rwmutex_init(struct null_rwmutex *rw)
{
    rw->unused = 0;
}

SC_INLINE void null_rwmutex_destroy(struct null_rwmutex *rw)
{
    (void)rw;
}

SC_INLINE void null_rwmutex_read_acquire(struct null_rwmutex *rw)
{
    (void)rw;
    __asm__ volatile("" ::: "memory");
}

SC_INLINE void null_rwmutex_read_release(struct null_rwmutex *rw)
{
    (void)rw;
    __asm__ volatile("" ::: "memory");
}

SC_INLINE void null_rwmutex_write_acquire(struct null_rwmutex *rw)
{
    (void)rw;
    __asm__ volatile("" ::: "memory");
}

SC_INLINE void null_rwmutex_write_release(struct null_rwmutex *rw)
{
    (void)rw;
    __asm__ volatile("" ::: "memory");
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(null, .null = true)
#endif
