// SPDX-License-Identifier: MIT
// Weighted semaphore: an acquire takes any number of permits at once, in the order of arrival.
/*
 * Example: jobs share 1000 MB of memory. A large one is not passed by small ones for ever.
 *
 *     struct weighted_semaphore memory;
 *     if (weighted_semaphore_init(&memory, 1000) != 0)
 *         return 1;
 *     if (weighted_semaphore_acquire_many(&memory, 700) == 0) { // else it never could
 *         // run the job
 *         weighted_semaphore_release_many(&memory, 700);
 *     }
 *     weighted_semaphore_destroy(&memory);
 */
#ifndef SYNCCOST_SEMAPHORE_WEIGHTED_H
#define SYNCCOST_SEMAPHORE_WEIGHTED_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/sema.h"

/*
 * Source: golang.org/x/sync/semaphore, its documentation. Who finds too few permits, or anybody
 * waiting, queues. A release serves the queue from its front for as long as the permits suffice. So
 * a small request does not pass a large one that came before it, and permits may lie idle while the
 * large one waits.
 *
 * Two differences from Go: a wait ends by a deadline, where Go's ends by a context. A request for
 * more permits than there are is refused at once; in Go it waits for the end of its context.
 *
 * Memory ordering: the lock carries the edge from a release to an acquire that does not wait, and
 * the waiter's word (sema_grant_slow) to one that does.
 */
struct weighted_semaphore {
    _Atomic uint32_t lock;        /* guards the other fields but size; see sema_lock */
    unsigned size;                /* all permits */
    unsigned held;                /* permits that somebody has; at most size */
    struct weighted_waiter *head; /* is served next; NULL while nobody waits */
    struct weighted_waiter *tail; /* meaningful only while head is not NULL */
};

/* Lies on the waiter's stack. The semaphore's lock guards all of it but park. */
struct weighted_waiter {
    struct sema_waiter park; /* the word this waiter sleeps on; its own next is not used */
    struct weighted_waiter *next, *before; /* before is NULL at the front */
    unsigned wanted;
    bool queued; /* false once its permits are counted as held: it is granted soon */
};

/* s is not in use. Returns 0. */
SC_INLINE int weighted_semaphore_init(struct weighted_semaphore *s, unsigned permits)
{
    atomic_init(&s->lock, SEMA_FREE);
    s->size = permits;
    s->held = 0;
    s->head = s->tail = NULL;
    return 0;
}

/* Nobody waits, and every call has returned. */
SC_INLINE void weighted_semaphore_destroy(struct weighted_semaphore *s)
{
    (void)s;
}

/* The caller holds the lock. */
SC_INLINE void weighted_enqueue(struct weighted_semaphore *s, struct weighted_waiter *w)
{
    w->next = NULL;
    w->before = s->head ? s->tail : NULL;
    if (s->head)
        s->tail->next = w;
    else
        s->head = w;
    s->tail = w;
    w->queued = true;
}

/* The caller holds the lock; w is queued. */
SC_INLINE void weighted_unlink(struct weighted_semaphore *s, struct weighted_waiter *w)
{
    if (w->before)
        w->before->next = w->next;
    else
        s->head = w->next;
    if (w->next)
        w->next->before = w->before;
    else
        s->tail = w->before;
    w->queued = false;
}

/*
 * Serves the queue from its front: counts the permits of those that can be served as held. The
 * caller holds the lock, and when it has given it up grants the waiters of the list that this
 * returns, linked by next; NULL where there is none.
 */
SC_INLINE struct weighted_waiter *weighted_serve(struct weighted_semaphore *s)
{
    struct weighted_waiter *served = s->head, *last = NULL;
    while (s->head && s->head->wanted <= s->size - s->held) {
        last = s->head;
        s->held += last->wanted;
        last->queued = false;
        s->head = last->next;
    }
    if (s->head)
        s->head->before = NULL;
    if (!last)
        return NULL;
    last->next = NULL;
    return served;
}

/* Grants the waiters of a list that weighted_serve has made. The caller does not hold the lock. */
SC_SLOW void weighted_grant_slow(struct weighted_waiter *served)
{
    while (served) {
        /* Read before the grant: after it the waiter's frame may be gone. */
        struct weighted_waiter *next = served->next;
        sema_grant_slow(&served->park);
        served = next;
    }
}

/*
 * Queues the caller, who wants that many. Called with the lock held, returns without it. Returns
 * whether it has them: with deadline NULL always.
 */
