// SPDX-License-Identifier: MIT
// Phase-fair ticket lock: phases of readers and of one writer take turns, and all waiters spin.
/*
 * Example: sensor values. Each side waits for at most one phase of the other, plus writers' turns.
 *
 *     static struct { struct phase_fair_rwmutex lock; int celsius, percent; } climate;
 *     phase_fair_rwmutex_init(&climate.lock);
 *     phase_fair_rwmutex_write_acquire(&climate.lock);
 *     climate.celsius = 21, climate.percent = 40;
 *     phase_fair_rwmutex_write_release(&climate.lock);
 *     phase_fair_rwmutex_read_acquire(&climate.lock);
 *     int dry = climate.celsius > 20 && climate.percent < 50;
 *     phase_fair_rwmutex_read_release(&climate.lock);
 *     (void)dry;
 */
#ifndef SYNCCOST_RWMUTEX_PHASE_FAIR_H
#define SYNCCOST_RWMUTEX_PHASE_FAIR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/relax.h"

/*
 * Source: Brandenburg and Anderson, "Spin-based reader-writer synchronization for multiprocessor
 * real-time systems", Real-Time Systems 46(1), 2010, the lock PF-T.
 *
 * Writers queue among themselves by tickets (drawn, served). The writer whose turn it is sets
 * WRITER in arrived, which stops readers that come later, and waits until as many readers have left
 * as had arrived. When it leaves it clears WRITER and flips PHASE. A reader that finds a writer
 * waits until the two bits change: that is the end of this writer, even if the next one is there
 * already. So the readers that wait go before the next writer.
 *
 * The counts have 64 bits (56 for readers), so that none comes round. With the paper's 32 an
 * attempt that is interrupted between its looks for as long as 2^24 readers take, a tenth of a
 * second, would find the same counts and take the lock beside a reader.
 *
 * One difference from the paper: there the phase is the low bit of the writer's ticket. An attempt
 * that fails uses up a ticket but must not use up a phase: two writers with the same bits could
 * follow each other, and a reader would wait for the second one, which waits for the reader.
 *
 * Memory ordering: the edge from writers to readers is the operation on arrived that flips the
 * bits, which releases, to the one that finds them changed, which acquires. From readers to writers
 * it is the addition to left. From writer to writer it is served.
 */
enum {
    PHASE_FAIR_READER = 0x100, /* one reader, in arrived and left */
    PHASE_FAIR_WRITER = 0x2,   /* in arrived: a writer is present */
    PHASE_FAIR_PHASE = 0x1,    /* in arrived: differs from writer to writer */
    PHASE_FAIR_BITS = PHASE_FAIR_WRITER | PHASE_FAIR_PHASE,
};

struct phase_fair_rwmutex {
    _Atomic uint64_t arrived; /* readers that have come, and the two bits */
    _Atomic uint64_t left;    /* readers that have gone */
    _Atomic uint64_t drawn;   /* ticket of the next writer */
    _Atomic uint64_t served;  /* ticket of the writer whose turn it is; written by it only */
};

/* rw is not in use. Afterwards it is unlocked. */
SC_INLINE void phase_fair_rwmutex_init(struct phase_fair_rwmutex *rw)
{
    atomic_init(&rw->arrived, 0);
    atomic_init(&rw->left, 0);
    atomic_init(&rw->drawn, 0);
    atomic_init(&rw->served, 0);
}

/* Nobody holds rw or waits for it. */
SC_INLINE void phase_fair_rwmutex_destroy(struct phase_fair_rwmutex *rw)
{
    (void)rw;
}

/* Returns once the two bits are no longer those of writer: it has gone. */
SC_SLOW void phase_fair_read_acquire_slow(struct phase_fair_rwmutex *rw, uint64_t writer)
{
    do
        cpu_relax();
    /* Acquire: any look may be the last one, and then the section follows. */
    while ((atomic_load_explicit(&rw->arrived, memory_order_acquire) & PHASE_FAIR_BITS) == writer);
}

/*
 * The caller does not hold rw. Returns once it holds rw for reading, after a spin while a writer
 * has its turn. Acquires what the last writer released.
 */
SC_INLINE void phase_fair_rwmutex_read_acquire(struct phase_fair_rwmutex *rw)
{
    /* Acquire: else the reader could read values from before the last writer's writes. */
    uint64_t seen =
        atomic_fetch_add_explicit(&rw->arrived, PHASE_FAIR_READER, memory_order_acquire);
    if (seen & PHASE_FAIR_WRITER)
        phase_fair_read_acquire_slow(rw, seen & PHASE_FAIR_BITS);
}

/*
 * Returns at once whether the caller now holds rw for reading: not where a writer has its turn.
 * Where it does, acquires what the last writer released.
 */
SC_INLINE bool phase_fair_rwmutex_try_read_acquire(struct phase_fair_rwmutex *rw)
{
    /* Relaxed: a guess for the CAS, which acquires. */
    uint64_t seen = atomic_load_explicit(&rw->arrived, memory_order_relaxed);
    /*
     * A CAS, not an addition: a reader that has arrived cannot leave before its turn. It is tried
     * again where only the number of readers has changed. Acquire: as in read_acquire. Relaxed
     * where it fails: another guess.
     */
    while (!(seen & PHASE_FAIR_WRITER))
        if (atomic_compare_exchange_weak_explicit(&rw->arrived, &seen, seen + PHASE_FAIR_READER,
                                                  memory_order_acquire, memory_order_relaxed))
            return true;
    return false;
}

