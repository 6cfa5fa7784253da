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
 *  try_read_acquire, try_write_acquire
 *                 Where the lock has them, which RWMUTEX_TRY_SUBJECT at the header's end says:
 *                 return at once whether the caller now holds rw, as after the verb that waits.
 *                 They may fail where the lock could be had only while another thread changes it.
 * A lock whose readers do not exclude writers but read again (RWMUTEX_OPTIMISTIC_SUBJECT) has init,
 * destroy, write_acquire and write_release, between which readers may be inside, and these:
 *  read_begin     Begins a read section, and returns what read_retry needs. Acquires what the last
 *                 writer released.
 *  read_retry     Ends it. Returns whether it must be repeated, because a writer was inside
 *                 meanwhile. The data are atomics, read and written with relaxed order.
 * No verb returns an error. What ends a thread inside a verb: primitives/mutex/traits.h.
 */
struct rwmutex_traits {
    bool null; /* excludes nobody: run by one thread only */
    /* never sleeps: with more threads than CPUs it may make no progress for whole time slices */
    bool spin_only;
    bool prefer_writer; /* a waiting writer stops new readers, so that writers are not starved */
    bool bounded;       /* it stops them later: they may pass it for a time, and not for ever */
    bool readers_next; /* when a writer releases, the readers that wait go before the next writer */
    bool cancelable; /* who waits in write_acquire can be cancelled there; the lock is lost then */
};
