// SPDX-License-Identifier: MIT
// BRAVO over Go's read-write lock: readers enter by a table of all locks until a writer comes.
/*
 * Example: feature flags. They are read on every request, and for days nobody writes them.
 *
 *     static struct { struct bravo_rwmutex lock; int new_layout; } flags;
 *     bravo_rwmutex_init(&flags.lock);
 *     bravo_rwmutex_read_acquire(&flags.lock);
 *     int layout = flags.new_layout; // from the second read on no shared line is written
 *     bravo_rwmutex_read_release(&flags.lock);
 *     bravo_rwmutex_write_acquire(&flags.lock); // looks through the whole table
 *     flags.new_layout = !layout;
 *     bravo_rwmutex_write_release(&flags.lock);
 */
#ifndef SYNCCOST_RWMUTEX_BRAVO_H
#define SYNCCOST_RWMUTEX_BRAVO_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"
#include "primitives/relax.h"
#include "primitives/rwmutex/go.h"
#include "primitives/rwmutex/thread_number.h"
#include "primitives/sema.h"
#include "primitives/spin.h"

/*
 * Source: Dice and Kogan, "BRAVO - biased locking for reader-writer locks", USENIX ATC 2019.
 *
 * While a lock is biased towards its readers, a reader enters by an entry of one table that all
 * locks share; lock and thread decide which. Where the entry is taken, or the lock is not biased,
 * the reader takes the lock below. It then makes the lock biased, unless a writer has forbidden
 * that for a time. A writer takes the lock below, ends the bias, and waits until no entry names the
 * lock. It forbids a new bias for nine times as long as that took, so that it slows down writers by
 * a tenth or so at most.
 *
 * A waiting writer does not stop readers that enter by the table before it has the lock below. So
 * new readers may pass it for as long as readers are inside by the lock below, and no longer:
 * readers that keep coming do not starve a writer. While it waits for the table's readers it spins,
 * then yields: they do not know that somebody waits.
 *
 * Whoever acquires for reading must release in the same thread. A read_release without a
 * read_acquire and a write_release without a write_acquire are caught by the lock below.
 *
 * Memory ordering: a reader writes its entry and then reads biased; a writer writes biased and then
 * reads the entries. These four are sequentially consistent, so that one of the two sees the other.
 * The edge from a writer to a reader by the table goes through the lock below and the store that
 * made the lock biased; from the reader to a writer through its entry.
 */
enum { BRAVO_ENTRIES = 4096, BRAVO_INHIBIT = 9 };

struct bravo_rwmutex {
    struct go_rwmutex lock;
    uint64_t inhibited; /* no bias before this time, in ns; written under lock, read under it */
    _Atomic uint32_t biased; /* set under lock for reading, cleared under lock for writing */
};

/* One reader of one lock. */
struct bravo_entry {
    _Atomic(struct bravo_rwmutex *) lock; /* NULL: free */
    _Atomic uint32_t thread;              /* the reader's number; 0 from its release on */
};

RWMUTEX_ONE_A_PROGRAM struct bravo_entry bravo_table[BRAVO_ENTRIES];

/* The calling thread's entry for rw. Multiplicative hashing (Knuth): neighbours lie far apart. */
SC_INLINE struct bravo_entry *bravo_own(struct bravo_rwmutex *rw, uint32_t thread)
{
    uint64_t key = (uint64_t)(uintptr_t)rw + thread * UINT64_C(0x9e3779b97f4a7c15);
    return &bravo_table[key * UINT64_C(0xd1342543de82ef95) >> 52 & (BRAVO_ENTRIES - 1)];
}

/* rw is not in use. Afterwards it is unlocked and not biased. */
SC_INLINE void bravo_rwmutex_init(struct bravo_rwmutex *rw)
{
    go_rwmutex_init(&rw->lock);
    rw->inhibited = 0;
    atomic_init(&rw->biased, 0);
}

/* Nobody holds rw or waits for it, and every release has returned. */
SC_INLINE void bravo_rwmutex_destroy(struct bravo_rwmutex *rw)
{
    go_rwmutex_destroy(&rw->lock);
}

/* Enters by the table where rw is biased and the entry is free. Returns whether it did. */
SC_INLINE bool bravo_enter(struct bravo_rwmutex *rw)
{
    struct bravo_rwmutex *nobody = NULL;
    /* Relaxed: a hint whether to write the entry; the look below decides. */
    if (!atomic_load_explicit(&rw->biased, memory_order_relaxed))
        return false;
    const uint32_t thread = rwmutex_this_thread();
    struct bravo_entry *own = bravo_own(rw, thread);
    /*
     * A CAS: another thread may have the entry. Sequentially consistent: it must come before the
     * look at biased. Relaxed where it fails: nothing was taken.
     */
    if (!atomic_compare_exchange_strong_explicit(&own->lock, &nobody, rw, memory_order_seq_cst,
                                                 memory_order_relaxed))
        return false;
    /*
     * Sequentially consistent: either this finds the writer's 0, or the writer finds the entry. It
     * acquires, too: who made the lock biased had what the last writer wrote.
     */
    if (atomic_load_explicit(&rw->biased, memory_order_seq_cst)) {
        /* Relaxed: only this thread looks for its number. */
        atomic_store_explicit(&own->thread, thread, memory_order_relaxed);
        return true;
    }
    /*
     * Release: the CAS has acquired what the entry's earlier readers released, and a writer that
     * finds this NULL gets that from here only. (C17 would continue the CAS's release sequence with
     * a relaxed store of the same thread; C++20 does not.)
     */
    atomic_store_explicit(&own->lock, NULL, memory_order_release);
    return false;
}

