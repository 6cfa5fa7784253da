// SPDX-License-Identifier: MIT
// Epoch-based reclamation: an object that was taken out of use is freed once no reader can hold it.
/*
 * Example: a reader looks at the newest list; a writer puts another in its place.
 *
 *     static _Atomic(int *) newest;
 *     epoch_enter(); // from here to epoch_leave no list that can be loaded is freed
 *     int *list = atomic_load(&newest);
 *     int first = list ? list[0] : 0;
 *     epoch_leave();
 *     struct epoch_garbage *mine;
 *     if (epoch_retire_begin(&mine) == 0) // room for what is replaced
 *         epoch_retire_end(mine, atomic_exchange(&newest, malloc(sizeof(int))), free);
 *     (void)first;
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/epoch_domain.h"
#include "primitives/everywhere.h"
#include "primitives/fatal.h"
#include "primitives/limbo.h"
#include "primitives/sema.h"

/*
 * Source: Fraser, "Practical lock-freedom" (2004), on epoch-based reclamation in chapter 5;
 * compared with others by Hart, McKenney, Brown and Walpole, "Performance of memory reclamation for
 * lockless synchronization" (2007).
 *
 * A thread that reads is in a section, and its record says in which epoch it entered. The epoch
 * moves on from e to e + 1 only when every thread in a section has entered in e. An object is
 * retired after it was taken out of use: no section that begins later can find it. The bag in which
 * it lies is closed in some epoch e. When the epoch is e + 2 every section that could have found
 * the object has ended, and it is reclaimed.
 *
 * Why epochs and not hazard pointers (Michael, "Hazard pointers: safe memory reclamation for
 * lock-free objects", 2004):
 *  - Reader cost. A section is two stores to a line of the thread's own and no second look at the
 *    pointer, however many objects it reads. A hazard pointer is published and checked again for
 *    each object. Both need a full fence after the store; here the reclaiming thread executes it
 *    for all readers (everywhere.h).
 *  - Bounded garbage. Hazard pointers bound it. Epochs bound it only while sections end: where none
 *    stands in the way, at most three bags (192 objects) of a thread wait. A section that stays
 *    open, because its thread is stopped or forgets it, keeps all that is retired meanwhile. So a
 *    section must be short.
 *  - Stalled readers. They delay reclamation and nobody else. No reader and no writer waits for
 *    another here, or for a reclaim function that another runs, but in a drain. (While one that
 *    reclaims what ended threads have left does not return, the rest of that waits.)
 *
 * Threads. A thread is listed at its first section, without allocation: its record lies in its
 * thread-local storage. A destructor takes it off the list when it ends in whatever way, ends a
 * section that it was in, and leaves its garbage to the others. Where the C library cannot promise
 * to call the destructor (no more keys, no memory, or it has been called and other destructors of
 * the thread go on), the thread is not listed: its sections count in one common number, which costs
 * a shared line, and while it is above 0 the epoch stays. So no reader has an error to return.
 * (Only such a thread must not end within a section.) What nobody can tell is that a thread is in
 * the last round of those destructors, the PTHREAD_DESTRUCTOR_ITERATIONS-th: it must not have its
 * first section or retire its first object there. Who sets thread-specific data again in each round
 * has a section before that.
 *
 * Memory ordering. What a reader did in a section happens before its objects are reclaimed: the
 * leave releases, the look of the thread that advances acquires, and so on through the epoch. That
 * a section which the look has missed cannot find the object is a matter of store and load
 * (Dekker): the reader stores its epoch and then loads the pointer, the other unlinks and then
 * loads the reader's epoch. This needs sequential consistency: the pointer is loaded and exchanged
 * with memory_order_seq_cst, and the store of the epoch is an exchange of that order, or is
 * followed by the fence that the advancing thread executes for all.
 *
 * After a fork the child may use none of this unless no other thread was in a section.
 */

/* Publishes that the thread is in a section. */
SC_INLINE void epoch_publish(struct epoch_record *r)
{
    /* Acquire: with the epoch come the unlinks of what may be reclaimed two epochs later. */
    uint64_t now = atomic_load_explicit(&epoch_domain.now, memory_order_acquire);
    if (everywhere_is_there()) {
        /*
         * Release: this store may hide that of the last leave from a look, and then it must pass on
         * what that one released.
         */
        atomic_store_explicit(&r->entered, now, memory_order_release);
        everywhere_light();
    } else {
        /* Sequentially consistent: no load of the section may come before it. */
        atomic_exchange_explicit(&r->entered, now, memory_order_seq_cst);
    }
}

