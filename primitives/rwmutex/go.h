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
#include "primitives/mutex/go.h"
#include "primitives/sema.h"

/*
 * Semantics after Go's src/sync/rwmutex.go and "Locks" in the Go memory model.
 *
 * A writer first gets the writers' mutex, then takes GO_RWMUTEX_WRITER off readers. That one add
 * announces it and tells how many readers are inside: these it waits for, while a reader that
 * arrives finds the count below 0 and queues. On release the writer adds GO_RWMUTEX_WRITER again,
 * lets in all readers that queued meanwhile, and only then gives up the mutex: neither side can
 * starve the other.
 *
 * A reader must not acquire again what it holds: a writer that arrives between the two deadlocks
 * both.
 *
 * Memory ordering: Go's atomics are sequentially consistent; less is needed. readers is changed by
 * read-modify-writes only, so every add stays in the release sequences of the adds before it: the
 * acquiring add of a reader sees the last writer's release, the acquiring add of a writer those of
 * all readers that have left. Where a writer waits, each reader that leaves releases through
 * leaving, the last one acquires the others' there, and the semaphore carries the edge to the
 * writer; queued readers get it from theirs.
 */
enum { GO_RWMUTEX_WRITER = 1 << 30 };

struct go_rwmutex {
    /* inside or queued; less GO_RWMUTEX_WRITER while a writer is announced */
    _Atomic int32_t readers;
    /* that the announced writer waits for; below 0 until it has added them */
    _Atomic int32_t leaving;
    struct sema readers_queue; /* readers that came after the announcement */
    struct sema writer_queue;  /* the announced writer, at most one */
    struct go_mutex writers;   /* held by the writer that is announced or inside */
    /* of whoever takes writers; empty for this mutex, so that all may share it */
    struct go_mutex_node node;
};

SC_SLOW void go_rwmutex_read_acquire_slow(struct go_rwmutex *rw)
{
    sema_acquire(&rw->readers_queue, false);
}

/* A writer is announced, and waits for this reader among others. left: readers as the release left
 * it. */
SC_SLOW void go_rwmutex_read_release_slow(struct go_rwmutex *rw, int32_t left)
{
    if (left == -1 || left == -GO_RWMUTEX_WRITER - 1)
        go_mutex_fatal_slow(
            "fatal error: go_rwmutex: read release of a lock that is not read-locked\n");
    if (atomic_fetch_sub_explicit(&rw->leaving, 1, memory_order_acq_rel) == 1)
        sema_release(&rw->writer_queue, false);
}

/* inside: readers there were when the caller announced itself, at least 1. Some may have left
 * since. */
SC_SLOW void go_rwmutex_write_acquire_slow(struct go_rwmutex *rw, int32_t inside)
{
    if (atomic_fetch_add_explicit(&rw->leaving, inside, memory_order_acquire) != -inside)
        sema_acquire(&rw->writer_queue, false);
}

SC_SLOW void go_rwmutex_write_release_slow(struct go_rwmutex *rw, int32_t queued)
{
    if (queued >= GO_RWMUTEX_WRITER || queued < 0)
        go_mutex_fatal_slow(
            "fatal error: go_rwmutex: write release of a lock that is not write-locked\n");
    for (int32_t i = 0; i < queued; i++)
        sema_release(&rw->readers_queue, false);
}

SC_INLINE void go_rwmutex_init(struct go_rwmutex *rw)
{
    atomic_init(&rw->readers, 0);
    atomic_init(&rw->leaving, 0);
    sema_init(&rw->readers_queue, 0);
    sema_init(&rw->writer_queue, 0);
    go_mutex_init(&rw->writers);
    go_mutex_node_init(&rw->node);
}

/* Nobody holds or waits for the lock, and every release has returned. */
SC_INLINE void go_rwmutex_destroy(struct go_rwmutex *rw)
{
    go_mutex_destroy(&rw->writers);
    sema_destroy(&rw->writer_queue);
    sema_destroy(&rw->readers_queue);
}

/* Fewer than 2^30 readers. Acquires what the last writer released. */
SC_INLINE void go_rwmutex_read_acquire(struct go_rwmutex *rw)
{
    if (atomic_fetch_add_explicit(&rw->readers, 1, memory_order_acquire) + 1 < 0)
        go_rwmutex_read_acquire_slow(rw);
}

/* Any thread may release. Releases to the next writer. Nobody reads here: one line on stderr, then
 * abort. */
SC_INLINE void go_rwmutex_read_release(struct go_rwmutex *rw)
{
    int32_t left = atomic_fetch_sub_explicit(&rw->readers, 1, memory_order_release) - 1;
    if (left < 0)
        go_rwmutex_read_release_slow(rw, left);
}

/* Acquires what the last writer and all readers that were inside released. */
SC_INLINE void go_rwmutex_write_acquire(struct go_rwmutex *rw)
{
    go_mutex_acquire(&rw->writers, &rw->node);
    int32_t inside =
        atomic_fetch_sub_explicit(&rw->readers, GO_RWMUTEX_WRITER, memory_order_acquire);
    if (inside != 0)
        go_rwmutex_write_acquire_slow(rw, inside);
}

/* Any thread may release. Nobody writes here: one line on stderr, then abort. */
SC_INLINE void go_rwmutex_write_release(struct go_rwmutex *rw)
{
    int32_t queued =
        atomic_fetch_add_explicit(&rw->readers, GO_RWMUTEX_WRITER, memory_order_release) +
        GO_RWMUTEX_WRITER;
    if (queued != 0)
        go_rwmutex_write_release_slow(rw, queued);
    go_mutex_release(&rw->writers, &rw->node);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(go, .prefer_writer = true, .readers_next = true)
#endif
