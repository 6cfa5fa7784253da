// SPDX-License-Identifier: MIT
// The C library's condition variable, over its default mutex.
/*
 * Example: take a job when there is one. A producer adds to count under the lock, then signals.
 *
 *     static struct {
 *         struct pthread_default_mutex lock; struct pthread_default_cond more; int count; } jobs;
 *     struct pthread_default_mutex_node me;
 *     pthread_default_mutex_init(&jobs.lock);
 *     jobs.count = pthread_default_cond_init(&jobs.more) + 1;
 *     pthread_default_mutex_acquire(&jobs.lock, &me);
 *     while (jobs.count == 0) // another consumer may have been faster, or nobody signalled
 *         pthread_default_cond_wait(&jobs.more, &jobs.lock, &me);
 *     pthread_default_mutex_release(&jobs.lock, &me);
 */
#ifndef SYNCCOST_COND_PTHREAD_DEFAULT_H
#define SYNCCOST_COND_PTHREAD_DEFAULT_H

#include <pthread.h>

#include "primitives/compiler.h"
#include "primitives/mutex/pthread_default.h"

/*
 * Source: POSIX.1-2017, pthread_cond_wait(3) and pthread_cond_signal(3). signal wakes at least one
 * thread that waits, in no order that POSIX promises. A wait may return although nobody woke it.
 *
 * Memory ordering: what is waited for is guarded by the mutex, which orders it.
 *
 * Cancellation: wait is a cancellation point. A thread that is cancelled in it holds the mutex when
 * its cleanup handlers run: one of them must release it, or the others wait for ever.
 */
struct pthread_default_cond {
    pthread_cond_t c;
};

/* c is not in use. Afterwards nobody waits. Returns 0 or a negative error number. */
SC_INLINE int pthread_default_cond_init(struct pthread_default_cond *c)
{
    return -pthread_cond_init(&c->c, NULL);
}

/* Nobody waits. Blocks until all who were woken have left (glibc). */
SC_INLINE void pthread_default_cond_destroy(struct pthread_default_cond *c)
{
    pthread_cond_destroy(&c->c);
}

/* The caller holds m by node. Gives m up, and returns with m held once it was woken, or for no
 * reason. With a mutex that the caller holds it returns no error. */
SC_INLINE void pthread_default_cond_wait(struct pthread_default_cond *c,
                                         struct pthread_default_mutex *m,
                                         struct pthread_default_mutex_node *node)
{
    (void)node;
    pthread_cond_wait(&c->c, &m->m);
}

/* Wakes one thread that waits, if any. */
SC_INLINE void pthread_default_cond_signal(struct pthread_default_cond *c)
{
    pthread_cond_signal(&c->c);
}

/* Wakes all threads that wait. */
SC_INLINE void pthread_default_cond_broadcast(struct pthread_default_cond *c)
{
    pthread_cond_broadcast(&c->c);
}

#endif
#ifdef COND_SUBJECT
COND_SUBJECT(pthread_default, .spurious = true, .cancellable = true)
#endif
