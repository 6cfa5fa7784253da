// SPDX-License-Identifier: MIT
// What every read-write lock promises, and what a harness must know of one before it runs it.
#pragma once

#include <stdbool.h>

/*
 * The verbs of all read-write locks but null, which excludes nobody. Each header adds what is its
 * own.
 *  init           rw is not in use. Afterwards it is unlocked. Whoever hands rw to other threads
 *                 must order that after init.
 *  destroy        Nobody holds rw or waits for it, and every release has returned.
 *  read_acquire   The caller does not hold rw. Returns once it holds rw with other readers and
 *                 without a writer. Acquires what the last writer released.
 *  read_release   The caller holds rw for reading. Releases to the next writer.
 *  write_acquire  The caller does not hold rw. Returns once it alone holds rw. Acquires what the
 *                 last writer and all readers since released.
 *  write_release  The caller holds rw for writing. Releases to the next readers and writer.
 * No verb returns an error.
 */
struct rwmutex_traits {
    bool null;          /* excludes nobody: run by one thread only */
    bool prefer_writer; /* a waiting writer stops new readers, so that writers are not starved */
    bool readers_next; /* when a writer releases, the readers that wait go before the next writer */
};