/* The caller has the lock below for reading. Makes rw biased where no writer has forbidden it. */
SC_SLOW void bravo_bias_slow(struct bravo_rwmutex *rw)
{
    /* Relaxed: a hint that spares the look at the clock. */
    if (!atomic_load_explicit(&rw->biased, memory_order_relaxed) && spin_now() >= rw->inhibited)
        /*
         * Release: a reader that enters by the table gets the last writer's section from here. It
         * need not be sequentially consistent: a writer's 0 comes after it by the lock below.
         */
        atomic_store_explicit(&rw->biased, 1, memory_order_release);
}

/*
 * The caller does not hold rw, not even for reading. Returns once it holds rw for reading, after a
 * sleep while a writer holds the lock below. Acquires what the last writer released.
 */
SC_INLINE void bravo_rwmutex_read_acquire(struct bravo_rwmutex *rw)
{
    if (bravo_enter(rw))
        return;
    go_rwmutex_read_acquire(&rw->lock);
    bravo_bias_slow(rw);
}

/* Returns at once whether the caller now holds rw for reading, by the table or the lock below. */
SC_INLINE bool bravo_rwmutex_try_read_acquire(struct bravo_rwmutex *rw)
{
    if (bravo_enter(rw))
        return true;
    if (!go_rwmutex_try_read_acquire(&rw->lock))
        return false;
    bravo_bias_slow(rw);
    return true;
}

/*
 * The calling thread holds rw for reading. Releases to the next writer. Where nobody reads:
 * sc_fatal("sync: RUnlock of unlocked RWMutex").
 */
SC_INLINE void bravo_rwmutex_read_release(struct bravo_rwmutex *rw)
{
    const uint32_t thread = rwmutex_this_thread();
    struct bravo_entry *own = bravo_own(rw, thread);
    /*
     * Relaxed, both: where the entry is this thread's, it reads its own stores. Another thread may
     * have the entry, for this lock even, but then it has not this thread's number: this thread
     * took it back before it gave its last entry up.
     */
    if (atomic_load_explicit(&own->lock, memory_order_relaxed) != rw ||
        atomic_load_explicit(&own->thread, memory_order_relaxed) != thread) {
        go_rwmutex_read_release(&rw->lock);
        return;
    }
    /* Relaxed: the store below releases it to the entry's next reader. */
    atomic_store_explicit(&own->thread, 0, memory_order_relaxed);
    /* Release: a writer that finds the entry free may overwrite what was read. */
    atomic_store_explicit(&own->lock, NULL, memory_order_release);
}

/* Whether the reader of an entry is inside rw by it. */
SC_INLINE bool bravo_is_inside(struct bravo_entry *entry, struct bravo_rwmutex *rw)
{
    /*
     * Sequentially consistent: it comes after the 0 in biased (see the head). It acquires, too: the
     * section must come after that of a reader that has left.
     */
    return atomic_load_explicit(&entry->lock, memory_order_seq_cst) == rw;
}

/* The caller has the lock below for writing. Ends the bias, and waits for the table's readers. */
SC_SLOW void bravo_revoke_slow(struct bravo_rwmutex *rw)
{
    /* Sequentially consistent: it must come before the looks at the entries. */
    atomic_store_explicit(&rw->biased, 0, memory_order_seq_cst);
    const uint64_t begin = spin_now();
    for (int i = 0; i < BRAVO_ENTRIES; i++)
        for (int looks = 0; bravo_is_inside(&bravo_table[i], rw); looks++)
            if (sema_cpus > 1 && looks < SEMA_SPIN)
                cpu_relax();
            else
                sched_yield();
    const uint64_t end = spin_now();
    rw->inhibited = end + BRAVO_INHIBIT * (end - begin);
}

/*
 * The caller does not hold rw. Returns once it alone holds rw. Acquires what the last writer and
 * all readers since released.
 */
SC_INLINE void bravo_rwmutex_write_acquire(struct bravo_rwmutex *rw)
{
    go_rwmutex_write_acquire(&rw->lock);
    /* Relaxed: under the lock below only this thread changes biased. */
    if (atomic_load_explicit(&rw->biased, memory_order_relaxed))
        bravo_revoke_slow(rw);
}

/*
 * As bravo_revoke_slow without the wait. Returns false, and leaves the bias, where somebody reads.
 */
SC_SLOW bool bravo_try_revoke_slow(struct bravo_rwmutex *rw)
{
    /* Sequentially consistent: as in bravo_revoke_slow. */
    atomic_store_explicit(&rw->biased, 0, memory_order_seq_cst);
    int i = 0;
    while (i < BRAVO_ENTRIES && !bravo_is_inside(&bravo_table[i], rw))
        i++;
    if (i == BRAVO_ENTRIES)
        return true;
    /* Release: as in bravo_bias_slow. */
    atomic_store_explicit(&rw->biased, 1, memory_order_release);
    return false;
}

/*
 * Returns at once whether the caller alone now holds rw. Where it does, acquires as write_acquire
 * does. Looks through the table where rw is biased; readers that come meanwhile may have to wait.
 */
SC_INLINE bool bravo_rwmutex_try_write_acquire(struct bravo_rwmutex *rw)
{
    if (!go_rwmutex_try_write_acquire(&rw->lock))
        return false;
    /* Relaxed: as in write_acquire. */
    if (!atomic_load_explicit(&rw->biased, memory_order_relaxed) || bravo_try_revoke_slow(rw))
        return true;
    go_rwmutex_write_release(&rw->lock);
    return false;
}

/*
 * rw is held for writing. Releases to the next readers and writer. Where nobody writes:
 * sc_fatal("sync: Unlock of unlocked RWMutex").
 */
SC_INLINE void bravo_rwmutex_write_release(struct bravo_rwmutex *rw)
{
    go_rwmutex_write_release(&rw->lock);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(bravo, .bounded = true, .readers_next = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(bravo)
#endif
