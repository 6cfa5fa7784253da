// SPDX-License-Identifier: MIT
// Go's context as far as it cancels: a tree, a channel that is closed, deadlines, and the reason.
/*
 * Example: a worker that takes jobs until it is told to stop, or its time is over.
 *
 *     #include "primitives/select/go.h"
 *     #include <stdio.h>
 *     static struct { struct go_channel jobs; struct go_cancel request, part; uint64_t job; } w;
 *     if (go_channel_init(&w.jobs, 1) != 0 || go_cancel_init(&w.request) != 0)
 *         abort();
 *     go_cancel_init_child(&w.part, &w.request);
 *     go_cancel_cancel(&w.request); // and w.part with it
 *     struct go_select_case cases[] = {go_select_receive_case(&w.jobs, &w.job),
 *                                      go_select_receive_case(go_cancel_done(&w.part), NULL)};
 *     if (go_select_wait(cases, 2) == 1)
 *         puts(go_cancel_words(go_cancel_reason(&w.part))); // context canceled
 */
#ifndef SYNCCOST_CANCEL_GO_H
#define SYNCCOST_CANCEL_GO_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/cancel/timer.h"
#include "primitives/channel/go.h"
#include "primitives/compiler.h"
#include "primitives/sema.h"

/*
 * Source: Go's description of package context (src/context/context.go) and of its functions
 * WithCancel, WithDeadline and Cause.
 *
 * A context that is cancelled stays so, and all below it with it, with the same reason. A second
 * cancel does nothing. It leaves the list of its parent. A child whose parent is cancelled already
 * is cancelled from the start. The deadline of a child is never later than its parent's.
 *
 * Locks are taken from parent to child. A cancel holds the lock of each context while it cancels
 * those below: as deep a recursion as the tree is.
 *
 * Differences from Go: nothing collects what is no longer used, so each context is destroyed, and
 * each child before its parent. A context carries no values. Those with a deadline are cancelled by
 * a thread (primitives/cancel/timer.h).
 *
 * Memory ordering: the cancel, or what came before the deadline in the thread that set it, comes
 * before a check that returns true, and before a receive from done that returns.
 */
struct go_cancel {
    _Atomic int reason;         /* 0: not cancelled; then for ever -ECANCELED or -ETIMEDOUT */
    _Atomic uint32_t lock;      /* guards children, and the links of each child */
    struct go_cancel *parent;   /* NULL: none; constant, as are the next two */
    bool limited;               /* there is a deadline, its own or that of one above */
    struct timespec deadline;   /* of CLOCK_MONOTONIC */
    struct go_cancel *children; /* those that are not cancelled */
    struct go_cancel *next, *previous;
    bool listed;            /* with next and previous: among the parent's children */
    struct go_channel done; /* carries nothing, and is closed by the cancel */
    struct cancel_timer timer;
};

/* "context canceled" or "context deadline exceeded", as Go says; "" for 0. */
SC_INLINE const char *go_cancel_words(int reason)
{
    return reason == 0            ? ""
           : reason == -ETIMEDOUT ? "context deadline exceeded"
                                  : "context canceled";
}

/* Takes c out of its parent's list, where it still is. When it returns, no cancel of the parent
 * uses c. */
SC_SLOW void go_cancel_leave_slow(struct go_cancel *c)
{
    struct go_cancel *parent = c->parent;
    if (!parent)
        return;
    sema_lock(&parent->lock);
    if (c->listed) {
        *(c->previous ? &c->previous->next : &parent->children) = c->next;
        if (c->next)
            c->next->previous = c->previous;
        c->listed = false;
    }
    sema_unlock(&parent->lock);
}

/*
 * Cancels c and all below it, and leaves c among its parent's children. The parent's lock may be
 * held.
 */
SC_SLOW void go_cancel_end_slow(struct go_cancel *c, int reason)
{
    sema_lock(&c->lock);
    /* Relaxed: it is written under the lock only, which is held. */
    if (atomic_load_explicit(&c->reason, memory_order_relaxed) == 0) {
        /*
         * Release: who finds it by a check goes on without the lock. Before the close: who has
         * received from done must find a reason.
         */
        atomic_store_explicit(&c->reason, reason, memory_order_release);
        go_channel_try_close(&c->done);
        for (struct go_cancel *child = c->children; child; child = child->next) {
            go_cancel_end_slow(child, reason);
            cancel_timer_stop_slow(&child->timer);
            child->listed = false;
        }
        c->children = NULL;
    }
    sema_unlock(&c->lock);
}

/* Cancels c, whoever asks for it: no lock is held. */
SC_SLOW void go_cancel_cancel_slow(struct go_cancel *c, int reason)
{
    go_cancel_end_slow(c, reason);
    go_cancel_leave_slow(c);
    cancel_timer_stop_slow(&c->timer);
}

