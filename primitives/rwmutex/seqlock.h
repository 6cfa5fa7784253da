// SPDX-License-Identifier: MIT
// Sequence lock: readers write nothing, and read again where a writer was there meanwhile.
/*
 * Example: a clock that many threads read. Its two words belong together.
 *
 *     static struct { struct seqlock_rwmutex lock; _Atomic long seconds, nanoseconds; } now;
 *     seqlock_rwmutex_write_acquire(&now.lock);
 *     atomic_store_explicit(&now.nanoseconds, 5, memory_order_relaxed);
 *     seqlock_rwmutex_write_release(&now.lock);
 *     uint32_t began;
 *     do {
 *         began = seqlock_rwmutex_read_begin(&now.lock);
 *         (void)atomic_load_explicit(&now.nanoseconds, memory_order_relaxed);
 *     } while (seqlock_rwmutex_read_retry(&now.lock, began));
 */
#ifndef SYNCCOST_RWMUTEX_SEQLOCK_H
#define SYNCCOST_RWMUTEX_SEQLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/tsan.h"

/*
 * Source: Lameter, "Effective synchronization on Linux/NUMA systems", 2005 (Linux's seqlock); for
 * the fences Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012.
 *
 * A read section runs beside writers, and what it has read counts only where read_retry says so. So
 * it fits data that a section copies and does nothing else with: every word an atomic, read and
 * written with relaxed order. A section must not follow a pointer that a writer may free. It may
 * see words of two writes together and must not fail by that. Readers never delay a writer; writers
 * that keep coming starve the readers. Fewer than 2^31 writes happen during one read section.
 *
 * Memory ordering: the store that makes the sequence even again releases to the read_begin that
 * finds it. That a section which read anything of a later write is repeated follows from the two
 * fences (see there).
 *
 * All zero bytes are an unlocked lock.
 */
struct seqlock_rwmutex {
    _Atomic uint32_t sequence; /* odd while a writer is inside */
};

/* lock is not in use. Afterwards it is unlocked. */
SC_INLINE void seqlock_rwmutex_init(struct seqlock_rwmutex *rw)
{
    atomic_init(&rw->sequence, 0);
}

/* Nobody is inside or waits. */
SC_INLINE void seqlock_rwmutex_destroy(struct seqlock_rwmutex *rw)
{
    (void)rw;
}

SC_SLOW uint32_t seqlock_read_begin_slow(struct seqlock_rwmutex *rw)
{
    uint32_t seen;
    do
        cpu_relax();
    /* Acquire: any look may be the last one, and then the section follows. */
    while ((seen = atomic_load_explicit(&rw->sequence, memory_order_acquire)) & 1);
    return seen;
}

/*
 * Begins a read section, after a spin while a writer is inside. Returns what read_retry needs.
 * Acquires what the last writer released.
 */
SC_INLINE uint32_t seqlock_rwmutex_read_begin(struct seqlock_rwmutex *rw)
{
    /* Acquire: the section must not read values from before the write that made it even. */
    uint32_t seen = atomic_load_explicit(&rw->sequence, memory_order_acquire);
    return seen & 1 ? seqlock_read_begin_slow(rw) : seen;
}

/*
 * Ends a read section. began: what its read_begin returned. Returns whether a writer was inside
 * meanwhile: then what was read is worth nothing, and the section must be repeated.
 */
SC_INLINE bool seqlock_rwmutex_read_retry(struct seqlock_rwmutex *rw, uint32_t began)
{
    /*
     * Acquire fence: where the section has read a writer's word, this fence meets the one in
     * write_acquire, and the load below finds that writer's sequence, or a later one. An acquire
     * load would not do: it keeps later reads behind it, not earlier ones before it.
     */
    SC_FENCE(memory_order_acquire);
    /* Relaxed: the fence has ordered it, and nothing follows from it but a repetition. */
    return atomic_load_explicit(&rw->sequence, memory_order_relaxed) != began;
}

SC_SLOW void seqlock_write_acquire_slow(struct seqlock_rwmutex *rw)
{
    uint32_t seen;
    do {
        cpu_relax();
        /* Relaxed: a guess for the CAS. */
        seen = atomic_load_explicit(&rw->sequence, memory_order_relaxed);
        /* Acquire: as in write_acquire. Relaxed where it fails: another guess. */
    } while ((seen & 1) ||
             !atomic_compare_exchange_weak_explicit(&rw->sequence, &seen, seen + 1,
                                                    memory_order_acquire, memory_order_relaxed));
}

/*
 * The caller is not inside. Returns once it is the only writer, after a spin while another is;
 * readers may be inside. Acquires what the last writer released.
 */
SC_INLINE void seqlock_rwmutex_write_acquire(struct seqlock_rwmutex *rw)
{
    /* Relaxed: a guess for the CAS. */
    uint32_t seen = atomic_load_explicit(&rw->sequence, memory_order_relaxed);
    /*
     * A CAS, not an addition: two writers could both make it odd and even again. Acquire: this
     * writer must see the last one's words. Relaxed where it fails: the slow path looks again.
     */
    if ((seen & 1) ||
        !atomic_compare_exchange_strong_explicit(&rw->sequence, &seen, seen + 1,
                                                 memory_order_acquire, memory_order_relaxed))
        seqlock_write_acquire_slow(rw);
    /*
     * Release fence: the odd sequence comes before the words that follow. The CAS cannot do that by
     * its own order: release keeps earlier accesses before it, not later ones behind it.
     */
    SC_FENCE(memory_order_release);
}

/* The caller is the writer. Releases to the next writer and to the readers that begin. */
SC_INLINE void seqlock_rwmutex_write_release(struct seqlock_rwmutex *rw)
{
    /* Relaxed: only the writer inside changes it. */
    uint32_t odd = atomic_load_explicit(&rw->sequence, memory_order_relaxed);
    /* Release: who finds it even must see the words that were written. */
    atomic_store_explicit(&rw->sequence, odd + 1, memory_order_release);
}

#endif
#ifdef RWMUTEX_OPTIMISTIC_SUBJECT
RWMUTEX_OPTIMISTIC_SUBJECT(seqlock, .spin_only = true)
#endif
