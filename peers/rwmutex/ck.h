// SPDX-License-Identifier: MIT
// Concurrency Kit's read-write locks behind the verbs of the rwmutex family. Optional: libck-dev.
#ifndef SYNCCOST_PEERS_RWMUTEX_CK_H
#define SYNCCOST_PEERS_RWMUTEX_CK_H

#include <ck_bytelock.h>
#include <ck_pflock.h>
#include <ck_rwlock.h>
#include <ck_sequence.h>
#include <ck_spinlock.h>
#include <ck_tflock.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/thread_number.h"

/*
 * What the verbs do: primitives/rwmutex/traits.h. The locks are the library's own inline functions.
 * They spin without a bound and never sleep.
 */

/* One of the library's locks that needs nothing of a thread. */
#define CK_RWMUTEX(name, type, calls)                                                              \
    struct ck_##name##_rwmutex {                                                                   \
        struct type lock;                                                                          \
    };                                                                                             \
    SC_INLINE void ck_##name##_rwmutex_init(struct ck_##name##_rwmutex *rw)                        \
    {                                                                                              \
        calls##_init(&rw->lock);                                                                   \
    }                                                                                              \
    SC_INLINE void ck_##name##_rwmutex_destroy(struct ck_##name##_rwmutex *rw)                     \
    {                                                                                              \
        (void)rw;                                                                                  \
    }                                                                                              \
    SC_INLINE void ck_##name##_rwmutex_read_acquire(struct ck_##name##_rwmutex *rw)                \
    {                                                                                              \
        calls##_read_lock(&rw->lock);                                                              \
    }                                                                                              \
    SC_INLINE void ck_##name##_rwmutex_read_release(struct ck_##name##_rwmutex *rw)                \
    {                                                                                              \
        calls##_read_unlock(&rw->lock);                                                            \
    }                                                                                              \
    SC_INLINE void ck_##name##_rwmutex_write_acquire(struct ck_##name##_rwmutex *rw)               \
    {                                                                                              \
        calls##_write_lock(&rw->lock);                                                             \
    }                                                                                              \
    SC_INLINE void ck_##name##_rwmutex_write_release(struct ck_##name##_rwmutex *rw)               \
    {                                                                                              \
        calls##_write_unlock(&rw->lock);                                                           \
    }

CK_RWMUTEX(rwlock, ck_rwlock, ck_rwlock)
CK_RWMUTEX(pflock, ck_pflock, ck_pflock)
CK_RWMUTEX(tflock, ck_tflock_ticket, ck_tflock_ticket)

SC_INLINE bool ck_rwlock_rwmutex_try_read_acquire(struct ck_rwlock_rwmutex *rw)
{
    return ck_rwlock_read_trylock(&rw->lock);
}

SC_INLINE bool ck_rwlock_rwmutex_try_write_acquire(struct ck_rwlock_rwmutex *rw)
{
    return ck_rwlock_write_trylock(&rw->lock);
}

/* A reader has a byte of its own in the lock; those that came late to the process share a count. */
struct ck_bytelock_rwmutex {
    struct ck_bytelock lock;
};

SC_INLINE unsigned ck_bytelock_slot(const struct ck_bytelock_rwmutex *rw)
{
    const uint32_t number = rwmutex_this_thread();
    return number <= sizeof rw->lock.readers ? number : CK_BYTELOCK_UNSLOTTED;
}

SC_INLINE void ck_bytelock_rwmutex_init(struct ck_bytelock_rwmutex *rw)
{
    ck_bytelock_init(&rw->lock);
}

SC_INLINE void ck_bytelock_rwmutex_destroy(struct ck_bytelock_rwmutex *rw)
{
    (void)rw;
}

SC_INLINE void ck_bytelock_rwmutex_read_acquire(struct ck_bytelock_rwmutex *rw)
{
    ck_bytelock_read_lock(&rw->lock, ck_bytelock_slot(rw));
}

SC_INLINE void ck_bytelock_rwmutex_read_release(struct ck_bytelock_rwmutex *rw)
{
    ck_bytelock_read_unlock(&rw->lock, ck_bytelock_slot(rw));
}

SC_INLINE void ck_bytelock_rwmutex_write_acquire(struct ck_bytelock_rwmutex *rw)
{
    ck_bytelock_write_lock(&rw->lock, ck_bytelock_slot(rw));
}

SC_INLINE void ck_bytelock_rwmutex_write_release(struct ck_bytelock_rwmutex *rw)
{
    ck_bytelock_write_unlock(&rw->lock);
}

/* A sequence has no lock for its writers: one of the library's own stands before it. */
struct ck_sequence_rwmutex {
    struct ck_sequence sequence;
    struct ck_spinlock_fas writers;
};

SC_INLINE void ck_sequence_rwmutex_init(struct ck_sequence_rwmutex *rw)
{
    ck_sequence_init(&rw->sequence);
    ck_spinlock_fas_init(&rw->writers);
}

SC_INLINE void ck_sequence_rwmutex_destroy(struct ck_sequence_rwmutex *rw)
{
    (void)rw;
}

SC_INLINE void ck_sequence_rwmutex_write_acquire(struct ck_sequence_rwmutex *rw)
{
    ck_spinlock_fas_lock(&rw->writers);
    ck_sequence_write_begin(&rw->sequence);
}

SC_INLINE void ck_sequence_rwmutex_write_release(struct ck_sequence_rwmutex *rw)
{
    ck_sequence_write_end(&rw->sequence);
    ck_spinlock_fas_unlock(&rw->writers);
}

SC_INLINE uint32_t ck_sequence_rwmutex_read_begin(struct ck_sequence_rwmutex *rw)
{
    return ck_sequence_read_begin(&rw->sequence);
}

SC_INLINE bool ck_sequence_rwmutex_read_retry(struct ck_sequence_rwmutex *rw, uint32_t began)
{
    return ck_sequence_read_retry(&rw->sequence, began);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(ck_rwlock, .spin_only = true, .prefer_writer = true)
RWMUTEX_SUBJECT(ck_pflock, .spin_only = true, .prefer_writer = true, .readers_next = true)
RWMUTEX_SUBJECT(ck_tflock, .spin_only = true, .prefer_writer = true)
RWMUTEX_SUBJECT(ck_bytelock, .spin_only = true, .prefer_writer = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(ck_rwlock)
#endif
#ifdef RWMUTEX_OPTIMISTIC_SUBJECT
RWMUTEX_OPTIMISTIC_SUBJECT(ck_sequence, .spin_only = true)
#endif