/* The deadline of the context that t is in has come. */
SC_SLOW void go_cancel_expire_slow(struct cancel_timer *t)
{
    struct go_cancel *c = (struct go_cancel *)((char *)t - offsetof(struct go_cancel, timer));
    go_cancel_end_slow(c, -ETIMEDOUT);
    go_cancel_leave_slow(c);
}

/*
 * Whether c is cancelled. One load: for loops that look now and then. It may say so a moment before
 * done is closed. Acquires what the cancel released.
 */
SC_INLINE bool go_cancel_canceled(struct go_cancel *c)
{
    /* Acquire: the caller may go on to read what was written before the cancel. */
    return atomic_load_explicit(&c->reason, memory_order_acquire) != 0;
}

/*
 * 0 while c is not cancelled, then for ever -ECANCELED or -ETIMEDOUT. Where it is not 0, done is
 * closed. Acquires what the cancel released.
 */
SC_INLINE int go_cancel_reason(struct go_cancel *c)
{
    /* Relaxed: where it is set, the receive from done acquires what the cancel released. */
    int reason = atomic_load_explicit(&c->reason, memory_order_relaxed);
    if (reason != 0)
        go_channel_receive_into(&c->done, NULL);
    return reason;
}

/* c is not in use. It has no parent, and no deadline. Returns 0: it allocates nothing. */
SC_INLINE int go_cancel_init(struct go_cancel *c)
{
    *c = (struct go_cancel){.lock = SEMA_FREE};
    return go_channel_init_sized(&c->done, 0, 0);
}

/* The same below parent, which outlives c; NULL: below none. Then c may be cancelled already. */
static inline void go_cancel_init_child(struct go_cancel *c, struct go_cancel *parent)
{
    go_cancel_init(c);
    if (!parent)
        return;
    c->parent = parent;
    c->limited = parent->limited;
    c->deadline = parent->deadline;
    sema_lock(&parent->lock);
    /* Relaxed: it is written under the lock only, which is held. */
    int reason = atomic_load_explicit(&parent->reason, memory_order_relaxed);
    if (reason == 0) {
        c->listed = true;
        c->next = parent->children;
        if (c->next)
            c->next->previous = c;
        parent->children = c;
    }
    sema_unlock(&parent->lock);
    if (reason != 0)
        go_cancel_end_slow(c, reason);
}

/* Frees what c took. Cancels nothing: its children have been destroyed, nobody waits for it, and
 * every call has returned. Its parent still exists. */
SC_INLINE void go_cancel_destroy(struct go_cancel *c)
{
    cancel_timer_forget_slow(&c->timer);
    go_cancel_leave_slow(c);
    go_channel_destroy(&c->done);
}

/*
 * The same, cancelled at deadline, a time of CLOCK_MONOTONIC, with the reason -ETIMEDOUT; at once
 * where that has passed. Where the parent's deadline is earlier, that is c's. Returns 0, or a
 * negative errno: then c must not be used. -EINVAL: deadline is no time. -EAGAIN or -ENOMEM: the
 * thread that waits for deadlines cannot be made.
 */
static inline int go_cancel_init_until(struct go_cancel *c, struct go_cancel *parent,
                                       const struct timespec *deadline)
{
    struct timespec now;
    if (deadline->tv_nsec < 0 || deadline->tv_nsec >= 1000000000)
        return -EINVAL;
    go_cancel_init_child(c, parent);
    if (c->limited && !cancel_timer_before(deadline, &c->deadline))
        return 0;
    c->limited = true;
    c->deadline = *deadline;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!cancel_timer_before(&now, deadline)) {
        go_cancel_cancel_slow(c, -ETIMEDOUT);
        return 0;
    }
    if (go_cancel_canceled(c)) /* no timer for what the parent has cancelled */
        return 0;
    c->timer.deadline = *deadline;
    c->timer.fire = go_cancel_expire_slow;
    int error = cancel_timer_start_slow(&c->timer);
    if (error != 0)
        go_cancel_destroy(c);
    else if (go_cancel_canceled(c)) /* since the look above: who cancelled found no timer to stop */
        cancel_timer_stop_slow(&c->timer);
    return error;
}

/* Cancels c and all below it. Any thread may, at any time; a second cancel does nothing. */
SC_INLINE void go_cancel_cancel(struct go_cancel *c)
{
    go_cancel_cancel_slow(c, -ECANCELED);
}

/* The channel that the cancel closes: for a select. Nobody else closes it or sends. */
SC_INLINE struct go_channel *go_cancel_done(struct go_cancel *c)
{
    return &c->done;
}

/* Waits until c is cancelled. Acquires what the cancel released. */
SC_INLINE void go_cancel_wait(struct go_cancel *c)
{
    go_channel_receive_into(&c->done, NULL);
}

/* Whether c has a deadline, and if so puts it in *deadline. */
SC_INLINE bool go_cancel_deadline(const struct go_cancel *c, struct timespec *deadline)
{
    if (c->limited)
        *deadline = c->deadline;
    return c->limited;
}

#endif
#ifdef CANCEL_SUBJECT
CANCEL_SUBJECT(go, .sleeps = true)
#endif
