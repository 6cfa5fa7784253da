// SPDX-License-Identifier: MIT
// A bare thread: clone3, a small stack of its own, and the kernel's futex at its end. No C library.
/*
 * Example: another thread calls a function. It must not need the C library: free(NULL) does not.
 *
 *     #include <stdlib.h>
 *     static struct clone3_thread helper;
 *     if (clone3_thread_init(&helper) != 0)
 *         return 0; // no memory, or a kernel without clone3
 *     if (clone3_thread_start(&helper, free, NULL) != 0)
 *         return 1;
 *     clone3_thread_join(&helper);
 *     clone3_thread_destroy(&helper);
 */
#ifndef SYNCCOST_THREAD_CLONE3_H
#define SYNCCOST_THREAD_CLONE3_H

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/thread/spawn.h"

/*
 * What a thread costs the kernel, without what the C library adds: no thread-local storage, no
 * registration, no attributes. Source: clone(2), set_tid_address(2).
 *
 * The limits of the function. The C library does not know its thread: thread-local storage is that
 * of the starter, who runs at the same time. So the function may compute, use atomics, call its own
 * functions and make system calls that do not fail; it may not touch errno, allocate, lock, print,
 * or call pthread functions, and it must return. A function of a shared library that the loader
 * binds at the first call must have been called before. The function runs with all signals blocked,
 * since a handler would use the starter's thread-local storage as well. Its stack has CLONE3_STACK
 * bytes, and a guard below. Sanitizers and the C library's setuid do not know the thread either.
 *
 * Memory ordering: the system call orders what the starter wrote before. The function's end is
 * released through returned, which join acquires. The kernel's clearing of tid alone says that the
 * stack is free, and is no edge that C knows of.
 *
 * Cancellation: join is no cancellation point.
 */
enum { CLONE3_STACK = 64 * 1024, CLONE3_GUARD = 64 * 1024 };

struct clone3_thread {
    /* not 0 from start until the kernel has ended the thread: it then clears it and wakes */
    _Atomic uint32_t tid;
    _Atomic uint32_t returned; /* 1: the function has returned */
    void (*function)(void *);
    void *argument;
    unsigned char *memory; /* the guard, then the stack */
};

/* t is not in use. Maps the stack. Returns 0, -ENOMEM, or -ENOSYS where there is no clone3. */
SC_INLINE int clone3_thread_init(struct clone3_thread *t)
{
    atomic_init(&t->tid, 0);
    atomic_init(&t->returned, 0);
    /* A call that starts nothing: one of size 0 is refused (EINVAL). */
    if (syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS)
        return -ENOSYS;
    t->memory = mmap(NULL, CLONE3_GUARD + CLONE3_STACK, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (t->memory == MAP_FAILED)
        return -ENOMEM;
    if (mprotect(t->memory, CLONE3_GUARD, PROT_NONE) == 0)
        return 0;
    munmap(t->memory, CLONE3_GUARD + CLONE3_STACK);
    return -ENOMEM;
}

/* Every start has been joined. */
SC_INLINE void clone3_thread_destroy(struct clone3_thread *t)
{
    munmap(t->memory, CLONE3_GUARD + CLONE3_STACK);
}

SC_SLOW void clone3_thread_main_slow(void *argument)
{
    struct clone3_thread *t = argument;
    t->function(t->argument);
    /* Release: join acquires it, and sees what the function wrote. */
    atomic_store_explicit(&t->returned, 1, memory_order_release);
}

/* Blocks all signals, the C library's own among them, which pthread_sigmask leaves out. */
SC_INLINE void clone3_thread_block_signals(uint64_t *before)
{
    const uint64_t all = ~UINT64_C(0);
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, before, sizeof all);
}

SC_INLINE void clone3_thread_restore_signals(const uint64_t *before)
{
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, sizeof *before);
}

/*
 * Runs function(argument) in a new thread, within the limits above. Returns 0; -EAGAIN or -ENOMEM
 * where there can be none.
 */
SC_INLINE int clone3_thread_start(struct clone3_thread *t, void (*function)(void *), void *argument)
{
    struct spawn_frame *frame =
        (struct spawn_frame *)(void *)(t->memory + CLONE3_GUARD + CLONE3_STACK) - 1;
    struct spawn_arguments arguments = {
        .flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                 CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
        .child_tid = (uintptr_t)&t->tid,
        .parent_tid = (uintptr_t)&t->tid,
        .stack = (uintptr_t)(t->memory + CLONE3_GUARD),
        .stack_size = CLONE3_STACK - sizeof *frame,
    };
    uint64_t signals;
    t->function = function;
    t->argument = argument;
    *frame = (struct spawn_frame){clone3_thread_main_slow, t};
    /* Relaxed: the system call orders it before the thread. */
    atomic_store_explicit(&t->returned, 0, memory_order_relaxed);
    clone3_thread_block_signals(&signals);
    long tid = spawn_slow(&arguments);
    clone3_thread_restore_signals(&signals);
    return tid < 0 ? (int)tid : 0;
}

/* Returns 0 when the function has returned and the kernel has ended its thread: the stack may be
 * used again. */
SC_SLOW int clone3_thread_join_slow(struct clone3_thread *t)
{
    uint32_t tid;
    /* Relaxed: it tells that the thread is gone; the edge is returned's. The kernel's wake-up is
     * one between processes, so the wait must be one too. */
    while ((tid = atomic_load_explicit(&t->tid, memory_order_relaxed)) != 0)
        syscall(SYS_futex, &t->tid, FUTEX_WAIT, tid, NULL, NULL, 0);
    /* Acquire: it pairs with the thread's last store, which has been made, and is here at once. */
    while (atomic_load_explicit(&t->returned, memory_order_acquire) == 0)
        cpu_relax();
    return 0;
}

SC_INLINE int clone3_thread_join(struct clone3_thread *t)
{
    return clone3_thread_join_slow(t);
}

#endif
#ifdef THREAD_SUBJECT
THREAD_SUBJECT(clone3, .bare = true, .untraceable = true)
#endif
