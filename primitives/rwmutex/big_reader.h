// SPDX-License-Identifier: MIT
// Big-reader lock: each reader writes a line of its own, a writer takes all lines.
/*
 * Example: a table of users. Every request looks one up, an administrator adds one now and then.
 *
 *     static struct { struct big_reader_rwmutex lock; int group[1000]; } users;
 *     big_reader_rwmutex_init(&users.lock);
 *     big_reader_rwmutex_write_acquire(&users.lock); // one step for each of 32 slots
 *     users.group[17] = 4;
 *     big_reader_rwmutex_write_release(&users.lock);
 *     big_reader_rwmutex_read_acquire(&users.lock); // moves no line between readers
 *     int group = users.group[17];
 *     big_reader_rwmutex_read_release(&users.lock);
 *     (void)group;
 */
#ifndef SYNCCOST_RWMUTEX_BIG_READER_H
#define SYNCCOST_RWMUTEX_BIG_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"
#include "primitives/rwmutex/go.h"
#include "primitives/rwmutex/thread_number.h"

/*
 * Source: Hsieh and Weihl, "Scalable reader-writer locks for parallel systems", IPPS 1992; Linux
 * had it as the "big reader lock" (brlock). Those give each CPU a mutex. Here each of 32 slots
 * counts its readers as Go's read-write lock does, so that threads of one slot share it, and a
 * thread's slot follows from its number, so that a thread may move to another CPU while it reads.
 *
 * A writer holds the writers' mutex and announces itself in every slot before it waits for any
 * slot's readers. So a waiting writer stops new readers at once, in all slots.
 *
 * Whoever acquires for reading must release in the same thread. The lock takes 4 KiB. A release of
 * what is not read-locked is caught in the caller's slot (the address that is printed is the
 * slot's): it is not noticed where another thread of that slot reads.
 *
 * Memory ordering: that of primitives/rwmutex/go.h in each slot, and that of the mutex between
 * writers.
 */
enum { BIG_READER_SLOTS = 32, BIG_READER_APART = 128 };

/* A line of its own, for any line size in use, and for the adjacent-line prefetcher. */
struct big_reader_slot {
    struct go_rwmutex lock; /* its own mutex stays unused */
    char apart[BIG_READER_APART - sizeof(struct go_rwmutex)];
};

struct big_reader_rwmutex {
    struct big_reader_slot slot[BIG_READER_SLOTS];
    struct go_mutex writers; /* held by the writer that is announced or inside */
    struct go_mutex_node node;
};

/* The slot of the calling thread. */
SC_INLINE struct go_rwmutex *big_reader_own(struct big_reader_rwmutex *rw)
{
    return &rw->slot[rwmutex_this_thread() % BIG_READER_SLOTS].lock;
}

/* rw is not in use. Afterwards it is unlocked. */
SC_INLINE void big_reader_rwmutex_init(struct big_reader_rwmutex *rw)
{
    for (int i = 0; i < BIG_READER_SLOTS; i++)
        go_rwmutex_init(&rw->slot[i].lock);
    go_mutex_init(&rw->writers);
    go_mutex_node_init(&rw->node);
}

/* Nobody holds rw or waits for it, and every release has returned. */
SC_INLINE void big_reader_rwmutex_destroy(struct big_reader_rwmutex *rw)
{
    go_mutex_destroy(&rw->writers);
    for (int i = 0; i < BIG_READER_SLOTS; i++)
        go_rwmutex_destroy(&rw->slot[i].lock);
}

/*
 * The caller does not hold rw, not even for reading. Returns once it holds rw for reading, after a
 * sleep while a writer is announced or inside. Acquires what the last writer released.
 */
SC_INLINE void big_reader_rwmutex_read_acquire(struct big_reader_rwmutex *rw)
{
    go_rwmutex_read_acquire(big_reader_own(rw));
}

/* Returns at once whether the caller now holds rw for reading, as go_rwmutex_try_read_acquire. */
SC_INLINE bool big_reader_rwmutex_try_read_acquire(struct big_reader_rwmutex *rw)
{
    return go_rwmutex_try_read_acquire(big_reader_own(rw));
}

/*
 * The calling thread holds rw for reading. Releases to the next writer. Where its slot has no
 * reader: sc_fatal("sync: RUnlock of unlocked RWMutex").
 */
SC_INLINE void big_reader_rwmutex_read_release(struct big_reader_rwmutex *rw)
{
    go_rwmutex_read_release(big_reader_own(rw));
}

/*
 * The caller does not hold rw. Returns once it alone holds rw, after a sleep while others do.
 * Acquires what the last writer and all readers since released.
 */
SC_INLINE void big_reader_rwmutex_write_acquire(struct big_reader_rwmutex *rw)
{
    int32_t inside[BIG_READER_SLOTS];
    go_mutex_acquire(&rw->writers, &rw->node);
    for (int i = 0; i < BIG_READER_SLOTS; i++)
        inside[i] = go_rwmutex_announce(&rw->slot[i].lock);
    for (int i = 0; i < BIG_READER_SLOTS; i++)
        if (inside[i] != 0)
            go_rwmutex_write_acquire_slow(&rw->slot[i].lock, inside[i]);
}

/* Ends the announcements in the first n slots, and lets in the readers that queue there. */
SC_INLINE void big_reader_admit(struct big_reader_rwmutex *rw, int n)
{
    for (int i = 0; i < n; i++)
        go_rwmutex_admit(&rw->slot[i].lock);
    go_mutex_release(&rw->writers, &rw->node);
}

/*
 * Returns at once whether the caller alone now holds rw. Where it does, acquires as write_acquire
 * does. A failed attempt makes readers of the slots before the one that is read wait for a moment.
 */
SC_INLINE bool big_reader_rwmutex_try_write_acquire(struct big_reader_rwmutex *rw)
{
    if (!go_mutex_try_acquire(&rw->writers, &rw->node))
        return false;
    int taken = 0;
    while (taken < BIG_READER_SLOTS && go_rwmutex_try_announce(&rw->slot[taken].lock))
        taken++;
    if (taken == BIG_READER_SLOTS)
        return true;
    big_reader_admit(rw, taken);
    return false;
}

/*
 * rw is held for writing; any thread may release it. Releases to the next readers and writer. Where
 * nobody writes: sc_fatal("sync: Unlock of unlocked RWMutex").
 */
SC_INLINE void big_reader_rwmutex_write_release(struct big_reader_rwmutex *rw)
{
    big_reader_admit(rw, BIG_READER_SLOTS);
}

#endif
#ifdef RWMUTEX_SUBJECT
RWMUTEX_SUBJECT(big_reader, .prefer_writer = true, .readers_next = true)
#endif
#ifdef RWMUTEX_TRY_SUBJECT
RWMUTEX_TRY_SUBJECT(big_reader)
#endif
