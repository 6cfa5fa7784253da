// SPDX-License-Identifier: MIT
// The C library's read-write lock that stops new readers while a writer waits.
/*
 * Example: a position that must be fresh: readers that keep coming do not delay its writer.
 *
 *     static struct { struct pthread_writer_rwmutex lock; double x, y; } position;
 *     pthread_writer_rwmutex_init(&position.lock);
 *     pthread_writer_rwmutex_write_acquire(&position.lock);
 *     position.x = position.y = 1.5; // alone: no reader sees one without the other
 *     pthread_writer_rwmutex_write_release(&position.lock);
 *     pthread_writer_rwmutex_read_acquire(&position.lock);
 *     double distance = position.x + position.y;
 *     pthread_writer_rwmutex_read_release(&position.lock);
 *     (void)distance;
 */
#ifndef SYNCCOST_RWMUTEX_PTHREAD_WRITER_H
#define SYNCCOST_RWMUTEX_PTHREAD_WRITER_H

#include <pthread.h>
#include <stdbool.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/pthread_kind.h"

/*
 * Source: glibc, pthread_rwlockattr_setkind_np(3). This is the kind that does prefer writers: the
 * one named PREFER_WRITER, without NONRECURSIVE, behaves as the default does. Writers that keep
 * coming starve the readers. The fast path is a call into the C library, as it is for every user of
 * it.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what was done before an unlock is visible after
 * the next lock that it lets in, from writer to reader and from reader to writer.
 */
struct pthread_writer_rwmutex {
    pthread_rwlock_t lock;
};

/* rw is not in use. Afterwards it is unlocked. */
SC_INLINE void pthread_writer_rwmutex_init(struct pthread_writer_rwmutex *rw)
{
    rwmutex_pthread_init(&rw->lock, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

/* Nobody holds rw or waits for it. */
SC_INLINE void pthread_writer_rwmutex_destroy(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_destroy(&rw->lock);
}

/*
 * The caller does not hold rw, not even for reading: a writer that arrives between two read
 * acquires of one thread would deadlock both. Returns once it holds rw for reading, after a sleep
 * while a writer holds rw or waits. Acquires what the last writer released.
 */
SC_INLINE void pthread_writer_rwmutex_read_acquire(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_rdlock(&rw->lock);
}

/*
 * Returns at once whether the caller now holds rw for reading, as after a read_acquire that did not
 * wait. Fails where a writer waits.
 */
SC_INLINE bool pthread_writer_rwmutex_try_read_acquire(struct pthread_writer_rwmutex *rw)
{
    return pthread_rwlock_tryrdlock(&rw->lock) == 0;
}

/* The caller holds rw for reading. Releases to the next writer. */
SC_INLINE void pthread_writer_rwmutex_read_release(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

/*
 * The caller does not hold rw. Returns once it alone holds rw, after a sleep while others do.
 * Acquires what the last writer and all readers since released.
 */
SC_INLINE void pthread_writer_rwmutex_write_acquire(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_wrlock(&rw->lock);
}

/*
 * Returns at once whether the caller alone now holds rw, as after a write_acquire that did not
 * wait.
 */
SC_INLINE bool pthread_writer_rwmutex_try_write_acquire(struct pthread_writer_rwmutex *rw)
{
    return pthread_rwlock_trywrlock(&rw->lock) == 0;
}

/* The caller holds rw for writing. Releases to the next readers and writer. */
SC_INLINE void pthread_writer_rwmutex_write_release(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(pthread_writer, .prefer_writer = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(pthread_writer)
#endif
