// SPDX-License-Identifier: MIT
// What every waitgroup promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all waitgroups. Each header adds what is its own.
 *  init     w is not in use. Afterwards nothing is pending. parties: how many threads call done or
 *           wait in one round; only a barrier needs it. Returns 0 or a negative error number.
 *           Whoever hands w to other threads must order that after init.
 *  destroy  Every wait has returned. The last done need not have.
 *  add      Adds to what is pending. A round's first add comes before its waits, and after every
 *           wait of the round before has returned.
 *  done     One less is pending. Releases to every wait that returns because of it.
 *  wait     Returns once nothing is pending. Acquires what every done of the round released. Sleeps
 *           while something is pending.
 *  pending  How much is pending: exact while nobody calls add or done.
 */
struct waitgroup_traits {
    /* done waits for all parties of the round too, and add does nothing */
    bool barrier;
    /* a negative count and a reuse that comes too early end the process with Go's words */
    bool fatal_misuse;
    /* a thread may be cancelled in wait: wait is a cancellation point */
    bool cancellable;
};
