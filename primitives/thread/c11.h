// SPDX-License-Identifier: MIT
// A thread of C11's <threads.h>: thrd_create and thrd_join.
/*
 * Example: memory is freed by another thread.
 *
 *     #include <stdlib.h>
 *     struct c11_thread helper;
 *     if (c11_thread_init(&helper) != 0 || c11_thread_start(&helper, free, malloc(64)) != 0)
 *         return 1;
 *     c11_thread_join(&helper);
 *     c11_thread_destroy(&helper);
 */
#ifndef SYNCCOST_THREAD_C11_H
#define SYNCCOST_THREAD_C11_H

#include <errno.h>
#include <stddef.h>
#include <threads.h>

#include "primitives/compiler.h"

/*
 * In glibc thrd_create is pthread_create behind another name, and so is the rest. C11 knows no
 * error but thrd_nomem and thrd_error.
 *
 * Memory ordering: C11, 7.26.5.1 and 7.26.5.6: the completion of thrd_create comes before the
 * beginning of the thread, and the end of the thread before the completion of thrd_join.
 *
 * Cancellation: as for pthread_join.
 */
struct c11_thread {
    thrd_t thread;
    void (*function)(void *);
    void *argument;
};

/* t is not in use. Returns 0. */
SC_INLINE int c11_thread_init(struct c11_thread *t)
{
    *t = (struct c11_thread){0};
    return 0;
}

/* Every start has been joined. */
SC_INLINE void c11_thread_destroy(struct c11_thread *t)
{
    (void)t;
}

SC_SLOW int c11_thread_main_slow(void *argument)
{
    struct c11_thread *t = argument;
    t->function(t->argument);
    return 0;
}

/* Runs function(argument) in a new thread. Returns 0, -ENOMEM, or -EAGAIN for every other error. */
SC_INLINE int c11_thread_start(struct c11_thread *t, void (*function)(void *), void *argument)
{
    t->function = function;
    t->argument = argument;
    int result = thrd_create(&t->thread, c11_thread_main_slow, t);
    return result == thrd_success ? 0 : result == thrd_nomem ? -ENOMEM : -EAGAIN;
}

/* Returns 0 when the thread has ended; -EINVAL where it cannot be joined. */
SC_INLINE int c11_thread_join(struct c11_thread *t)
{
    return thrd_join(t->thread, NULL) == thrd_success ? 0 : -EINVAL;
}

#endif
#ifdef THREAD_SUBJECT
THREAD_SUBJECT(c11, .cancellable = true, .untraceable = true)
#endif
