// SPDX-License-Identifier: MIT
// Go's sync.Cond: a list of waiters by ticket, over the go mutex.
/*
 * Example: take a job when there is one. A producer adds to count under the lock, then signals.
 *
 *     static struct { struct go_mutex lock; struct go_cond more; int count; } jobs = {.count = 1};
 *     struct go_mutex_node me;
 *     go_mutex_node_init(&me);
 *     go_mutex_acquire(&jobs.lock, &me);
 *     while (jobs.count == 0) // another consumer may have been faster
 *         go_cond_wait(&jobs.more, &jobs.lock, &me);
 *     jobs.count--;
 *     go_mutex_release(&jobs.lock, &me);
 */
#ifndef SYNCCOST_COND_GO_H
#define SYNCCOST_COND_GO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"
#include "primitives/sema.h"

/*
 * Source: Go's src/sync/cond.go, and notifyList in src/runtime/sema.go.
 *
 * A wait draws a ticket while it still holds the mutex, and only then gives the mutex up. A signal
 * notifies the lowest ticket that has not been notified; a broadcast notifies all that have been
 * drawn. A waiter that comes to the list after its ticket has been notified does not sleep. So no
 * wake-up is lost between the release of the mutex and the sleep, a signal wakes the thread that
 * has waited longest, and no wait returns unless it was notified. Tickets may wrap around: at most
 * 2^31 threads wait at a time, and there are fewer than 2^31 notifications between a ticket and its
 * place in the list. (A broadcast is one for each thread that it wakes.)
 *
 * Two differences from Go: the mutex is an argument of wait, where Go's Cond holds its Locker, and
 * a copy of a cond that is in use is not caught (Go: "sync.Cond is copied").
 *
 * Memory ordering: a signal comes before the return of the wait that it wakes. The lock of the list
 * carries the edge, or the waiter's word where it sleeps. What is waited for is guarded by the
 * mutex.
 *
 * Cancellation: wait is no cancellation point. A thread that is cancelled in it waits until it is
 * notified, and returns with the mutex held. Asynchronous cancellation is not supported.
 *
 * All zero bytes are a valid cond.
 */
struct go_cond {
    _Atomic uint32_t next;       /* the ticket of the next wait; drawn with the user's mutex held */
    _Atomic uint32_t notified;   /* the lowest ticket that is not notified; written under lock */
    _Atomic uint32_t lock;       /* guards the list; see sema_lock */
    struct go_cond_waiter *head; /* NULL: nobody is in the list */
    struct go_cond_waiter *tail; /* meaningful only while head is not NULL */
};

/* Lies on the waiter's stack. The lock guards it while it is in the list. Who unlinks it owns it
 * until it grants park. */
struct go_cond_waiter {
    struct go_cond_waiter *next;
    struct sema_waiter park; /* the word that this waiter sleeps on; its own next is not used */
    uint32_t ticket;
};

/* c is not in use. Afterwards nobody waits. Returns 0. */
SC_INLINE int go_cond_init(struct go_cond *c)
{
    atomic_init(&c->next, 0);
    atomic_init(&c->notified, 0);
    atomic_init(&c->lock, SEMA_FREE);
    c->head = c->tail = NULL;
    return 0;
}

/* Nobody waits. The signal or broadcast that woke the last need not have returned: it no longer
 * accesses c. */
SC_INLINE void go_cond_destroy(struct go_cond *c)
{
    (void)c;
}

/* How many threads wait: exact for a caller that holds their mutex. Orders nothing. */
SC_INLINE uint32_t go_cond_waiting(struct go_cond *c)
{
    /*
     * Relaxed, both: who holds the mutex sees every ticket that was drawn before, by the mutex's
     * edge. An old value of notified only sends a signal to the list, which looks again.
     */
    return atomic_load_explicit(&c->next, memory_order_relaxed) -
           atomic_load_explicit(&c->notified, memory_order_relaxed);
}

/* Whether the ticket has been notified. The caller holds the lock. */
SC_INLINE bool go_cond_is_notified(struct go_cond *c, uint32_t ticket)
{
    /* Relaxed: notified is written under the lock that the caller holds. */
    uint32_t notified = atomic_load_explicit(&c->notified, memory_order_relaxed);
    return (int32_t)(ticket - notified) < 0;
}

/* At the end of the list. The caller holds the lock. */
SC_INLINE void go_cond_enqueue(struct go_cond *c, struct go_cond_waiter *w)
{
    w->next = NULL;
    if (c->head)
        c->tail->next = w;
    else
        c->head = w;
    c->tail = w;
}