/* epoch_enter of a thread that is not listed, or is in a section already. */
SC_SLOW void epoch_enter_slow(struct epoch_record *r)
{
    bool listed = r->depth != EPOCH_UNLISTED;
    if (!listed && r->uncounted == 0 && !r->reclaims)
        listed = epoch_list_slow(r);
    if (!listed) {
        r->uncounted++;
        /* Sequentially consistent: no load of the section may come before it. */
        atomic_fetch_add_explicit(&epoch_domain.unlisted, 1, memory_order_seq_cst);
        return;
    }
    if (r->depth++ == EPOCH_OUTSIDE)
        epoch_publish(r);
}

/* epoch_leave of a thread that is not listed, or whose sections are nested. */
SC_SLOW void epoch_leave_slow(struct epoch_record *r)
{
    if (r->depth > EPOCH_INSIDE) {
        r->depth--;
    } else if (r->uncounted > 0) {
        r->uncounted--;
        /* Release: what this section has read comes before it is reclaimed. */
        atomic_fetch_sub_explicit(&epoch_domain.unlisted, 1, memory_order_release);
    } else {
        sc_fatal("epoch: leave outside of a section", r);
    }
}

/*
 * Begins a section of the calling thread. Sections nest. Within one, what is loaded with
 * memory_order_seq_cst from a place where it is exchanged before it is retired will not be
 * reclaimed. A section must be short, see above. Never waits, but for a lock of a few instructions
 * at a thread's first section.
 */
SC_INLINE void epoch_enter(void)
{
    struct epoch_record *r = &epoch_self;
    if (__builtin_expect(r->depth != EPOCH_OUTSIDE, 0)) {
        epoch_enter_slow(r);
        return;
    }
    r->depth = EPOCH_INSIDE;
    epoch_publish(r);
}

/* Ends the section that the calling thread has begun last. Outside of one: fatal. */
SC_INLINE void epoch_leave(void)
{
    struct epoch_record *r = &epoch_self;
    if (__builtin_expect(r->depth != EPOCH_INSIDE, 0)) {
        epoch_leave_slow(r);
        return;
    }
    /* Release: what this section has read comes before it is reclaimed. */
    atomic_store_explicit(&r->entered, 0, memory_order_release);
    r->depth = EPOCH_OUTSIDE;
}

SC_SLOW struct epoch_garbage *epoch_garbage_slow(struct epoch_record *r)
{
    bool may_list = r->uncounted == 0 && !r->reclaims;
    return may_list && epoch_list_slow(r) ? &r->garbage : &epoch_domain.left;
}

SC_SLOW int epoch_reserve_slow(struct epoch_garbage *g)
{
    int error = limbo_reserve(&g->limbo);
    if (error)
        sema_unlock(&g->lock);
    return error;
}

/*
 * Makes room for one object that is about to be taken out of use. 0: an end or a cancel follows in
 * a moment, with *where, and nothing of this file between. -ENOMEM: there is no room, and the
 * object should stay where it is.
 */
SC_INLINE int epoch_retire_begin(struct epoch_garbage **where)
{
    struct epoch_record *r = &epoch_self;
    struct epoch_garbage *g = &r->garbage;
    if (__builtin_expect(r->depth == EPOCH_UNLISTED, 0))
        g = epoch_garbage_slow(r);
    *where = g;
    sema_lock(&g->lock);
    return g->limbo.open ? 0 : epoch_reserve_slow(g);
}

/* Nothing was taken out of use. */
SC_INLINE void epoch_retire_cancel(struct epoch_garbage *g)
{
    sema_unlock(&g->lock);
}

SC_INLINE void epoch_close_and_unlock(struct epoch_garbage *g)
{
    limbo_close(&g->limbo, epoch_close_at());
    sema_unlock(&g->lock);
}

SC_SLOW void epoch_bag_full_slow(struct epoch_garbage *g)
{
    epoch_close_and_unlock(g);
    epoch_collect_slow(g, 1);
}

/*
 * object was taken out of use by an exchange with memory_order_seq_cst; NULL: there was nothing.
 * reclaim(object) is called once: now or later, by any thread that retires, drains or ends. It may
 * retire and have sections, but not drain, and it returns. It runs while this thread holds what it
 * holds now, and is not cancelled.
 */
