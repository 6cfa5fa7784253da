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

#include <stdbool.h>

#include "primitives/compiler.h"

/*
 * Excludes nobody and orders nothing between threads: one thread may use it at a time. Every verb
 * is a compiler barrier, so that the compiler cannot merge two critical sections of a loop. A real
 * lock prevents that too. No verb contains a fence of the CPU.
 */
struct null_rwmutex {
    char unused;
};

/* Gives the unused byte a value. */
SC_INLINE void null_rwmutex_init(struct null_rwmutex *rw)
{
    rw->unused = 0;
}

/* Does nothing. */
SC_INLINE void null_rwmutex_destroy(struct null_rwmutex *rw)
{
    (void)rw;
}

/* Returns at once. Acquires nothing. */
SC_INLINE void null_rwmutex_read_acquire(struct null_rwmutex *rw)
{
    (void)rw;
    /* Compiler barrier: without it the loop's sections could be merged into one. */
    __asm__ volatile("" ::: "memory");
}

/* Returns true at once. Acquires nothing. */
SC_INLINE bool null_rwmutex_try_read_acquire(struct null_rwmutex *rw)
{
    null_rwmutex_read_acquire(rw);
    return true;
}

/* Releases nothing. */
SC_INLINE void null_rwmutex_read_release(struct null_rwmutex *rw)
{
    (void)rw;
    /* Compiler barrier: as in read_acquire. */
    __asm__ volatile("" ::: "memory");
}

/* Returns at once. Acquires nothing. */
SC_INLINE void null_rwmutex_write_acquire(struct null_rwmutex *rw)
{
    (void)rw;
    /* Compiler barrier: as in read_acquire. */
    __asm__ volatile("" ::: "memory");
}

/* Returns true at once. Acquires nothing. */
SC_INLINE bool null_rwmutex_try_write_acquire(struct null_rwmutex *rw)
{
    null_rwmutex_write_acquire(rw);
    return true;
}

/* Releases nothing. */
SC_INLINE void null_rwmutex_write_release(struct null_rwmutex *rw)
{
    (void)rw;
    /* Compiler barrier: as in read_acquire. */
    __asm__ volatile("" ::: "memory");
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(null, .null = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(null)
#endif
