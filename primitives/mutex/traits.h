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
 * No verb returns an error.
 */
struct mutex_traits {
    bool null; /* excludes nobody: a floor for the loop around it, run by one thread only */
    /* never sleeps: with more threads than CPUs it may make no progress for whole time slices */
    bool spin_only;
    bool fifo; /* grants in order of arrival */
};
