// SPDX-License-Identifier: MIT
// What every semaphore promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all semaphores. Each header adds what is its own.
 *  init           s is not in use; permits is at least 1 and less than 2^31. Returns 0, or a
 *                 negative errno: then s must not be used. Whoever hands s to other threads must
 *                 order that after init.
 *  destroy        Nobody waits, and every call has returned.
 *  acquire        Returns once the caller has a permit. Acquires what the release of that permit
 *                 released.
 *  release        Gives a permit back; any thread may. What lets a waiter go on. Releases to the
 *                 acquire that takes the permit.
 *  try_acquire    Where it is there (SEMAPHORE_TRY_SUBJECT at the header's end): returns at once
 *                 whether the caller now has a permit.
 *  acquire_until  Where it is there (SEMAPHORE_TIMED_SUBJECT): as acquire, at most until
 *                 CLOCK_MONOTONIC reaches deadline. Returns whether the caller has a permit. A
 *                 deadline that has passed is one attempt.
 *
 * A thread that waits is not cancelled there, but where cancels says so: it gets its permit, and
 * its cancellation acts at the next point after it, where a cleanup handler must give the permit
 * back. A thread must not be ended inside a verb in another way (asynchronous cancellation;
 * pthread_exit or longjmp in a signal handler): its place in the queue would be left behind.
 */
struct semaphore_traits {
    bool fifo;    /* permits go to waiters in the order in which they came, and pass by nobody */
    bool cancels; /* acquire is a cancellation point: its thread ends there, without a permit */
    bool guards;  /* a release of more than is held is fatal, or waits for ever (channel) */
};
