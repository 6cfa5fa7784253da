// SPDX-License-Identifier: MIT
// Go's sync.RWMutex: one atomic add for a reader; a waiting writer stops new readers.
/*
 * Example: a routing table. Lookups run side by side, an update runs alone, and neither starves.
 *
 *     static struct { struct go_rwmutex lock; int next_hop[256]; } routes;
 *     go_rwmutex_init(&routes.lock);
 *     go_rwmutex_write_acquire(&routes.lock);
 *     routes.next_hop[10] = 3;
 *     go_rwmutex_write_release(&routes.lock);
 *     go_rwmutex_read_acquire(&routes.lock);
 *     int hop = routes.next_hop[10];
 *     go_rwmutex_read_release(&routes.lock);
 *     (void)hop;
 */
#ifndef SYNCCOST_RWMUTEX_GO_H
#define SYNCCOST_RWMUTEX_GO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/mutex/go.h"
#include "primitives/sema.h"

/*
 * Source: Go's src/sync/rwmutex.go and "Locks" in the Go memory model.
 *
 * A writer first takes the writers' mutex, then subtracts GO_RWMUTEX_WRITER from readers. This one
 * operation announces the writer and returns how many readers are inside, for which it waits. A
 * reader that arrives now finds the count below 0 and queues. On release the writer adds
 * GO_RWMUTEX_WRITER again, lets in all readers that have queued, and then releases the mutex. So
 * neither side can starve the other.
 *
 * Memory ordering: Go's atomics are sequentially consistent; less is needed. readers and leaving
 * are changed by read-modify-writes only, so each one stays in the release sequences of those
 * before it. A reader's acquire sees the last writer's release; a writer's acquire sees the
 * releases of all readers that have left. Where a writer waits, the readers that leave meet in
 * leaving, and the last one passes all their releases on through the semaphore.
 */
enum { GO_RWMUTEX_WRITER = 1 << 30 };

struct go_rwmutex {
    /* readers inside or queued; less GO_RWMUTEX_WRITER while a writer is announced or inside */
    _Atomic int32_t readers;
    /* readers that the announced writer still waits for; below 0 until it has added their number */
    _Atomic int32_t leaving;
    struct sema readers_queue; /* readers that came after the announcement */
    struct sema writer_queue;  /* the announced writer, at most one */
    struct go_mutex writers;   /* held by the writer that is announced or inside */
    struct go_mutex_node node; /* for writers; its mutex uses none, so all threads may share it */
};

/* A writer is announced or inside: the caller waits until that writer's release lets it in. */
SC_SLOW void go_rwmutex_read_acquire_slow(struct go_rwmutex *rw)
{
    sema_acquire(&rw->readers_queue, false);
}

/*
 * A writer is announced and waits for this reader, perhaps among others. left: readers, as the
 * release left it.
 */
SC_SLOW void go_rwmutex_read_release_slow(struct go_rwmutex *rw, int32_t left)
{
    if (left == -1 || left == -GO_RWMUTEX_WRITER - 1)
        sc_fatal("sync: RUnlock of unlocked RWMutex", rw);
    /*
     * Release: the last reader must see the sections of those that left before it. Acquire: it
     * must, because a writer that sleeps receives them from the last reader only.
     */
    if (atomic_fetch_sub_explicit(&rw->leaving, 1, memory_order_acq_rel) == 1)
        sema_release(&rw->writer_queue, false);
}

/*
 * Waits for the readers that were inside when the caller announced itself: inside of them, at least
 * 1. Some may have left since.
 */
SC_SLOW void go_rwmutex_write_acquire_slow(struct go_rwmutex *rw, int32_t inside)
{
    /*
     * Acquire: where all have left by now, this is what sees their sections. Where some have not,
     * the semaphore does. No release: no reader takes anything from the writer here.
     */
    if (atomic_fetch_add_explicit(&rw->leaving, inside, memory_order_acquire) != -inside)
        sema_acquire(&rw->writer_queue, false);
}

/* queued: readers that queued while the caller was announced or inside. Lets all of them in. */
SC_SLOW void go_rwmutex_write_release_slow(struct go_rwmutex *rw, int32_t queued)
{
    if (queued >= GO_RWMUTEX_WRITER || queued < 0)
        sc_fatal("sync: Unlock of unlocked RWMutex", rw);
    for (int32_t i = 0; i < queued; i++)
        sema_release(&rw->readers_queue, false);
}

/* rw is not in use. Afterwards it is unlocked. */
SC_INLINE void go_rwmutex_init(struct go_rwmutex *rw)
{
    atomic_init(&rw->readers, 0);
    atomic_init(&rw->leaving, 0);
    sema_init(&rw->readers_queue, 0);
    sema_init(&rw->writer_queue, 0);
    go_mutex_init(&rw->writers);
    go_mutex_node_init(&rw->node);
}

/* Nobody holds rw or waits for it, and every release has returned. */
SC_INLINE void go_rwmutex_destroy(struct go_rwmutex *rw)
{
    go_mutex_destroy(&rw->writers);
    sema_destroy(&rw->writer_queue);
    sema_destroy(&rw->readers_queue);
}

