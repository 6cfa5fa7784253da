// SPDX-License-Identifier: MIT
// call_once of C11's <threads.h>, with an argument for its function.
/*
 * Example: whoever is last to need a buffer, or thinks so, frees it. It is freed once.
 *
 *     #include <stdlib.h>
 *     struct c11_once freed;
 *     char *buffer = malloc(64);
 *     c11_once_init(&freed);
 *     c11_once_do(&freed, free, buffer);
 *     c11_once_do(&freed, free, buffer); // does nothing
 *     c11_once_destroy(&freed);
 */
#ifndef SYNCCOST_ONCE_C11_H
#define SYNCCOST_ONCE_C11_H

#include <threads.h>

#include "primitives/compiler.h"
#include "primitives/once/argument.h"

/*
 * C11, 7.26.2.1: one call runs the function, and every call returns after it has returned and sees
 * what it wrote. What becomes of a function that does not return is not said; in glibc call_once is
 * pthread_once behind another name, and the next do runs its function.
 */
struct c11_once {
    once_flag flag;
};

SC_INLINE void c11_once_init(struct c11_once *o)
{
    o->flag = (once_flag)ONCE_FLAG_INIT;
}

SC_INLINE void c11_once_destroy(struct c11_once *o)
{
    (void)o;
}

/* Runs function(argument) unless a do of o has run its own to the end before. When do returns the
 * function has returned, and the caller sees what it wrote. Not recursive on one once. */
SC_INLINE void c11_once_do(struct c11_once *o, void (*function)(void *), void *argument)
{
    once_call = (struct once_call){function, argument, o};
    call_once(&o->flag, once_call_slow);
    SC_TSAN_ACQUIRED(o);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(c11, .ends_done = false)
#endif
