// SPDX-License-Identifier: MIT
// A mutex and a flag: what a once costs without a way past the lock.
/*
 * Example: whoever is last to need a buffer, or thinks so, frees it. It is freed once.
 *
 *     #include <stdlib.h>
 *     struct mutex_flag_once freed;
 *     char *buffer = malloc(64);
 *     mutex_flag_once_init(&freed);
 *     mutex_flag_once_do(&freed, free, buffer);
 *     mutex_flag_once_do(&freed, free, buffer); // does nothing
 *     mutex_flag_once_destroy(&freed);
 */
#ifndef SYNCCOST_ONCE_MUTEX_FLAG_H
#define SYNCCOST_ONCE_MUTEX_FLAG_H

#include <pthread.h>
#include <stdbool.h>

#include "primitives/compiler.h"

/*
 * Every do locks a pthread mutex, and looks at the flag. POSIX, "Memory Synchronization": what the
 * function wrote before the unlock is visible after the next lock.
 *
 * Where the function's thread is cancelled in it, or calls pthread_exit, the mutex is released, and
 * the next do runs its function. That is not Go's rule. A function that leaves by longjmp leaves
 * the mutex locked for ever.
 */
struct mutex_flag_once {
    pthread_mutex_t lock;
    bool done; /* the function has returned; guarded by lock */
};

SC_INLINE void mutex_flag_once_init(struct mutex_flag_once *o)
{
    /* With default attributes glibc's function returns no error. */
    pthread_mutex_init(&o->lock, NULL);
    o->done = false;
}

/* Every do has returned. */
SC_INLINE void mutex_flag_once_destroy(struct mutex_flag_once *o)
{
    pthread_mutex_destroy(&o->lock);
}

SC_SLOW void mutex_flag_once_unlock_slow(void *lock)
{
    pthread_mutex_unlock(lock);
}

/* Called with the lock held, returns without it. */
SC_SLOW void mutex_flag_once_run_slow(struct mutex_flag_once *o, void (*function)(void *),
                                      void *argument)
{
    /* A cleanup handler, not a call after function: function may end its thread. */
    pthread_cleanup_push(mutex_flag_once_unlock_slow, &o->lock);
    function(argument);
    o->done = true;
    pthread_cleanup_pop(1);
}

/* Runs function(argument) unless a do of o has run its own to the end before. When do returns the
 * function has returned, and the caller sees what it wrote. Not recursive on one once. */
SC_INLINE void mutex_flag_once_do(struct mutex_flag_once *o, void (*function)(void *),
                                  void *argument)
{
    pthread_mutex_lock(&o->lock);
    if (!o->done)
        mutex_flag_once_run_slow(o, function, argument);
    else
        pthread_mutex_unlock(&o->lock);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(mutex_flag, .ends_done = false)
#endif
