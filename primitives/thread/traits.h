// SPDX-License-Identifier: MIT
// What every way to run a function in another thread promises, and what a harness must know of one.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all ways. Each header adds what is its own.
 *  init     t is not in use. Takes what every start needs. Returns 0 or a negative error number.
 *  destroy  Every start has been joined.
 *  start    The last start of t has been joined. function(argument) runs in another thread, which
 *           sees what the caller wrote before. Returns 0; or a negative error number (-EAGAIN:
 *           the process or the system has no room for another thread), and nothing runs.
 *  join     Returns 0 when the function has returned; the caller sees what it wrote. Sleeps until
 *           then. One join for each start, by any thread that has the starter's edge.
 */
struct thread_traits {
    /* the function runs without libc: see primitives/thread/clone3.h */
    bool bare;
    /* a thread that is already there runs the function: start never fails, init may */
    bool pooled;
    /* join is a cancellation point, after which another thread may join */
    bool cancellable;
    /* ThreadSanitizer cannot follow such a thread */
    bool untraceable;
};
