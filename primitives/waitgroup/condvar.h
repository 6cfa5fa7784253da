// SPDX-License-Identifier: MIT
// The textbook waitgroup of the C world: a count under a pthread mutex, and a condition variable.
/*
 * Example: wait until two parts of a job are done. Each part is another thread's in a real program.
 *
 *     static struct { struct condvar_waitgroup parts; long sum[2]; } job;
 *     if (condvar_waitgroup_init(&job.parts, 0) != 0)
 *         abort();
 *     condvar_waitgroup_add(&job.parts, 2);
 *     for (int i = 0; i < 2; i++, condvar_waitgroup_done(&job.parts)) // a part: compute, then done
 *         job.sum[i] = i;
 *     condvar_waitgroup_wait(&job.parts); // both sums are visible here
 *     condvar_waitgroup_destroy(&job.parts);
 */
#ifndef SYNCCOST_WAITGROUP_CONDVAR_H
#define SYNCCOST_WAITGROUP_CONDVAR_H

#include <pthread.h>
#include <stdlib.h>

#include "primitives/compiler.h"

/*
 * Source: the counting use of condition variables in POSIX's rationale. Misuse is not caught. A
 * wait that has not run when the next round's add comes sleeps through that round as well.
 *
 * Memory ordering: POSIX, "Memory Synchronization": every verb is one critical section.
 *
 * Cancellation: a wait that sleeps is a cancellation point. It leaves with the lock released, so
 * that others go on.
 */
struct condvar_waitgroup {
    pthread_mutex_t lock; /* guards pending */
    pthread_cond_t zero;  /* pending has become 0 */
    int pending;
};

/* w is not in use. Afterwards nothing is pending. parties is not used. Returns 0 or a negative
 * error number. */
SC_INLINE int condvar_waitgroup_init(struct condvar_waitgroup *w, unsigned parties)
{
    (void)parties;
    w->pending = 0;
    int error = pthread_mutex_init(&w->lock, NULL);
    return error ? -error : -pthread_cond_init(&w->zero, NULL);
}

/* Every wait has returned. */
SC_INLINE void condvar_waitgroup_destroy(struct condvar_waitgroup *w)
{
    pthread_cond_destroy(&w->zero);
    pthread_mutex_destroy(&w->lock);
}

/* delta: above 0. A round's first add comes before its waits. */
SC_INLINE void condvar_waitgroup_add(struct condvar_waitgroup *w, int delta)
{
    pthread_mutex_lock(&w->lock);
    w->pending += delta;
    pthread_mutex_unlock(&w->lock);
}

/* Something is pending. Wakes all who wait where it was the last. */
SC_INLINE void condvar_waitgroup_done(struct condvar_waitgroup *w)
{
    pthread_mutex_lock(&w->lock);
    /* Under the lock: once it is free a wait may return and destroy w. */
    if (--w->pending == 0)
        pthread_cond_broadcast(&w->zero);
    pthread_mutex_unlock(&w->lock);
}

SC_SLOW void condvar_waitgroup_unlock_slow(void *lock)
{
    pthread_mutex_unlock(lock);
}

/* Called with the lock held, returns without it. */
SC_SLOW void condvar_waitgroup_wait_slow(struct condvar_waitgroup *w)
{
    /* A cancelled thread leaves pthread_cond_wait with the lock held. */
    pthread_cleanup_push(condvar_waitgroup_unlock_slow, &w->lock);
    while (w->pending != 0)
        pthread_cond_wait(&w->zero, &w->lock);
    pthread_cleanup_pop(1);
}

/* Returns once nothing is pending. */
SC_INLINE void condvar_waitgroup_wait(struct condvar_waitgroup *w)
{
    pthread_mutex_lock(&w->lock);
    if (w->pending != 0)
        condvar_waitgroup_wait_slow(w);
    else
        pthread_mutex_unlock(&w->lock);
}

/* How much is pending: exact while nobody calls add or done. */
SC_INLINE int condvar_waitgroup_pending(struct condvar_waitgroup *w)
{
    pthread_mutex_lock(&w->lock);
    int pending = w->pending;
    pthread_mutex_unlock(&w->lock);
    return pending;
}

#endif
#ifdef WAITGROUP_SUBJECT
WAITGROUP_SUBJECT(condvar, .cancellable = true)
#endif