/*
 * The caller does not hold rw, not even for reading: a writer that arrives between two read
 * acquires of one thread would deadlock both. Fewer than 2^30 readers are inside or queued. Returns
 * once the caller holds rw for reading. Acquires what the last writer released.
 */
SC_INLINE void go_rwmutex_read_acquire(struct go_rwmutex *rw)
{
    /*
     * Acquire: else the reader could read values from before the last writer's writes. An addition,
     * not a CAS: it cannot fail, and a writer that has come in between shows as a sum below 0.
     */
    if (atomic_fetch_add_explicit(&rw->readers, 1, memory_order_acquire) + 1 < 0)
        go_rwmutex_read_acquire_slow(rw);
}

/*
 * Go's TryRLock. Returns at once whether the caller now holds rw for reading: not while a writer is
 * announced or inside. Where it does, acquires what the last writer released.
 */
SC_INLINE bool go_rwmutex_try_read_acquire(struct go_rwmutex *rw)
{
    /* Relaxed: a guess for the CAS, which acquires. */
    int32_t seen = atomic_load_explicit(&rw->readers, memory_order_relaxed);
    /*
     * A CAS, not an addition: a reader that is not let in must not be counted as queued. It is
     * tried again where only the number of readers has changed. Acquire: as in
     * go_rwmutex_read_acquire. Relaxed where it fails: another guess.
     */
    while (seen >= 0)
        if (atomic_compare_exchange_weak_explicit(&rw->readers, &seen, seen + 1,
                                                  memory_order_acquire, memory_order_relaxed))
            return true;
    return false;
}

/*
 * rw is held for reading; as in Go, any thread may release it. Releases to the next writer. Where
 * nobody reads: sc_fatal("sync: RUnlock of unlocked RWMutex").
 */
SC_INLINE void go_rwmutex_read_release(struct go_rwmutex *rw)
{
    /* Release: else a writer that finds no reader could overwrite what is still being read. */
    int32_t left = atomic_fetch_sub_explicit(&rw->readers, 1, memory_order_release) - 1;
    if (left < 0)
        go_rwmutex_read_release_slow(rw, left);
}

/*
 * The first half of a write_acquire: stops new readers. The caller is the only writer, by a mutex.
 * Returns how many readers are inside, for whom go_rwmutex_write_acquire_slow waits. Acquires what
 * the readers that have left released.
 */
SC_INLINE int32_t go_rwmutex_announce(struct go_rwmutex *rw)
{
    /*
     * Acquire: sees the sections of readers that left before the announcement. The mutex has given
     * the last writer's. One operation, not a load and a store: it must count exactly the readers
     * that did not see the announcement.
     */
    return atomic_fetch_sub_explicit(&rw->readers, GO_RWMUTEX_WRITER, memory_order_acquire);
}

/* Announces the caller, the only writer by a mutex, where nobody reads. Returns whether it did. */
SC_INLINE bool go_rwmutex_try_announce(struct go_rwmutex *rw)
{
    int32_t nobody = 0;
    /*
     * A CAS, not a subtraction: an announcement could not be taken back without letting in readers
     * that queue meanwhile. Acquire: as in go_rwmutex_announce. Relaxed where it fails: nothing was
     * taken.
     */
    return atomic_compare_exchange_strong_explicit(&rw->readers, &nobody, -GO_RWMUTEX_WRITER,
                                                   memory_order_acquire, memory_order_relaxed);
}

/*
 * The first half of a write_release: ends the announcement and lets in the readers that have
 * queued. Releases to them and to readers that come.
 */
SC_INLINE void go_rwmutex_admit(struct go_rwmutex *rw)
{
    /* Release: a reader that comes from here on enters without a lock and must see the writes. */
    int32_t queued =
        atomic_fetch_add_explicit(&rw->readers, GO_RWMUTEX_WRITER, memory_order_release) +
        GO_RWMUTEX_WRITER;
    if (queued != 0)
        go_rwmutex_write_release_slow(rw, queued);
}

/*
 * The caller does not hold rw. Returns once it alone holds rw. Acquires what the last writer and
 * all readers since released.
 */
SC_INLINE void go_rwmutex_write_acquire(struct go_rwmutex *rw)
{
    go_mutex_acquire(&rw->writers, &rw->node);
    int32_t inside = go_rwmutex_announce(rw);
    if (inside != 0)
        go_rwmutex_write_acquire_slow(rw, inside);
}

/*
 * Go's TryLock. Returns at once whether the caller alone now holds rw: not while anybody reads,
 * writes, or waits to write. Where it does, acquires what the last writer and all readers since
 * released.
 */
SC_INLINE bool go_rwmutex_try_write_acquire(struct go_rwmutex *rw)
{
    if (!go_mutex_try_acquire(&rw->writers, &rw->node))
        return false;
    if (go_rwmutex_try_announce(rw))
        return true;
    go_mutex_release(&rw->writers, &rw->node);
    return false;
}

/*
 * rw is held for writing; as in Go, any thread may release it. Releases to the next readers and
 * writer. Where nobody writes: sc_fatal("sync: Unlock of unlocked RWMutex").
 */
SC_INLINE void go_rwmutex_write_release(struct go_rwmutex *rw)
{
    go_rwmutex_admit(rw);
    go_mutex_release(&rw->writers, &rw->node);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(go, .prefer_writer = true, .readers_next = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(go)
#endif
