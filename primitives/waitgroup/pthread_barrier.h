// SPDX-License-Identifier: MIT
// pthread_barrier where a waitgroup could stand: all meet, so that done waits as well.
/*
 * Example: a round of one thread; parties says how many threads call done or wait.
 *
 *     static struct { struct pthread_barrier_waitgroup round; long sum; } job;
 *     if (pthread_barrier_waitgroup_init(&job.round, 1) != 0)
 *         abort();
 *     job.sum = 42;
 *     pthread_barrier_waitgroup_done(&job.round); // returns when all parties have come
 *     pthread_barrier_waitgroup_destroy(&job.round);
 */
#ifndef SYNCCOST_WAITGROUP_PTHREAD_BARRIER_H
#define SYNCCOST_WAITGROUP_PTHREAD_BARRIER_H

#include <pthread.h>
#include <stdlib.h>

#include "primitives/compiler.h"

/*
 * Source: POSIX, pthread_barrier_wait(3). Every round has the same number of parties, which is
 * fixed by init. The barrier can be used again at once. A party that comes twice in a round, or not
 * at all, is not caught: the others wait for ever, or go too early.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what a party wrote before it came is visible to
 * all parties after.
 *
 * Cancellation: pthread_barrier_wait is no cancellation point. A thread that is cancelled before it
 * has come keeps the others waiting for ever.
 */
struct pthread_barrier_waitgroup {
    pthread_barrier_t all;
};

/* w is not in use. parties: how many threads call done or wait in a round, at least 1. Returns 0 or
 * a negative error number. */
SC_INLINE int pthread_barrier_waitgroup_init(struct pthread_barrier_waitgroup *w, unsigned parties)
{
    return -pthread_barrier_init(&w->all, NULL, parties);
}

/* Every wait has returned. Blocks until every done has left the barrier (glibc). */
SC_INLINE void pthread_barrier_waitgroup_destroy(struct pthread_barrier_waitgroup *w)
{
    pthread_barrier_destroy(&w->all);
}

/* Does nothing: the number of parties is fixed. */
SC_INLINE void pthread_barrier_waitgroup_add(struct pthread_barrier_waitgroup *w, int delta)
{
    (void)w;
    (void)delta;
}

/* Returns once all parties of the round have come. */
SC_INLINE void pthread_barrier_waitgroup_done(struct pthread_barrier_waitgroup *w)
{
    pthread_barrier_wait(&w->all);
}

/* Returns once all parties of the round have come. */
SC_INLINE void pthread_barrier_waitgroup_wait(struct pthread_barrier_waitgroup *w)
{
    pthread_barrier_wait(&w->all);
}

/* 0: a barrier does not tell. */
SC_INLINE int pthread_barrier_waitgroup_pending(struct pthread_barrier_waitgroup *w)
{
    (void)w;
    return 0;
}

#endif
#ifdef WAITGROUP_SUBJECT
WAITGROUP_SUBJECT(pthread_barrier, .barrier = true)
#endif
