// SPDX-License-Identifier: MIT
// futex(2): sleep on, and wake from, a 32-bit word. Private to the process.
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
 * Sleeps while *word == expected. Returns 0 when woken, -1 with errno EAGAIN (the word differed),
 * EINTR, or ETIMEDOUT after timeout (relative; NULL waits for ever). Wake-ups may be spurious: look
 * at the word again. The kernel compares and enqueues atomically with respect to futex_wake on the
 * same word.
 */
SC_INLINE long futex_wait(_Atomic uint32_t *word, uint32_t expected, const struct timespec *timeout)
{
    return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout, NULL, 0);
}

/* Wakes at most count sleepers of word. Returns how many it woke. Gives no ordering by itself. */
SC_INLINE long futex_wake(_Atomic uint32_t *word, int count)
{
    return syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}
