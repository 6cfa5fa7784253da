// SPDX-License-Identifier: MIT
// futex(2): sleep on a 32-bit word, and wake who sleeps on it. Private to the process.
/*
 * Example: wait until another thread has published its data.
 *
 *     static _Atomic uint32_t ready;
 *     atomic_store_explicit(&ready, 1, memory_order_release); // the publisher, after its data
 *     futex_wake(&ready, 1);
 *     // the reader: the word decides, since a wake-up may be spurious or come too early
 *     while (atomic_load_explicit(&ready, memory_order_acquire) == 0)
 *         futex_wait(&ready, 0, NULL);
 */
#pragma once

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "primitives/compiler.h"

/*
 * A test build (-DSC_FUTEX_COUNTS) counts, over all threads, how often a thread was woken from a
 * sleep here, and how many calls there were to wake. In every other build FUTEX_COUNT is nothing.
 */
#ifdef SC_FUTEX_COUNTS
__attribute__((weak)) _Atomic uint64_t futex_sleeps, futex_wakes;
/* Relaxed: a number that is read when the threads are done. */
#define FUTEX_COUNT(counter, times)                                                                \
    (void)atomic_fetch_add_explicit(&(counter), (times), memory_order_relaxed)
#else
#define FUTEX_COUNT(counter, times) (void)(times)
#endif

/*
 * Sleeps while *word == expected. The kernel compares the word and queues the caller as one step
 * with respect to futex_wake on the same word: a thread that changes the word and then wakes cannot
 * miss a sleeper. timeout: relative; NULL waits without limit. Returns 0 when woken; -1 with errno
 * EAGAIN where the word differed, EINTR after a signal, ETIMEDOUT after timeout. A return of 0 may
 * be spurious: the caller must look at the word again. Orders nothing: that look needs an order of
 * its own.
 */
SC_INLINE long futex_wait(_Atomic uint32_t *word, uint32_t expected, const struct timespec *timeout)
{
    const long rc = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout, NULL, 0);
    FUTEX_COUNT(futex_sleeps, rc == 0);
    return rc;
}

/*
 * As futex_wait, until CLOCK_MONOTONIC reaches deadline: an absolute time, so that a wait that is
 * begun again after a signal ends when it would have ended. NULL waits without limit. -1 with errno
 * EINVAL where deadline is no time: negative, or with a second of nanoseconds and more.
 */
SC_INLINE long futex_wait_until(_Atomic uint32_t *word, uint32_t expected,
                                const struct timespec *deadline)
{
    const long rc = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, deadline, NULL,
                            FUTEX_BITSET_MATCH_ANY);
    FUTEX_COUNT(futex_sleeps, rc == 0);
    return rc;
}

/*
 * Wakes at most count threads that sleep on word, and returns how many it woke. The word is only an
 * address here: its memory may have been freed or reused since. Orders nothing: the caller's write
 * to the word, which comes before, must release.
 */
SC_INLINE long futex_wake(_Atomic uint32_t *word, int count)
{
    FUTEX_COUNT(futex_wakes, 1);
    return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}
