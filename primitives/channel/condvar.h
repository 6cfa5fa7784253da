// SPDX-License-Identifier: MIT
// The textbook channel of the C world: a ring, one pthread mutex, two condition variables.
/*
 * Example: a queue of jobs for a pool of workers. A producer that is 64 jobs ahead waits.
 *
 *     static struct { struct condvar_channel jobs; uint64_t done[8]; } pool;
 *     if (condvar_channel_init(&pool.jobs, 64) != 0)
 *         abort();
 *     condvar_channel_send(&pool.jobs, 5); // any producer
 *     condvar_channel_close(&pool.jobs);   // no more jobs: each worker's loop ends
 *     for (uint64_t job; condvar_channel_receive(&pool.jobs, &job);) // every worker
 *         pool.done[job]++;
 *     condvar_channel_destroy(&pool.jobs);
 */
#ifndef SYNCCOST_CHANNEL_CONDVAR_H
#define SYNCCOST_CHANNEL_CONDVAR_H

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/channel/ring.h"
#include "primitives/compiler.h"

/*
 * Bounded buffer after POSIX's rationale for condition variables (Mesa semantics: a woken thread
 * looks again). Values go through the ring only, so a send never waits for a receiver and a waiter
 * may be overtaken by a thread that arrives: values are first in, first out, waiters are not.
 * Signals are sent after the unlock, so that the woken thread finds the mutex free; glibc makes no
 * system call for one that nobody waits for.
 *
 * Memory ordering: POSIX, memory synchronization: what was done before an unlock is visible after
 * the next lock. Since every verb is one critical section, the Go memory model's rules for buffered
 * channels and close hold.
 */
struct condvar_channel {
    pthread_mutex_t lock; /* guards closed and ring */
    pthread_cond_t not_empty;
    pthread_cond_t not_full;
    bool closed;
    struct channel_ring ring;
};

/* Capacity from 1. Returns 0, -EINVAL for capacity 0, or -ENOMEM. */
SC_INLINE int condvar_channel_init(struct condvar_channel *c, size_t capacity)
{
    if (capacity == 0)
        return -EINVAL;
    int rc = channel_ring_init(&c->ring, capacity);
    if (rc != 0)
        return rc;
    /* With default attributes glibc's three init functions have no error to return. */
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->not_empty, NULL);
    pthread_cond_init(&c->not_full, NULL);
    c->closed = false;
    return 0;
}

/* Nobody may wait, and every call must have returned. Values not received are dropped. */
SC_INLINE void condvar_channel_destroy(struct condvar_channel *c)
{
    pthread_cond_destroy(&c->not_full);
    pthread_cond_destroy(&c->not_empty);
    pthread_mutex_destroy(&c->lock);
    channel_ring_destroy(&c->ring);
}

/* Both are called and return with the lock held. */
SC_SLOW void condvar_channel_wait_not_full_slow(struct condvar_channel *c)
{
    while (c->ring.count == c->ring.capacity && !c->closed)
        pthread_cond_wait(&c->not_full, &c->lock);
}

SC_SLOW void condvar_channel_wait_not_empty_slow(struct condvar_channel *c)
{
    while (c->ring.count == 0 && !c->closed)
        pthread_cond_wait(&c->not_empty, &c->lock);
}

/* Returns true once the value is in the ring, false if the channel is closed, before or during the
 * wait. */
SC_INLINE bool condvar_channel_send(struct condvar_channel *c, uint64_t value)
{
    pthread_mutex_lock(&c->lock);
    if (c->ring.count == c->ring.capacity)
        condvar_channel_wait_not_full_slow(c);
    bool open = !c->closed;
    if (open)
        channel_ring_put(&c->ring, value);
    pthread_mutex_unlock(&c->lock);
    if (open)
        pthread_cond_signal(&c->not_empty);
    return open;
}

/* Returns true with the oldest value, or false, *value untouched, when the channel is closed and
 * drained. */
SC_INLINE bool condvar_channel_receive(struct condvar_channel *c, uint64_t *value)
{
    pthread_mutex_lock(&c->lock);
    if (c->ring.count == 0)
        condvar_channel_wait_not_empty_slow(c);
    bool any = c->ring.count > 0;
    if (any)
        *value = channel_ring_take(&c->ring);
    pthread_mutex_unlock(&c->lock);
    if (any)
        pthread_cond_signal(&c->not_full);
    return any;
}

/* Any thread may close, at any time; a second close does nothing. Wakes all waiters. */
SC_INLINE void condvar_channel_close(struct condvar_channel *c)
{
    pthread_mutex_lock(&c->lock);
    c->closed = true;
    pthread_mutex_unlock(&c->lock);
    pthread_cond_broadcast(&c->not_empty);
    pthread_cond_broadcast(&c->not_full);
}

#endif
#ifdef CHANNEL_SUBJECT
CHANNEL_SUBJECT(condvar, .values = true, .bounded = true, .many = true, .close = true)
#endif
