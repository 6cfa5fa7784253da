// SPDX-License-Identifier: MIT
// The threads of primitives/epoch.h: their records, how the epoch moves on, and what they leave.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/everywhere.h"
#include "primitives/limbo.h"
#include "primitives/sema.h"

/* What waits until it may be reclaimed. Nobody waits for another thread while holding the lock. */
struct epoch_garbage {
    _Atomic uint32_t lock; /* guards the rest */
    uint64_t rounds;       /* begins and ends of reclamation: odd while bags of it are out */
    uint64_t awaited;      /* the rounds that the last drain has found */
    struct limbo limbo;
};

enum { EPOCH_LINE = 128 }; /* two lines: the prefetcher of x86 fetches them in pairs */

/* One thread's, in its thread-local storage. */
struct epoch_record {
    /* the epoch in which it entered; 0 outside; written by the thread, read by who advances */
    _Alignas(EPOCH_LINE) _Atomic uint64_t entered;
    /* The rest of the line is the thread's own. */
    unsigned depth;     /* EPOCH_UNLISTED, EPOCH_OUTSIDE, or EPOCH_OUTSIDE + the open sections */
    unsigned uncounted; /* open sections while it was unlisted */
    bool reclaims;      /* it runs reclaim functions */
    bool ended;         /* it runs the destructors of its end: it is not listed a second time */
    _Alignas(EPOCH_LINE) struct epoch_garbage garbage;
    struct epoch_record *next; /* guarded by the domain's lock */
};

enum { EPOCH_UNLISTED, EPOCH_OUTSIDE, EPOCH_INSIDE };

/* What the threads of the process share. */
struct epoch_domain {
    _Alignas(EPOCH_LINE) _Atomic uint64_t now;  /* the epoch, from 2 on; changes seldom */
    _Alignas(EPOCH_LINE) _Atomic uint32_t lock; /* guards records and the advance */
    _Atomic uint32_t draining;
    _Atomic uint64_t unlisted; /* sections of threads that are not listed */
    struct epoch_record *records;
    struct epoch_garbage left; /* by threads that have ended or are not listed */
    pthread_key_t key;
    bool has_key;
};

/* One for the program, however many of its files include this one. */
__attribute__((weak)) struct epoch_domain epoch_domain = {.now = 2};
__attribute__((weak)) _Thread_local struct epoch_record epoch_self;

/* The epoch in which a bag is closed, or that a bag must have for it to be reclaimed. */
SC_INLINE uint64_t epoch_close_at(void)
{
    /*
     * Release: what was retired had been unlinked before, and an advance continues this release
     * sequence, so that it passes that on to every section that begins later. An addition, not a
     * load: a load would release nothing. No acquire: nothing that others wrote is read by it.
     */
    return atomic_fetch_add_explicit(&epoch_domain.now, 0, memory_order_release);
}

/* Whether some section began before epoch. The caller holds the domain's lock. */
SC_INLINE bool epoch_has_stragglers(uint64_t epoch)
{
    /*
     * Sequentially consistent, here and below: a section that is missed here must load pointers as
     * they are now. Acquire is part of it: what ended sections have read comes before.
     */
    if (atomic_load_explicit(&epoch_domain.unlisted, memory_order_seq_cst) != 0)
        return true;
    for (const struct epoch_record *r = epoch_domain.records; r; r = r->next) {
        /* See above. */
        uint64_t entered = atomic_load_explicit(&r->entered, memory_order_seq_cst);
        if (entered != 0 && entered != epoch)
            return true;
    }
    return false;
}

/* Moves the epoch on by one. False where a section stands in the way, or another thread is at it.
 * Never waits. */
SC_SLOW bool epoch_advance_slow(void)
{
    struct epoch_domain *d = &epoch_domain;
    uint32_t free = SEMA_FREE;
    /* Acquire: the list must be read as the last holder of the lock left it. */
    if (!atomic_compare_exchange_strong_explicit(&d->lock, &free, SEMA_HELD, memory_order_acquire,
                                                 memory_order_relaxed))
        return false;
    /* Relaxed: the epoch is written under the lock only. */
    uint64_t now = atomic_load_explicit(&d->now, memory_order_relaxed);
    /* The first look spares the fence where a section is seen without it. */
    bool may = !epoch_has_stragglers(now) && everywhere_fence() && !epoch_has_stragglers(now);
    if (may)
        /*
         * Release: who finds the new epoch and reclaims must come after the sections that have
         * ended. An addition, as a store would end the release sequences of epoch_close_at: it
         * continues them, so that later sections come after what was unlinked without an acquire
         * here.
         */
        atomic_fetch_add_explicit(&d->now, 1, memory_order_release);
    sema_unlock(&d->lock);
    return may;
}

