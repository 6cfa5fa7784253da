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
 * Source: the bounded buffer in POSIX's rationale for condition variables (Mesa semantics: a woken
 * thread looks again). Every value goes through the ring, so a send waits for a free slot and never
 * for a receiver. An arriving thread may overtake one that waits: values are first in, first out,
 * waiters are not.
 *
 * Memory ordering: POSIX, "Memory Synchronization": what was done before an unlock is visible after
 * the next lock. Every verb is one critical section, so the Go memory model's rules for buffered
 * channels and for close hold.
 */
struct condvar_channel {
    pthread_mutex_t lock;     /* guards closed and ring */
    pthread_cond_t not_empty; /* receivers wait on it */
    pthread_cond_t not_full;  /* senders wait on it */
    bool closed;
    struct channel_ring ring;
};

/* c is not in use. Capacity from 1. Returns 0, -EINVAL for capacity 0, or -ENOMEM. */
SC_INLINE int condvar_channel_init(struct condvar_channel *c, size_t capacity)
{
    if (capacity == 0)
        return -EINVAL;
    int rc = channel_ring_init(&c->ring, sizeof(uint64_t), capacity);
    if (rc != 0)
        return rc;
    /* With default attributes glibc's three init functions return no error. */
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->not_empty, NULL);
    pthread_cond_init(&c->not_full, NULL);
    c->closed = false;
    return 0;
}

/* Nobody waits, and every call has returned. Values that were not received are dropped. */
SC_INLINE void condvar_channel_destroy(struct condvar_channel *c)
{
    pthread_cond_destroy(&c->not_full);
    pthread_cond_destroy(&c->not_empty);
    pthread_mutex_destroy(&c->lock);
    channel_ring_destroy(&c->ring);
}

/* Called with the lock held, and returns with it: the ring then has a free slot, or c is closed. */
SC_SLOW void condvar_channel_wait_not_full_slow(struct condvar_channel *c)
{
    while (c->ring.count == c->ring.capacity && !c->closed)
        pthread_cond_wait(&c->not_full, &c->lock);
}

/* Called with the lock held, and returns with it: the ring then has a value, or c is closed. */
SC_SLOW void condvar_channel_wait_not_empty_slow(struct condvar_channel *c)
{
    while (c->ring.count == 0 && !c->closed)
        pthread_cond_wait(&c->not_empty, &c->lock);
}

/*
 * Waits while the ring is full. Returns true once it has the value; false where the channel is
 * closed, before the call or during the wait. Releases to the receive of the value.
 */
SC_INLINE bool condvar_channel_send(struct condvar_channel *c, uint64_t value)
{
    pthread_mutex_lock(&c->lock);
    if (c->ring.count == c->ring.capacity)
        condvar_channel_wait_not_full_slow(c);
    bool open = !c->closed;
    if (open)
        channel_ring_put(&c->ring, &value, sizeof value);
    pthread_mutex_unlock(&c->lock);
    /*
     * After the unlock, so that the woken thread finds the mutex free. No waiter is missed: it
     * looked at the ring under the lock. glibc makes no system call where nobody waits.
     */
    if (open)
        pthread_cond_signal(&c->not_empty);
    return open;
}

/*
 * Waits while the ring is empty and the channel open. Returns true with the oldest value; false,
 * with *value untouched, where the channel is closed and drained. Acquires what the send of the
 * value, or the close, released.
 */
SC_INLINE bool condvar_channel_receive(struct condvar_channel *c, uint64_t *value)
{
    pthread_mutex_lock(&c->lock);
    if (c->ring.count == 0)
        condvar_channel_wait_not_empty_slow(c);
    bool any = c->ring.count > 0;
    if (any)
        channel_ring_take(&c->ring, value, sizeof *value);
    pthread_mutex_unlock(&c->lock);
    /* After the unlock: as in send. */
    if (any)
        pthread_cond_signal(&c->not_full);
    return any;
}

/* Any thread may close, at any time; a second close does nothing. Wakes all who wait. */
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
