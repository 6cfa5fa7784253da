// SPDX-License-Identifier: MIT
// Double-checked locking: an atomic pointer to what the function makes, and a mutex until it is
// made.
/*
 * Example: whoever is last to need a buffer, or thinks so, frees it. It is freed once.
 *
 *     #include <stdlib.h>
 *     struct double_checked_once freed;
 *     char *buffer = malloc(64);
 *     double_checked_once_init(&freed);
 *     double_checked_once_do(&freed, free, buffer);
 *     double_checked_once_do(&freed, free, buffer); // does nothing
 *     double_checked_once_destroy(&freed);
 */
#ifndef SYNCCOST_ONCE_DOUBLE_CHECKED_H
#define SYNCCOST_ONCE_DOUBLE_CHECKED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "primitives/compiler.h"

/*
 * Source: Schmidt and Harrison, "Double-Checked Locking" (1996), with the acquire and the release
 * that Bacon and others, "The 'Double-Checked Locking is Broken' Declaration", found missing. The
 * pointer is both the flag and what callers want: it is NULL until the function has returned.
 *
 * Memory ordering: the store of the pointer releases what the function wrote. The load that finds
 * it acquires. Who waited for the mutex gets the edge from the mutex.
 *
 * Where the function's thread is cancelled in it, or calls pthread_exit, the mutex is released, and
 * the next do runs its function. That is not Go's rule. A function that leaves by longjmp leaves
 * the mutex locked for ever.
 */
struct double_checked_once {
    _Atomic(void *) made; /* the argument of the function that has returned; else NULL */
    pthread_mutex_t running;
};

SC_INLINE void double_checked_once_init(struct double_checked_once *o)
{
    atomic_init(&o->made, NULL);
    /* With default attributes glibc's function returns no error. */
    pthread_mutex_init(&o->running, NULL);
}

/* Every do has returned. */
SC_INLINE void double_checked_once_destroy(struct double_checked_once *o)
{
    pthread_mutex_destroy(&o->running);
}

SC_SLOW void double_checked_once_unlock_slow(void *mutex)
{
    pthread_mutex_unlock(mutex);
}

SC_SLOW void double_checked_once_do_slow(struct double_checked_once *o, void (*function)(void *),
                                         void *argument)
{
    pthread_mutex_lock(&o->running);
    /* A cleanup handler, not a call after function: function may end its thread. */
    pthread_cleanup_push(double_checked_once_unlock_slow, &o->running);
    /* Relaxed: made is written under the mutex that this thread holds. */
    if (!atomic_load_explicit(&o->made, memory_order_relaxed)) {
        function(argument);
        /* Release: a thread that finds the pointer goes on without the mutex. */
        atomic_store_explicit(&o->made, argument, memory_order_release);
    }
    pthread_cleanup_pop(1);
}

/* What the function made: its argument once it has returned, else NULL. Acquires what it wrote. */
SC_INLINE void *double_checked_once_made(struct double_checked_once *o)
{
    /* Acquire: the caller goes on to read what the pointer leads to. */
    return atomic_load_explicit(&o->made, memory_order_acquire);
}

/* Runs function(argument) unless a do of o has run its own to the end before. argument is not NULL.
 * When do returns the function has returned, and the caller sees what it wrote. Not recursive on
 * one once. */
SC_INLINE void double_checked_once_do(struct double_checked_once *o, void (*function)(void *),
                                      void *argument)
{
    if (!double_checked_once_made(o))
        double_checked_once_do_slow(o, function, argument);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(double_checked, .ends_done = false)
#endif
