// SPDX-License-Identifier: MIT
// pthread_once, with an argument for its function.
/*
 * Example: whoever is last to need a buffer, or thinks so, frees it. It is freed once.
 *
 *     #include <stdlib.h>
 *     struct pthread_default_once freed;
 *     char *buffer = malloc(64);
 *     pthread_default_once_init(&freed);
 *     pthread_default_once_do(&freed, free, buffer);
 *     pthread_default_once_do(&freed, free, buffer); // does nothing
 *     pthread_default_once_destroy(&freed);
 */
#ifndef SYNCCOST_ONCE_PTHREAD_DEFAULT_H
#define SYNCCOST_ONCE_PTHREAD_DEFAULT_H

#include <pthread.h>

#include "primitives/compiler.h"
#include "primitives/once/argument.h"

/*
 * POSIX.1-2017, pthread_once: no call returns before the function has returned, and the caller sees
 * what it wrote (glibc: an acquire load of the control word once it is done). Where the function's
 * thread is cancelled in it, or calls pthread_exit, the once is as if it had never been called: the
 * next do runs its function. That is not Go's rule.
 */
struct pthread_default_once {
    pthread_once_t control;
};

SC_INLINE void pthread_default_once_init(struct pthread_default_once *o)
{
    o->control = (pthread_once_t)PTHREAD_ONCE_INIT;
}

SC_INLINE void pthread_default_once_destroy(struct pthread_default_once *o)
{
    (void)o;
}

/* Runs function(argument) unless a do of o has run its own to the end before. When do returns the
 * function has returned, and the caller sees what it wrote. Not recursive on one once. */
SC_INLINE void pthread_default_once_do(struct pthread_default_once *o, void (*function)(void *),
                                       void *argument)
{
    once_call = (struct once_call){function, argument, o};
    pthread_once(&o->control, once_call_slow);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(pthread_default, .ends_done = false)
#endif
