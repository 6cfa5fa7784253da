// SPDX-License-Identifier: MIT
// A small number for each thread, by which read-write locks tell their readers apart. No subject
// itself.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"

/*
 * Weak: a program has one of each, however many of its sources include this header. A lock that is
 * taken in one source and released in another must meet the same number. (A library that is loaded
 * by dlopen may have its own: such a lock must be taken and released by code of one of them.)
 */
#define RWMUTEX_ONE_A_PROGRAM __attribute__((weak))

RWMUTEX_ONE_A_PROGRAM _Atomic uint32_t rwmutex_threads;             /* numbers given out */
RWMUTEX_ONE_A_PROGRAM _Thread_local uint32_t rwmutex_thread_number; /* 0: none yet */

SC_SLOW uint32_t rwmutex_number_thread_slow(void)
{
    /* Relaxed: the numbers must differ, and order nothing. Again where the count has wrapped: 0 is
     * no number. */
    do
        rwmutex_thread_number =
            atomic_fetch_add_explicit(&rwmutex_threads, 1, memory_order_relaxed) + 1;
    while (rwmutex_thread_number == 0);
    return rwmutex_thread_number;
}

/*
 * The number of the calling thread: 1, 2 and so on, in the order of their first calls. It stays the
 * same for the thread's life. No two threads have the same one until 2^32 threads have lived.
 */
SC_INLINE uint32_t rwmutex_this_thread(void)
{
    const uint32_t number = rwmutex_thread_number;
    return number ? number : rwmutex_number_thread_slow();
}
