// SPDX-License-Identifier: MIT
// An argument for the function of pthread_once and call_once, which pass none.
#pragma once

#include "primitives/compiler.h"
#include "primitives/tsan.h"

/*
 * The thread that calls do is the one that runs the function, so function and argument travel in
 * its thread-local storage: three plain stores in every call. A do within the function is no harm:
 * both were read before the function began.
 */
struct once_call {
    void (*function)(void *);
    void *argument;
    void *once; /* the object, for ThreadSanitizer */
};

static _Thread_local struct once_call once_call __attribute__((unused));

SC_SLOW void once_call_slow(void)
{
    void *once = once_call.once;
    once_call.function(once_call.argument);
    SC_TSAN_RELEASING(once);
}