SC_INLINE void epoch_retire_end(struct epoch_garbage *g, void *object, void (*reclaim)(void *))
{
    if (object && limbo_add(&g->limbo, object, reclaim))
        epoch_bag_full_slow(g);
    else
        sema_unlock(&g->lock);
}

/*
 * The same for an object of many bytes, which is not to wait for a bag to fill. Nothing is
 * reclaimed in here: epoch_collect_slow(g, EPOCH_AT_ONCE) follows, once the thread holds no lock.
 */
SC_SLOW void epoch_retire_end_large_slow(struct epoch_garbage *g, void *object,
                                         void (*reclaim)(void *))
{
    limbo_add(&g->limbo, object, reclaim);
    epoch_close_and_unlock(g);
}

/* Between two looks of a drain at what does not end. */
enum { EPOCH_PAUSE_NS = 50000 };

struct epoch_drain {
    uint64_t closed;        /* the epoch when every bag that had been open was closed */
    struct limbo_bag *bags; /* those of that epoch and before */
    bool waits;             /* some that others had taken are still out */
};

typedef void epoch_drain_visit(struct epoch_garbage *g, struct epoch_drain *w);

SC_SLOW void epoch_drain_one_slow(struct epoch_garbage *g, struct epoch_drain *w,
                                  epoch_drain_visit *visit)
{
    sema_lock(&g->lock);
    visit(g, w);
    sema_unlock(&g->lock);
}

/* Visits the garbage of every thread, and what was left. */
SC_SLOW void epoch_drain_all_slow(struct epoch_drain *w, epoch_drain_visit *visit)
{
    struct epoch_domain *d = &epoch_domain;
    sema_lock(&d->lock);
    for (struct epoch_record *r = d->records; r; r = r->next)
        epoch_drain_one_slow(&r->garbage, w, visit);
    epoch_drain_one_slow(&d->left, w, visit);
    sema_unlock(&d->lock);
}

SC_SLOW void epoch_drain_close_slow(struct epoch_garbage *g, struct epoch_drain *w)
{
    (void)w;
    limbo_close(&g->limbo, epoch_close_at());
}

SC_SLOW void epoch_drain_take_slow(struct epoch_garbage *g, struct epoch_drain *w)
{
    limbo_take(&g->limbo, w->closed, &w->bags);
    g->awaited = g->rounds;
}

/* Later rounds, and those of threads that have come since, are nothing to wait for. */
SC_SLOW void epoch_drain_look_slow(struct epoch_garbage *g, struct epoch_drain *w)
{
    w->waits |= g->rounds % 2 != 0 && g->rounds == g->awaited;
}

SC_SLOW void epoch_drain_pause_slow(void)
{
    nanosleep(&(struct timespec){.tv_nsec = EPOCH_PAUSE_NS}, NULL);
}

/*
 * When it returns, every object that was retired before the call, by whatever thread, has been
 * reclaimed. Waits until the sections that are open have ended, and the reclaim functions that
 * other threads run; it holds no lock meanwhile but that of drains. No cancellation point. The
 * caller is in no section, and in no reclaim function: fatal.
 */
SC_SLOW void epoch_drain_slow(void)
{
    struct epoch_domain *d = &epoch_domain;
    struct epoch_record *self = &epoch_self;
    struct epoch_drain w = {.bags = NULL};
    if (self->depth >= EPOCH_INSIDE || self->uncounted > 0 || self->reclaims)
        sc_fatal("epoch: drain would wait for itself", self);
    const int cancelled = epoch_uncancelled_begin();
    sema_lock(&d->draining);
    epoch_drain_all_slow(&w, epoch_drain_close_slow);
    w.closed = epoch_close_at();
    /*
     * Relaxed: whoever advanced the epoch held the lock of the domain, which is taken next. So
     * reclaiming comes after the sections that had to end for this epoch.
     */
    while (atomic_load_explicit(&d->now, memory_order_relaxed) < w.closed + 2)
        if (!epoch_advance_slow())
            epoch_drain_pause_slow();
    epoch_drain_all_slow(&w, epoch_drain_take_slow);
    self->reclaims = true;
    limbo_reclaim(w.bags);
    self->reclaims = false;
    for (;;) {
        w.waits = false;
        epoch_drain_all_slow(&w, epoch_drain_look_slow);
        if (!w.waits)
            break;
        epoch_drain_pause_slow();
    }
    sema_unlock(&d->draining);
    epoch_uncancelled_end(cancelled);
}
