// SPDX-License-Identifier: MIT
// The C library's default read-write lock: new readers pass a waiting writer.
/*
 * Example: settings that are read all the time and hardly ever written.
 *
 *     static struct { struct pthread_reader_rwmutex lock; int level; int copy; } settings;
 *     pthread_reader_rwmutex_init(&settings.lock);
 *     pthread_reader_rwmutex_read_acquire(&settings.lock);
 *     int verbose = settings.level > 1; // other readers may be inside, no writer is
 *     pthread_reader_rwmutex_read_release(&settings.lock);
 *     pthread_reader_rwmutex_write_acquire(&settings.lock);
 *     settings.level = verbose ? 0 : 2; // alone
 *     pthread_reader_rwmutex_write_release(&settings.lock);
 */
#ifndef SYNCCOST_RWMUTEX_PTHREAD_READER_H
#define SYNCCOST_RWMUTEX_PTHREAD_READER_H

#include <pthread.h>
#include <stdbool.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/pthread_kind.h"

/*
 * Source: glibc, pthread_rwlockattr_setkind_np(3). Readers that keep overlapping starve a writer
 * forever. The fast path is a call into the C library, as it is for every user of it.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what was done before an unlock is visible after
 * the next lock that it lets in, from writer to reader and from reader to writer.
 */
struct pthread_reader_rwmutex {
    pthread_rwlock_t lock;
};

/* rw is not in use. Afterwards it is unlocked. */
SC_INLINE void pthread_reader_rwmutex_init(struct pthread_reader_rwmutex *rw)
{
    rwmutex_pthread_init(&rw->lock, PTHREAD_RWLOCK_PREFER_READER_NP);
}

/* Nobody holds rw or waits for it. */
SC_INLINE void pthread_reader_rwmutex_destroy(struct pthread_reader_rwmutex *rw)
{
    pthread_rwlock_destroy(&rw->lock);
}

/*
 * The caller does not hold rw for writing; it may already hold it for reading. Returns once it
 * holds rw for reading, after a sleep while a writer holds rw. Acquires what the last writer
 * released.
 */
SC_INLINE void pthread_reader_rwmutex_read_acquire(struct pthread_reader_rwmutex *rw)
{
    pthread_rwlock_rdlock(&rw->lock);
}

/*
 * Returns at once whether the caller now holds rw for reading, as after a read_acquire that did not
 * wait. A writer that waits does not stop it.
 */
SC_INLINE bool pthread_reader_rwmutex_try_read_acquire(struct pthread_reader_rwmutex *rw)
{
    return pthread_rwlock_tryrdlock(&rw->lock) == 0;
}

/* The caller holds rw for reading. Releases to the next writer. */
SC_INLINE void pthread_reader_rwmutex_read_release(struct pthread_reader_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

/*
 * The caller does not hold rw. Returns once it alone holds rw, after a sleep while others do.
 * Acquires what the last writer and all readers since released.
 */
SC_INLINE void pthread_reader_rwmutex_write_acquire(struct pthread_reader_rwmutex *rw)
{
    pthread_rwlock_wrlock(&rw->lock);
}

/*
 * Returns at once whether the caller alone now holds rw, as after a write_acquire that did not
 * wait.
 */
SC_INLINE bool pthread_reader_rwmutex_try_write_acquire(struct pthread_reader_rwmutex *rw)
{
    return pthread_rwlock_trywrlock(&rw->lock) == 0;
}

/* The caller holds rw for writing. Releases to the next readers and writer. */
SC_INLINE void pthread_reader_rwmutex_write_release(struct pthread_reader_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(pthread_reader, .prefer_writer = false)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(pthread_reader)
#endif
