// SPDX-License-Identifier: MIT
// The least that a condition variable can be: a sequence number, on which waiters sleep.
/*
 * Example: take a job when there is one. A producer adds to count under the lock, then signals.
 *
 *     static struct { struct futex_mutex lock; struct futex_cond more; int count; } jobs;
 *     struct futex_mutex_node me;
 *     futex_mutex_acquire(&jobs.lock, &me);
 *     jobs.count++; // the producer's part
 *     futex_cond_signal(&jobs.more);
 *     while (jobs.count == 0) // another consumer may have been faster, or nobody signalled
 *         futex_cond_wait(&jobs.more, &jobs.lock, &me);
 *     futex_mutex_release(&jobs.lock, &me);
 */
#ifndef SYNCCOST_COND_FUTEX_H
#define SYNCCOST_COND_FUTEX_H

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/mutex/futex.h"

/*
 * Source: the first condition variable of Drepper, "Futexes are tricky" (2011). A wait reads the
 * sequence number under the mutex and sleeps while it is the same. So a signal after the release of
 * the mutex is not missed. The kernel wakes who has slept longest, but a thread that has given the
 * mutex up and does not sleep yet returns as well: one signal may let several waits return, and a
 * wait may return for no reason (EINTR). A signal always calls futex_wake. A wait during which
 * exactly 2^32 signals pass before it sleeps misses them.
 *
 * Memory ordering: what is waited for is guarded by the mutex, which orders it, and the reading of
 * the sequence number too.
 *
 * Cancellation: wait is no cancellation point.
 */
struct futex_cond {
    _Atomic uint32_t sequence; /* of signals and broadcasts */
};

/* c is not in use. Afterwards nobody waits. Returns 0. */
SC_INLINE int futex_cond_init(struct futex_cond *c)
{
    atomic_init(&c->sequence, 0);
    return 0;
}

/* Nobody waits. A signal may still name the address. */
SC_INLINE void futex_cond_destroy(struct futex_cond *c)
{
    (void)c;
}

SC_SLOW void futex_cond_wait_slow(struct futex_cond *c, struct futex_mutex *m,
                                  struct futex_mutex_node *node)
{
    /* Relaxed: m is held, and who changes what is waited for takes m after this thread's release;
     * its signal comes after this look. */
    uint32_t seen = atomic_load_explicit(&c->sequence, memory_order_relaxed);
    futex_mutex_release(m, node);
    futex_wait(&c->sequence, seen, NULL);
    futex_mutex_acquire(m, node);
}

/* The caller holds m by node. Gives m up, and returns with m held once it was woken, or for no
 * reason. */
SC_INLINE void futex_cond_wait(struct futex_cond *c, struct futex_mutex *m,
                               struct futex_mutex_node *node)
{
    futex_cond_wait_slow(c, m, node);
}

SC_SLOW void futex_cond_wake_slow(struct futex_cond *c, int count)
{
    /* Relaxed: the number only keeps waiters from sleeping. An addition: two signals must not
     * write the same number. */
    atomic_fetch_add_explicit(&c->sequence, 1, memory_order_relaxed);
    futex_wake(&c->sequence, count);
}

/* Wakes one thread that waits, if any. The caller need not hold the mutex. */
SC_INLINE void futex_cond_signal(struct futex_cond *c)
{
    futex_cond_wake_slow(c, 1);
}

/* Wakes all threads that wait. The caller need not hold the mutex. */
SC_INLINE void futex_cond_broadcast(struct futex_cond *c)
{
    futex_cond_wake_slow(c, INT_MAX);
}

#endif
#ifdef COND_SUBJECT
COND_SUBJECT(futex, .spurious = true)
#endif
