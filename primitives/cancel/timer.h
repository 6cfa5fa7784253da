// SPDX-License-Identifier: MIT
// Calls a function at a time: one thread, which exists while there are times to wait for.
#pragma once

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/sema.h"

/*
 * The timers are in one list, sorted by time. A new one is put in from the end: with time-outs of
 * one length that is one step. The thread is started with the first timer, has all signals blocked,
 * and looks every CANCEL_TIMER_LINGER_S: it ends when two looks one after the other have found no
 * timer. A process that has forked must not use timers in the child.
 *
 * Memory ordering: start comes before the call of the function; the return of the function comes
 * before the return of a cancel_timer_forget.
 */
struct cancel_timer {
    struct timespec deadline; /* CLOCK_MONOTONIC */
    void (*fire)(struct cancel_timer *t);
    bool queued; /* this and what follows: guarded by the lock of cancel_timers */
    struct cancel_timer *next, *previous;
};

enum { CANCEL_TIMER_LINGER_S = 1 };

struct cancel_timers {
    _Atomic uint32_t lock;       /* guards the rest but changes and fired; see sema_lock */
    struct cancel_timer *first;  /* the earliest */
    struct cancel_timer *last;   /* meaningful only while first is not NULL */
    struct cancel_timer *firing; /* its function runs */
    bool running;                /* the thread exists */
    _Atomic uint32_t changes;    /* counts new firsts; the thread sleeps on it */
    _Atomic uint32_t fired;      /* counts functions that have returned */
};

/*
 * Weak: a program has one, however many of its sources include this header, since a context that
 * one of them made may be cancelled by another.
 */
__attribute__((weak)) struct cancel_timers cancel_timers;

SC_INLINE bool cancel_timer_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

SC_INLINE void cancel_timer_unlink(struct cancel_timers *all, struct cancel_timer *t)
{
    *(t->previous ? &t->previous->next : &all->first) = t->next;
    *(t->next ? &t->next->previous : &all->last) = t->previous;
    t->queued = false;
}

SC_INLINE void cancel_timer_link(struct cancel_timers *all, struct cancel_timer *t)
{
    struct cancel_timer *after = all->first ? all->last : NULL;
    while (after && cancel_timer_before(&t->deadline, &after->deadline))
        after = after->previous;
    t->previous = after;
    t->next = after ? after->next : all->first;
    *(after ? &after->next : &all->first) = t;
    if (t->next)
        t->next->previous = t;
    else
        all->last = t;
    t->queued = true;
}

/* Runs the function of t, which is the first and whose time has come. Called and returns with the
 * lock held. */
SC_SLOW void cancel_timer_fire_slow(struct cancel_timers *all, struct cancel_timer *t)
{
    cancel_timer_unlink(all, t);
    all->firing = t;
    sema_unlock(&all->lock);
    t->fire(t);
    sema_lock(&all->lock);
    all->firing = NULL;
    /* Relaxed: it only ends the sleep of those who wait, who then look under the lock. */
    atomic_fetch_add_explicit(&all->fired, 1, memory_order_relaxed);
    futex_wake(&all->fired, INT_MAX);
}

SC_SLOW void *cancel_timer_thread_slow(void *timers)
{
    struct cancel_timers *all = timers;
    sema_lock(&all->lock);
    for (;;) {
        struct timespec until;
        struct cancel_timer *first = all->first;
        clock_gettime(CLOCK_MONOTONIC, &until);
        if (first && !cancel_timer_before(&until, &first->deadline)) {
            cancel_timer_fire_slow(all, first);
            continue;
        }
        /* Not longer where there is a timer: who takes it away does not wake the thread. */
        until.tv_sec += CANCEL_TIMER_LINGER_S;
        if (first && cancel_timer_before(&first->deadline, &until))
            until = first->deadline;
        /* Relaxed: it changes under the lock only, which is held. */
        uint32_t seen = atomic_load_explicit(&all->changes, memory_order_relaxed);
        sema_unlock(&all->lock);
        bool late = futex_wait_until(&all->changes, seen, &until) != 0 && errno == ETIMEDOUT;
        sema_lock(&all->lock);
        if (late && !first && !all->first)
            break;
    }
    all->running = false;
    sema_unlock(&all->lock);
    return NULL;
}

/* 0 or the negative errno of pthread_create. */
SC_SLOW int cancel_timer_run_slow(struct cancel_timers *all)
{
    sigset_t every, before;
    pthread_attr_t attributes;
    pthread_t thread;
    int error = pthread_attr_init(&attributes);
    if (error != 0)
        return -error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    error = pthread_create(&thread, &attributes, cancel_timer_thread_slow, all);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return -error;
}

/*
 * t->fire(t) is called at t->deadline, or soon after, by the thread of the timers. It must not wait
 * long, since the other timers wait for it. Returns 0, or a negative errno where there is no thread
 * and none can be made: -EAGAIN, -ENOMEM.
 */
SC_SLOW int cancel_timer_start_slow(struct cancel_timer *t)
{
    struct cancel_timers *all = &cancel_timers;
    sema_lock(&all->lock);
    int error = all->running ? 0 : cancel_timer_run_slow(all);
    if (error == 0) {
        all->running = true;
        cancel_timer_link(all, t);
        /* Relaxed: as in the thread. */
        if (all->first == t)
            atomic_fetch_add_explicit(&all->changes, 1, memory_order_relaxed);
        bool earliest = all->first == t;
        sema_unlock(&all->lock);
        if (earliest)
            futex_wake(&all->changes, 1);
        return 0;
    }
    sema_unlock(&all->lock);
    return error;
}

/* From now on the function is not called; but it may be running. t has been started, or is zero. */
SC_SLOW void cancel_timer_stop_slow(struct cancel_timer *t)
{
    struct cancel_timers *all = &cancel_timers;
    sema_lock(&all->lock);
    if (t->queued)
        cancel_timer_unlink(all, t);
    sema_unlock(&all->lock);
}

/* The same, and the function is not running either: t is no longer used. Not from a function of a
 * timer. */
SC_SLOW void cancel_timer_forget_slow(struct cancel_timer *t)
{
    struct cancel_timers *all = &cancel_timers;
    sema_lock(&all->lock);
    if (t->queued)
        cancel_timer_unlink(all, t);
    while (all->firing == t) {
        /* Relaxed: it changes under the lock only, which is held. */
        uint32_t seen = atomic_load_explicit(&all->fired, memory_order_relaxed);
        sema_unlock(&all->lock);
        futex_wait(&all->fired, seen, NULL);
        sema_lock(&all->lock);
    }
    sema_unlock(&all->lock);
}
