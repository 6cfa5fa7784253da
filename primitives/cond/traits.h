// SPDX-License-Identifier: MIT
// What every condition variable promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all condition variables. Each header adds what is its own. m is a mutex of the same
 * name (primitives/mutex), which guards what the threads wait for.
 *  init       c is not in use. Afterwards nobody waits. Returns 0 or a negative error number.
 *  destroy    Nobody waits.
 *  wait       The caller holds m by node. Gives m up, sleeps until it is woken, and takes m again.
 *             A thread that has given m up is waiting: a signal by whoever takes m next wakes it.
 *  signal     Wakes one thread that waits, if any. The caller need not hold m.
 *  broadcast  Wakes all threads that wait. The caller need not hold m.
 * No verb but init returns an error. Visibility comes from m.
 */
struct cond_traits {
    bool fifo;        /* signal wakes the thread that has waited longest */
    bool spurious;    /* a wait may return although nobody woke it */
    bool cancellable; /* wait is a cancellation point; a cancelled thread leaves it with m held */
};
