// SPDX-License-Identifier: MIT
// A thread of the C library's: pthread_create and pthread_join.
/*
 * Example: memory is freed by another thread.
 *
 *     #include <stdlib.h>
 *     struct pthread_default_thread helper;
 *     if (pthread_default_thread_init(&helper) != 0 ||
 *         pthread_default_thread_start(&helper, free, malloc(64)) != 0)
 *         return 1;
 *     pthread_default_thread_join(&helper);
 *     pthread_default_thread_destroy(&helper);
 */
#ifndef SYNCCOST_THREAD_PTHREAD_DEFAULT_H
#define SYNCCOST_THREAD_PTHREAD_DEFAULT_H

#include <pthread.h>
#include <stddef.h>

#include "primitives/compiler.h"

/*
 * Default attributes. glibc keeps the stacks of threads that have ended, so that a start after a
 * join maps no memory. The thread has the starter's CPUs and signal mask.
 *
 * Memory ordering: POSIX, "Memory Synchronization": pthread_create and pthread_join are edges.
 *
 * Cancellation: join is a cancellation point. Where it is cancelled the thread can still be joined.
 */
struct pthread_default_thread {
    pthread_t thread;
    void (*function)(void *);
    void *argument;
};

/* t is not in use. Returns 0. */
SC_INLINE int pthread_default_thread_init(struct pthread_default_thread *t)
{
    *t = (struct pthread_default_thread){0};
    return 0;
}

/* Every start has been joined. */
SC_INLINE void pthread_default_thread_destroy(struct pthread_default_thread *t)
{
    (void)t;
}

SC_SLOW void *pthread_default_thread_main_slow(void *argument)
{
    struct pthread_default_thread *t = argument;
    t->function(t->argument);
    return NULL;
}

/* Runs function(argument) in a new thread. Returns 0, -EAGAIN or another negative error number. */
SC_INLINE int pthread_default_thread_start(struct pthread_default_thread *t,
                                           void (*function)(void *), void *argument)
{
    t->function = function;
    t->argument = argument;
    return -pthread_create(&t->thread, NULL, pthread_default_thread_main_slow, t);
}

/* Returns 0 when the thread has ended, also where it ended by pthread_exit or by cancellation. */
SC_INLINE int pthread_default_thread_join(struct pthread_default_thread *t)
{
    return -pthread_join(t->thread, NULL);
}

#endif
#ifdef THREAD_SUBJECT
THREAD_SUBJECT(pthread_default, .cancellable = true)
#endif
