// SPDX-License-Identifier: MIT
// A counting semaphore on a bare futex: a word of permits, and a count of sleepers.
/*
 * Example: four buffers go round between a reader and a writer.
 *
 *     struct futex_semaphore empty;
 *     if (futex_semaphore_init(&empty, 4) != 0)
 *         return 1;
 *     futex_semaphore_acquire(&empty); // the reader, before it fills a buffer
 *     futex_semaphore_release(&empty); // the writer, when it has written one out
 *     futex_semaphore_destroy(&empty);
 */
#ifndef SYNCCOST_SEMAPHORE_FUTEX_H
#define SYNCCOST_SEMAPHORE_FUTEX_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"

/*
 * Source: futex(2); the algorithm that glibc had before 2.21 in its general form (nptl's sem_post
 * and sem_wait), with a count of sleepers so that a release without any makes no system call.
 * Does not spin. Who arrives may take the permit before the waiter that was woken for it, which
 * then sleeps again: no order, and a waiter may starve. Nothing notices a release of more than is
 * held.
 *
 * Memory ordering: every change of permits is a read-modify-write, so an acquire that takes a
 * permit reads from the release sequences of all releases before it. A waiter counts itself and
 * then looks at permits; a release raises permits and then looks at the count. These four are
 * sequentially consistent, so that one of the two sees the other: no wake-up is lost. What the
 * waiter's look finds the kernel compares again as it queues the waiter.
 */
struct futex_semaphore {
    _Atomic uint32_t permits;  /* that nobody has; sleepers sleep on it */
    _Atomic uint32_t sleepers; /* threads that sleep or are about to */
};

/* s is not in use. Returns 0. */
SC_INLINE int futex_semaphore_init(struct futex_semaphore *s, unsigned permits)
{
    atomic_init(&s->permits, permits);
    atomic_init(&s->sleepers, 0);
    return 0;
}

/* Nobody waits, and every call has returned: a release looks at s after its permit can be taken. */
SC_INLINE void futex_semaphore_destroy(struct futex_semaphore *s)
{
    (void)s;
}

/* Returns at once whether the caller now has a permit. Where it has, acquires. */
SC_INLINE bool futex_semaphore_try_acquire(struct futex_semaphore *s)
{
    /*
     * Sequentially consistent for a waiter, whose look it is (see the head). For an arrival relaxed
     * would do: a guess for the CAS.
     */
    uint32_t seen = atomic_load_explicit(&s->permits, memory_order_seq_cst);
    /*
     * A CAS, not a subtraction: it must not go below 0. Acquire: what was done under the permit
     * before must be visible. Relaxed where it fails: another guess.
     */
    while (seen > 0)
        if (atomic_compare_exchange_weak_explicit(&s->permits, &seen, seen - 1,
                                                  memory_order_acquire, memory_order_relaxed))
            return true;
    return false;
}

/* Returns whether the caller has a permit: with deadline NULL always. */
SC_SLOW bool futex_semaphore_acquire_slow(struct futex_semaphore *s,
                                          const struct timespec *deadline)
{
    bool got, late = false;
    /* Sequentially consistent: it comes before the look at permits. */
    atomic_fetch_add_explicit(&s->sleepers, 1, memory_order_seq_cst);
    while (!(got = futex_semaphore_try_acquire(s)) && !late)
        late = futex_wait_until(&s->permits, 0, deadline) != 0 && errno != EAGAIN && errno != EINTR;
    /* Relaxed: one sleeper too many costs a release a system call, and nothing else. */
    atomic_fetch_sub_explicit(&s->sleepers, 1, memory_order_relaxed);
    return got;
}

/*
 * Returns once the caller has a permit, after a sleep where there is none. Acquires what the
 * release of the permit released.
 */
SC_INLINE void futex_semaphore_acquire(struct futex_semaphore *s)
{
    if (!futex_semaphore_try_acquire(s))
        futex_semaphore_acquire_slow(s, NULL);
}

/*
 * As acquire, at most until CLOCK_MONOTONIC reaches deadline. Returns whether the caller has a
 * permit.
 */
SC_INLINE bool futex_semaphore_acquire_until(struct futex_semaphore *s,
                                             const struct timespec *deadline)
{
    return futex_semaphore_try_acquire(s) || futex_semaphore_acquire_slow(s, deadline);
}

SC_SLOW void futex_semaphore_release_slow(struct futex_semaphore *s)
{
    futex_wake(&s->permits, 1);
}

/* Gives a permit back. Releases to the acquire that takes it. Wakes one thread where some sleep. */
SC_INLINE void futex_semaphore_release(struct futex_semaphore *s)
{
    /*
     * Release: who takes the permit must see what was done under it. Sequentially consistent: it
     * comes before the look at sleepers.
     */
    atomic_fetch_add_explicit(&s->permits, 1, memory_order_seq_cst);
    /* Sequentially consistent: see the head. */
    if (atomic_load_explicit(&s->sleepers, memory_order_seq_cst) != 0)
        futex_semaphore_release_slow(s);
}

#endif
#ifdef SEMAPHORE_SUBJECT
SEMAPHORE_SUBJECT(futex, .fifo = false)
#endif
#ifdef SEMAPHORE_TRY_SUBJECT
SEMAPHORE_TRY_SUBJECT(futex)
#endif
#ifdef SEMAPHORE_TIMED_SUBJECT
SEMAPHORE_TIMED_SUBJECT(futex)
#endif