/* The caller holds rw for reading. Releases to the next writer. */
SC_INLINE void phase_fair_rwmutex_read_release(struct phase_fair_rwmutex *rw)
{
    /* Release: else a writer that counts this reader out could overwrite what is being read. */
    atomic_fetch_add_explicit(&rw->left, PHASE_FAIR_READER, memory_order_release);
}

SC_SLOW void phase_fair_await_turn_slow(struct phase_fair_rwmutex *rw, uint64_t mine)
{
    do
        cpu_relax();
    /* Acquire: the section must see the last writer's. */
    while (atomic_load_explicit(&rw->served, memory_order_acquire) != mine);
}

SC_SLOW void phase_fair_await_readers_slow(struct phase_fair_rwmutex *rw, uint64_t inside)
{
    do
        cpu_relax();
    /* Acquire: the section must come after those of all readers that have left. */
    while (atomic_load_explicit(&rw->left, memory_order_acquire) != inside);
}

/*
 * The caller does not hold rw. Returns once it alone holds rw, after a spin while others do.
 * Acquires what the last writer and all readers since released.
 */
SC_INLINE void phase_fair_rwmutex_write_acquire(struct phase_fair_rwmutex *rw)
{
    /* Relaxed: the draw must be atomic but orders nothing; served carries the edge. */
    uint64_t mine = atomic_fetch_add_explicit(&rw->drawn, 1, memory_order_relaxed);
    /* Acquire: the section must see the last writer's. */
    if (atomic_load_explicit(&rw->served, memory_order_acquire) != mine)
        phase_fair_await_turn_slow(rw, mine);
    /*
     * Relaxed: readers take nothing from a writer that begins, and left carries what they release.
     * One operation, not a load and a store: it must count exactly the readers that did not see the
     * bit.
     */
    uint64_t inside =
        atomic_fetch_add_explicit(&rw->arrived, PHASE_FAIR_WRITER, memory_order_relaxed) &
        ~(uint64_t)PHASE_FAIR_BITS;
    /* Acquire: the section must come after those of all readers that have left. */
    if (atomic_load_explicit(&rw->left, memory_order_acquire) != inside)
        phase_fair_await_readers_slow(rw, inside);
}

/*
 * Returns at once whether the caller alone now holds rw: not where anybody reads, writes, or waits
 * to write. Where it does, acquires as write_acquire does. Writers that come during a failed
 * attempt wait for its end.
 */
SC_INLINE bool phase_fair_rwmutex_try_write_acquire(struct phase_fair_rwmutex *rw)
{
    /* Acquire: as in write_acquire, for the ticket that the CAS may draw. */
    uint64_t mine = atomic_load_explicit(&rw->served, memory_order_acquire);
    uint64_t turn = mine;
    /* A CAS: only the ticket that is being served may be drawn. Relaxed: served has acquired. */
    if (!atomic_compare_exchange_strong_explicit(&rw->drawn, &turn, mine + 1, memory_order_relaxed,
                                                 memory_order_relaxed))
        return false;
    /* Relaxed: a guess for the CAS. */
    uint64_t seen = atomic_load_explicit(&rw->arrived, memory_order_relaxed);
    /* Acquire: as in write_acquire, for the readers that have left. */
    uint64_t left = atomic_load_explicit(&rw->left, memory_order_acquire);
    /*
     * Nobody reads where no more have arrived. A CAS: the bit, once set, would make readers wait.
     * Relaxed: as in write_acquire.
     */
    if (left == (seen & ~(uint64_t)PHASE_FAIR_BITS) &&
        atomic_compare_exchange_strong_explicit(&rw->arrived, &seen, seen + PHASE_FAIR_WRITER,
                                                memory_order_relaxed, memory_order_relaxed))
        return true;
    /*
     * Relaxed: only a reader that came after the last writer makes an attempt fail, and the next
     * writer acquires from that reader's release what the reader acquired from that writer.
     */
    atomic_store_explicit(&rw->served, mine + 1, memory_order_relaxed);
    return false;
}

/* The caller holds rw for writing. Releases to the next readers and writer. */
SC_INLINE void phase_fair_rwmutex_write_release(struct phase_fair_rwmutex *rw)
{
    /*
     * Clears WRITER and flips PHASE. Release: readers that wait go on when they see the bits
     * change, and must see the writes. Not a store: readers arrive meanwhile.
     */
    atomic_fetch_xor_explicit(&rw->arrived, PHASE_FAIR_BITS, memory_order_release);
    /* Relaxed: only the writer whose turn it is writes served. */
    uint64_t mine = atomic_load_explicit(&rw->served, memory_order_relaxed);
    /* Release: the next writer must see the section. */
    atomic_store_explicit(&rw->served, mine + 1, memory_order_release);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(phase_fair, .spin_only = true, .prefer_writer = true, .readers_next = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(phase_fair)
#endif
