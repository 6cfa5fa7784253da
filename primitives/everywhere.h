// SPDX-License-Identifier: MIT
// A full fence that one thread executes for all: the others then need none at their frequent end.
/*
 * Example: a frequent side stores and loads, a rare side does the reverse. Never do both miss.
 *
 *     static atomic_int reading, closed;
 *     // the frequent side
 *     atomic_store_explicit(&reading, 1, memory_order_relaxed);
 *     everywhere_light(); // no instruction
 *     int may_read = !atomic_load_explicit(&closed, memory_order_relaxed);
 *     // the rare side
 *     atomic_store_explicit(&closed, 1, memory_order_relaxed);
 *     int must_wait = !everywhere_fence() || atomic_load_explicit(&reading, memory_order_relaxed);
 *     (void)may_read, (void)must_wait;
 */
#pragma once

#include <linux/membarrier.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "primitives/compiler.h"

/*
 * membarrier(2), private expedited: when it returns, every thread of the process has executed a
 * full fence since the call began, or does not run and will have executed one before it does. The
 * kernel interrupts the CPUs on which they run, so it takes microseconds. Linux 4.14. Where the
 * kernel has it not (or a filter of system calls refuses it) both sides need a fence of their own.
 * Source: Desnoyers, McKenney, Stern, Dagenais and Walpole, "User-level implementations of
 * read-copy update" (2012), on signals in the same role; membarrier(2).
 */
__attribute__((weak)) bool everywhere_registered;

/* Before main: a registration takes longer once there are threads. */
__attribute__((constructor, unused)) static void everywhere_prepare(void)
{
    if (!everywhere_registered)
        everywhere_registered =
            syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

/* Whether everywhere_light suffices. The same for the whole life of the program. */
SC_INLINE bool everywhere_is_there(void)
{
    return __builtin_expect(everywhere_registered, 1);
}

/*
 * The frequent side. everywhere_is_there. The accesses before it come before those after it, as a
 * thread sees that calls everywhere_fence.
 */
SC_INLINE void everywhere_light(void)
{
    /* The compiler must keep the order; the CPU is made to by the other side. */
    atomic_signal_fence(memory_order_seq_cst);
}

SC_SLOW bool everywhere_fence_slow(void)
{
    return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
}

/*
 * The rare side: a full fence in this thread and in all others. Where the others have fences of
 * their own (everywhere_is_there is false) it does nothing, and the caller's accesses must be
 * sequentially consistent. False where the kernel had no memory for it: as if not called.
 */
SC_INLINE bool everywhere_fence(void)
{
    return !everywhere_is_there() || everywhere_fence_slow();
}