/* Sleeps until the ticket has been notified. */
SC_SLOW void go_cond_sleep_slow(struct go_cond *c, uint32_t ticket)
{
    struct go_cond_waiter self = {.ticket = ticket};
    sema_lock(&c->lock);
    if (go_cond_is_notified(c, ticket)) {
        sema_unlock(&c->lock);
        return;
    }
    /* Plain: a notifier finds self only under the lock, which the unlock below releases. */
    atomic_init(&self.park.state, SEMA_WAITING);
    go_cond_enqueue(c, &self);
    sema_unlock(&c->lock);
    sema_wait_slow(&self.park);
}

/*
 * The caller holds m by node, all others that wait on c do so with the same m. Gives m up, returns
 * with m held once a signal or a broadcast has notified this wait, and not before. What is waited
 * for may have changed again meanwhile: the caller looks. Acquires what the notifier released.
 */
SC_INLINE void go_cond_wait(struct go_cond *c, struct go_mutex *m, struct go_mutex_node *node)
{
    /* Relaxed: the release of m publishes the ticket to all who take m next. An addition, not a
     * store: a cond without a fixed mutex would draw one ticket twice. */
    uint32_t ticket = atomic_fetch_add_explicit(&c->next, 1, memory_order_relaxed);
    go_mutex_release(m, node);
    go_cond_sleep_slow(c, ticket);
    go_mutex_acquire(m, node);
}

/* Unlinks the waiter of that ticket. NULL where it has not come to the list yet. The caller holds
 * the lock. The waiter is mostly the first: only a slow one lets others queue before it. */
SC_INLINE struct go_cond_waiter *go_cond_unlink(struct go_cond *c, uint32_t ticket)
{
    struct go_cond_waiter *before = NULL, *w = c->head;
    for (; w && w->ticket != ticket; w = w->next)
        before = w;
    if (!w)
        return NULL;
    if (before)
        before->next = w->next;
    else
        c->head = w->next;
    if (c->tail == w)
        c->tail = before;
    return w;
}

/* What signal does where somebody may wait. */
SC_SLOW void go_cond_signal_slow(struct go_cond *c)
{
    struct go_cond_waiter *w = NULL;
    sema_lock(&c->lock);
    /* Relaxed: notified changes only under the lock that this thread holds. */
    uint32_t ticket = atomic_load_explicit(&c->notified, memory_order_relaxed);
    if (go_cond_waiting(c) != 0) {
        /* Relaxed: a waiter reads it under the lock, whose unlock releases. */
        atomic_store_explicit(&c->notified, ticket + 1, memory_order_relaxed);
        w = go_cond_unlink(c, ticket);
    }
    sema_unlock(&c->lock);
    if (w)
        sema_grant_slow(&w->park);
}

/*
 * Wakes the thread that has waited longest, if any waits. The caller need not hold the mutex: who
 * has changed under the mutex what is waited for, and then signals, misses no waiter. Releases to
 * the return of that wait. No system call unless it wakes a sleeper.
 */
SC_INLINE void go_cond_signal(struct go_cond *c)
{
    if (go_cond_waiting(c) != 0)
        go_cond_signal_slow(c);
}

/* What broadcast does where somebody may wait. */
SC_SLOW void go_cond_broadcast_slow(struct go_cond *c)
{
    sema_lock(&c->lock);
    struct go_cond_waiter *w = c->head;
    c->head = NULL;
    /* Relaxed: it sees at least the tickets whose waits come before, by the mutex's edge. */
    uint32_t next = atomic_load_explicit(&c->next, memory_order_relaxed);
    /* Relaxed: who has drawn a ticket and is not in the list reads it under the lock. */
    atomic_store_explicit(&c->notified, next, memory_order_relaxed);
    sema_unlock(&c->lock);
    while (w) {
        /* Read before the grant: after it the waiter's frame may be gone. */
        struct go_cond_waiter *after = w->next;
        sema_grant_slow(&w->park);
        w = after;
    }
}

/* Wakes all threads that wait. Otherwise as signal. */
SC_INLINE void go_cond_broadcast(struct go_cond *c)
{
    if (go_cond_waiting(c) != 0)
        go_cond_broadcast_slow(c);
}

#endif
#ifdef COND_SUBJECT
COND_SUBJECT(go, .fifo = true)
#endif