SC_SLOW bool weighted_wait_slow(struct weighted_semaphore *s, unsigned wanted,
                                const struct timespec *deadline)
{
    struct weighted_waiter self = {.wanted = wanted};
    /* Plain: another thread finds self only under the lock, which the unlock below releases. */
    atomic_init(&self.park.state, SEMA_WAITING);
    weighted_enqueue(s, &self);
    sema_unlock(&s->lock);
    if (!deadline) {
        sema_wait_slow(&self.park);
        return true;
    }
    if (sema_wait_until_slow(&self.park, deadline))
        return true;
    sema_lock(&s->lock);
    if (!self.queued) { /* a granter has counted it as served and is about to say so */
        sema_unlock(&s->lock);
        sema_wait_slow(&self.park);
        return true;
    }
    weighted_unlink(s, &self);
    /* Those behind it may want less. */
    struct weighted_waiter *served = weighted_serve(s);
    sema_unlock(&s->lock);
    weighted_grant_slow(served);
    return false;
}

/* Takes permits where there are enough and nobody waits. The caller holds the lock. */
SC_INLINE bool weighted_take(struct weighted_semaphore *s, unsigned wanted)
{
    if (s->head || wanted > s->size - s->held)
        return false;
    s->held += wanted;
    return true;
}

/*
 * Returns 0 once the caller has wanted permits. Returns -EINVAL at once where there are not so many
 * in all. Acquires what the releases of these permits released.
 */
SC_INLINE int weighted_semaphore_acquire_many(struct weighted_semaphore *s, unsigned wanted)
{
    if (wanted > s->size)
        return -EINVAL;
    sema_lock(&s->lock);
    if (weighted_take(s, wanted))
        sema_unlock(&s->lock);
    else
        weighted_wait_slow(s, wanted, NULL);
    return 0;
}

/*
 * As acquire_many, at most until CLOCK_MONOTONIC reaches deadline: then it returns -ETIMEDOUT, and
 * the caller has left the queue.
 */
SC_INLINE int weighted_semaphore_acquire_many_until(struct weighted_semaphore *s, unsigned wanted,
                                                    const struct timespec *deadline)
{
    if (wanted > s->size)
        return -EINVAL;
    sema_lock(&s->lock);
    if (!weighted_take(s, wanted))
        return weighted_wait_slow(s, wanted, deadline) ? 0 : -ETIMEDOUT;
    sema_unlock(&s->lock);
    return 0;
}

/* Returns whether the caller now has wanted permits: not where anybody waits. */
SC_INLINE bool weighted_semaphore_try_acquire_many(struct weighted_semaphore *s, unsigned wanted)
{
    sema_lock(&s->lock);
    const bool took = weighted_take(s, wanted);
    sema_unlock(&s->lock);
    return took;
}

/* What a release does where somebody waits. Called with the lock held, returns without it. */
SC_SLOW void weighted_release_slow(struct weighted_semaphore *s)
{
    struct weighted_waiter *served = weighted_serve(s);
    sema_unlock(&s->lock);
    weighted_grant_slow(served);
}

SC_SLOW void weighted_overreleased_slow(struct weighted_semaphore *s)
{
    sc_fatal("semaphore: released more than held", s);
}

/*
 * Gives permits back; any thread may, and in other numbers than they were taken. Releases to the
 * acquires that take them. Where fewer are held: sc_fatal("semaphore: released more than held").
 */
SC_INLINE void weighted_semaphore_release_many(struct weighted_semaphore *s, unsigned permits)
{
    sema_lock(&s->lock);
    if (permits > s->held)
        weighted_overreleased_slow(s);
    s->held -= permits;
    if (s->head)
        weighted_release_slow(s);
    else
        sema_unlock(&s->lock);
}

/* One permit, which is always in the semaphore: see acquire_many. */
SC_INLINE void weighted_semaphore_acquire(struct weighted_semaphore *s)
{
    weighted_semaphore_acquire_many(s, 1);
}

/* One permit: see acquire_many_until. Returns whether the caller has it. */
SC_INLINE bool weighted_semaphore_acquire_until(struct weighted_semaphore *s,
                                                const struct timespec *deadline)
{
    return weighted_semaphore_acquire_many_until(s, 1, deadline) == 0;
}

/* One permit: see try_acquire_many. */
SC_INLINE bool weighted_semaphore_try_acquire(struct weighted_semaphore *s)
{
    return weighted_semaphore_try_acquire_many(s, 1);
}

/* One permit: see release_many. */
SC_INLINE void weighted_semaphore_release(struct weighted_semaphore *s)
{
    weighted_semaphore_release_many(s, 1);
}

#endif
#ifdef SEMAPHORE_SUBJECT
SEMAPHORE_SUBJECT(weighted, .fifo = true, .guards = true)
#endif
#ifdef SEMAPHORE_TRY_SUBJECT
SEMAPHORE_TRY_SUBJECT(weighted)
#endif
#ifdef SEMAPHORE_TIMED_SUBJECT
SEMAPHORE_TIMED_SUBJECT(weighted)
#endif