/* A thread that ended in between would leave a lock behind, or bags. Returns what end takes. */
SC_INLINE int epoch_uncancelled_begin(void)
{
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    return state;
}

SC_INLINE void epoch_uncancelled_end(int state)
{
    pthread_setcancelstate(state, &state);
}

/*
 * Reclaims what bags of g may be. Does nothing where another thread is at it, as only with what was
 * left: a reclaim function that runs there may wait for this thread.
 */
SC_SLOW void epoch_reclaim_slow(struct epoch_garbage *g)
{
    struct limbo_bag *bags = NULL;
    sema_lock(&g->lock);
    if (g->rounds % 2 == 0)
        /* Acquire: reclaiming comes after the sections that had to end for this epoch. */
        limbo_take(&g->limbo, atomic_load_explicit(&epoch_domain.now, memory_order_acquire) - 2,
                   &bags);
    g->rounds += bags != NULL;
    sema_unlock(&g->lock);
    if (!bags)
        return;
    const int cancelled = epoch_uncancelled_begin();
    limbo_reclaim(bags);
    sema_lock(&g->lock);
    g->rounds++;
    sema_unlock(&g->lock);
    epoch_uncancelled_end(cancelled);
}

/* What is closed now may be reclaimed after that many advances. */
enum { EPOCH_AT_ONCE = 2 };

/*
 * A bag of g was closed. Tries to move the epoch on, at most advances times, and reclaims. A
 * reclaim function that retires objects does not get further than the first line.
 */
SC_SLOW void epoch_collect_slow(struct epoch_garbage *g, unsigned advances)
{
    if (epoch_self.reclaims)
        return;
    while (advances > 0 && epoch_advance_slow())
        advances--;
    epoch_self.reclaims = true;
    epoch_reclaim_slow(g);
    if (g != &epoch_domain.left)
        epoch_reclaim_slow(&epoch_domain.left);
    epoch_self.reclaims = false;
}

/* The thread of that record ends, in whatever way. */
SC_SLOW void epoch_end_slow(void *record)
{
    struct epoch_domain *d = &epoch_domain;
    struct epoch_record *r = record;
    struct limbo_bag *bags = NULL;
    sema_lock(&d->lock);
    struct epoch_record **link = &d->records;
    while (*link != r)
        link = &(*link)->next;
    *link = r->next;
    limbo_close(&r->garbage.limbo, epoch_close_at());
    limbo_take(&r->garbage.limbo, UINT64_MAX, &bags);
    sema_lock(&d->left.lock);
    while (bags) {
        struct limbo_bag *bag = bags;
        bags = bag->next;
        bag->next = d->left.limbo.closed;
        d->left.limbo.closed = bag;
    }
    sema_unlock(&d->left.lock);
    sema_unlock(&d->lock);
    /* Relaxed: the record is on no list, so that nobody looks at it any more. */
    atomic_store_explicit(&r->entered, 0, memory_order_relaxed);
    r->depth = EPOCH_UNLISTED;
    r->ended = true;
    epoch_collect_slow(&d->left, 1);
}

/* Lists the calling thread. False where its end would not be noticed. */
SC_SLOW bool epoch_list_slow(struct epoch_record *r)
{
    struct epoch_domain *d = &epoch_domain;
    if (r->ended || !d->has_key || pthread_setspecific(d->key, r) != 0)
        return false;
    sema_lock(&d->lock);
    r->next = d->records;
    d->records = r;
    sema_unlock(&d->lock);
    r->depth = EPOCH_OUTSIDE;
    return true;
}

/* Before main, or while the object that has it is loaded. */
__attribute__((constructor, unused)) static void epoch_prepare(void)
{
    struct epoch_domain *d = &epoch_domain;
    sema_lock(&d->lock);
    if (!d->has_key)
        d->has_key = pthread_key_create(&d->key, epoch_end_slow) == 0;
    sema_unlock(&d->lock);
}
