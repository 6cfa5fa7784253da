// SPDX-License-Identifier: MIT
// Threads that wait on go channels: queues that a waiter may leave, and the word that it sleeps on.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/channel/ring.h"
#include "primitives/compiler.h"
#include "primitives/relax.h"
#include "primitives/sema.h"

/*
 * Source: Go's sudog (src/runtime/runtime2.go and chan.go). A waiter is one operation of a thread
 * on one channel. A plain operation has one; a select has one for each case, all with the same
 * parked thread. A thread takes itself out of a queue when its time is over or when another case of
 * its select has been completed. It may still be in a queue a little after that: whoever finds it
 * there skips it (see go_channel_decide).
 *
 * What becomes of a waiter is decided under the lock of its channel: it is in the queue, or a
 * thread has unlinked it to complete its operation, and then grants its parked thread.
 */
struct go_channel_waiter;

struct go_channel_queue {
    struct go_channel_waiter *head; /* NULL while nobody waits */
    struct go_channel_waiter *tail; /* meaningful only while head is not NULL */
};

/* A thread that waits. Lies on its stack, and stays there until none of its waiters is queued. */
struct go_channel_parked {
    struct sema_waiter word;          /* it sleeps on it; its own next is not used */
    struct go_channel_waiter *winner; /* of a select: that case; written by who decided */
    _Atomic bool decided;             /* of a select: one case is completed, or its time is over */
};

/*
 * Lies on the waiter's stack. While it is in a queue the lock guards it. The thread that unlinks it
 * owns it, next included, until it grants the parked thread.
 */
struct go_channel_waiter {
    struct go_channel_waiter *next;
    struct go_channel_waiter *previous; /* meaningful only while it is not the head of the queue */
    struct go_channel_parked *parked;
    void *element; /* a sender's is read; a receiver's is written, or NULL: the value is dropped */
    bool queued;
    bool select;      /* one of several of its parked thread */
    bool transferred; /* false: ended by a close */
};

/*
 * A wait on one channel. Who completes it touches one line: the waiter, the word, and between them
 * an element of at most 8 bytes.
 */
enum { GO_CHANNEL_LINE = 64, GO_CHANNEL_SMALL = sizeof(uint64_t) };
struct go_channel_wait {
    struct go_channel_waiter waiter;
    uint64_t small; /* the element, on its way in or out */
    struct go_channel_parked thread;
} __attribute__((aligned(GO_CHANNEL_LINE)));

_Static_assert(offsetof(struct go_channel_wait, thread.winner) <= GO_CHANNEL_LINE,
               "what a plain wait needs is on one line");

/* Adds w at the end. The caller holds the lock. */
SC_INLINE void go_channel_enqueue(struct go_channel_queue *q, struct go_channel_waiter *w)
{
    w->queued = true;
    w->next = NULL;
    w->previous = q->tail;
    if (q->head)
        q->tail->next = w;
    else
        q->head = w;
    q->tail = w;
}

/* Takes w out of q, wherever in it it stands. The caller holds the lock. */
SC_INLINE void go_channel_unlink(struct go_channel_queue *q, struct go_channel_waiter *w)
{
    w->queued = false;
    if (w == q->head) {
        q->head = w->next; /* whose previous is left: its line is not needed */
        return;
    }
    w->previous->next = w->next;
    if (w->next)
        w->next->previous = w->previous;
    else
        q->tail = w->previous;
}

/*
 * Whether the caller may complete w: always, but for a select, of which several threads may find
 * cases at once under different locks. The first decides.
 */
SC_INLINE bool go_channel_decide(struct go_channel_waiter *w)
{
    if (!w->select)
        return true;
    /*
     * Relaxed: it only picks one of those who come. The parked thread was set up under the lock
     * that the caller holds, and it sees what the winner wrote by the grant.
     */
    if (atomic_exchange_explicit(&w->parked->decided, true, memory_order_relaxed))
        return false;
    w->parked->winner = w;
    return true;
}

/*
 * Unlinks the first waiter that the caller may complete and returns it; NULL where there is none.
 * Those of selects that are decided fall out. The caller holds the lock.
 */
SC_INLINE struct go_channel_waiter *go_channel_dequeue(struct go_channel_queue *q)
{
    struct go_channel_waiter *first;
    while ((first = q->head)) {
        cpu_prefetch_to_write(first);
        go_channel_unlink(q, first);
        if (go_channel_decide(first))
            break;
    }
    return first;
}

/*
 * Whether somebody waits who is not decided. A dequeue may still find nobody: another thread can
 * decide meanwhile, under another lock. The caller holds the lock.
 */
SC_INLINE bool go_channel_awaited(struct go_channel_queue *q)
{
    /* Relaxed: as in go_channel_decide. */
    while (q->head && q->head->select &&
           atomic_load_explicit(&q->head->parked->decided, memory_order_relaxed))
        go_channel_unlink(q, q->head);
    return q->head;
}

/* Makes t ready to be found; its waiters are queued after this. */
SC_INLINE void go_channel_park(struct go_channel_parked *t)
{
    /* Plain: others find t only under a lock that the caller holds, and releases. */
    atomic_init(&t->word.state, SEMA_WAITING);
    atomic_init(&t->decided, false);
    t->winner = NULL;
}

/*
 * Completes the operation of w, which the caller has dequeued, and lets its thread go on: size
 * bytes from value go to where a receiver wants them. value is NULL for a sender, and where a close
 * ends the wait. Releases to the waiter. w may be gone afterwards.
 */
SC_SLOW void go_channel_complete_slow(struct go_channel_waiter *w, const void *value, size_t size,
                                      bool transferred)
{
    /* All plain: the grant below releases. */
    if (value && w->element)
        channel_ring_copy(w->element, value, size);
    w->transferred = transferred;
    sema_grant_slow(&w->parked->word);
}

/*
 * Queues self, whose element the caller has set, until another thread has completed its operation
 * or CLOCK_MONOTONIC has reached deadline (NULL: no limit). Called with the lock held, returns
 * without it: true where the operation was completed, in which case it has acquired what that
 * thread released; false where the time is over and nothing has happened. spun: the caller has spun
 * as long as it should.
 */
SC_INLINE bool go_channel_await(_Atomic uint32_t *lock, struct go_channel_queue *q,
                                struct go_channel_wait *self, const struct timespec *deadline,
                                bool spun)
{
    go_channel_park(&self->thread);
    self->waiter.parked = &self->thread;
    self->waiter.select = false;
    go_channel_enqueue(q, &self->waiter);
    sema_unlock(lock);
    if (spun ? sema_sleep_until_slow(&self->thread.word, deadline)
             : sema_wait_until_slow(&self->thread.word, deadline))
        return true;
    sema_lock(lock);
    const bool queued = self->waiter.queued;
    if (queued)
        go_channel_unlink(q, &self->waiter);
    sema_unlock(lock);
    if (!queued) /* someone has dequeued it, and will grant */
        sema_wait_slow(&self->thread.word);
    return !queued;
}
