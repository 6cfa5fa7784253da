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

#include "primitives/compiler.h"
#include "primitives/rwmutex/pthread_kind.h"

/*
 * Source: glibc, pthread_rwlockattr_setkind_np(3). The kind that does prefer writers: PREFER_WRITER
 * without NONRECURSIVE behaves as the default does. Writers that keep coming starve the readers. A
 * reader must not acquire again what it holds. The fast path is a call into the C library, as it is
 * for every user of it. Memory ordering: POSIX, memory synchronization: what was done before an
 * unlock is visible after the next lock that it lets in, from writer to reader and from reader to
 * writer.
 */
struct pthread_writer_rwmutex {
    pthread_rwlock_t lock;
};

SC_INLINE void pthread_writer_rwmutex_init(struct pthread_writer_rwmutex *rw)
{
    rwmutex_pthread_init(&rw->lock, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
}

/* Nobody holds or waits for the lock. */
SC_INLINE void pthread_writer_rwmutex_destroy(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_destroy(&rw->lock);
}

SC_INLINE void pthread_writer_rwmutex_read_acquire(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_rdlock(&rw->lock);
}

SC_INLINE void pthread_writer_rwmutex_read_release(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

SC_INLINE void pthread_writer_rwmutex_write_acquire(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_wrlock(&rw->lock);
}

SC_INLINE void pthread_writer_rwmutex_write_release(struct pthread_writer_rwmutex *rw)
{
    pthread_rwlock_unlock(&rw->lock);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(pthread_writer, .prefer_writer = true)
#endif
