// SPDX-License-Identifier: MIT
// What every mutex promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all mutexes but null, which excludes nobody. Each header adds what is its own.
 *  init       m is not in use. Afterwards it is unlocked. Whoever hands m to other threads must
 *             order that after init.
 *  destroy    m is unlocked, nobody waits, and every release has returned.
 *  node_init  The node is not in use. Each thread has one for each lock that it holds or waits for.
 *  acquire    The caller does not hold m. Returns once it does. The node is in use from here until
 *             the release has returned. Acquires what the last release of m released.
 *  release    The caller holds m by this node. Releases to the next acquire of m.
 *  try_acquire  Where the lock has one, which MUTEX_TRY_SUBJECT at the header's end says: returns
 *             at once whether the caller now holds m, as after an acquire. It may fail on a free
 *             lock only while another thread changes the lock's word. After a failure the node is
 *             not in use.
 * No verb returns an error.
 *
 * A thread that waits in acquire is not cancelled there: it gets the lock, and its cancellation
 * acts at the next point after it, where the lock must be given up by a cleanup handler. A thread
 * must not be ended inside a verb (asynchronous cancellation; pthread_exit or longjmp in a signal
 * handler): its place in the queue, which may lie on its stack, would be left behind.
 */
struct mutex_traits {
    bool null; /* excludes nobody: a floor for the loop around it, run by one thread only */
    /* never sleeps: with more threads than CPUs it may make no progress for whole time slices */
    bool spin_only;
    bool fifo;   /* grants in order of arrival */
    bool sparse; /* of its rows only two are worth a place in the standard profile */
};
