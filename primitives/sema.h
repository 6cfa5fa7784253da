// SPDX-License-Identifier: MIT
// Queued semaphore with the roles of Go's runtime semaphore: the place where slow paths put their
// waiters.
/*
 * Example: at most two connections at a time. A third thread queues until one of them releases.
 *
 *     static struct sema connections;
 *     sema_init(&connections, 2);
 *     sema_acquire(&connections, false); // false: at the end of the queue
 *     // connect, talk, disconnect
 *     sema_release(&connections, false); // false: this thread goes on running
 *     sema_destroy(&connections);
 */
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/relax.h"

/*
 * Description: Go, src/runtime/sema.go, and Mullender and Cox, "Semaphores in Plan 9" (2008).
 *
 * A release hands its token to one named waiter instead of adding it to the count for whoever comes
 * first, so a waiter that was woken holds the token and never queues again here, and no token can
 * be missed. The count is above 0 only while nobody is queued.
 *
 * Three differences from Go:
 *  - The queue is inside the semaphore, not in a table hashed by address: 24 bytes instead of 4, no
 *    false sharing of a table's bucket, no tree to descend.
 *  - In Go a token released without handoff can be taken by a thread that arrives before the waiter
 *    runs. Here it cannot. What may barge is the user's state word, which is where Go's mutex lets
 *    others barge as well.
 *  - handoff in Go yields the processor to the waiter at once. A thread cannot give its CPU to a
 *    named thread: with one CPU handoff calls sched_yield, with more the kernel has already placed
 *    the waiter on a CPU of its choice and nothing further happens.
 *
 * All zero bytes are a valid semaphore of count 0.
 */
struct sema {
    _Atomic uint32_t lock;    /* guards the rest: SEMA_FREE, SEMA_HELD, SEMA_CONTENDED */
    uint32_t count;           /* tokens that nobody waits for */
    struct sema_waiter *head; /* next to be granted; NULL when nobody waits */
    struct sema_waiter *tail; /* meaningful only while head is not NULL */
};

enum { SEMA_FREE, SEMA_HELD, SEMA_CONTENDED /* held, and a thread may sleep on the lock word */ };

/* Lives on the waiter's stack. next is guarded by the semaphore's lock; state is how the granter
 * reaches it. */
struct sema_waiter {
    struct sema_waiter *next;
    _Atomic uint32_t state;
};

/* The last access of a granter to a waiter is the exchange to SEMA_GRANTED: after it the frame may
 * be gone. */
enum {
    SEMA_WAITING /* polls state */,
    SEMA_ASLEEP /* must be woken with futex_wake */,
    SEMA_GRANTED
};

/* Looks at the word before a thread sleeps on it: about the price of one sleep and wake-up, at 40
 * to 140 cycles. */
enum { SEMA_SPIN = 100 };

/*
 * CPUs that the process may use, read before main: later a pinned thread would see only its own one
 * CPU, and Go too counts once, at the start. At least 1.
 */
static unsigned sema_cpus __attribute__((unused));

__attribute__((constructor, unused)) static void sema_count_cpus(void)
{
    cpu_set_t mask;
    long n = sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask)
                                                           : sysconf(_SC_NPROCESSORS_ONLN);
    sema_cpus = n > 0 ? (unsigned)n : 1;
}

SC_SLOW void sema_lock_slow(_Atomic uint32_t *lock)
{
    for (int i = 0; sema_cpus > 1 && i < SEMA_SPIN; i++) {
        uint32_t seen = atomic_load_explicit(lock, memory_order_relaxed);
        if (seen == SEMA_FREE &&
            atomic_compare_exchange_weak_explicit(lock, &seen, SEMA_HELD, memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        cpu_relax();
    }
    while (atomic_exchange_explicit(lock, SEMA_CONTENDED, memory_order_acquire) != SEMA_FREE)
        futex_wait(lock, SEMA_CONTENDED, NULL);
}

SC_SLOW void sema_unlock_slow(_Atomic uint32_t *lock)
{
    futex_wake(lock, 1);
}

/*
 * The lock of a queue of waiters, here and in the go channel: held for a few instructions, so it
 * spins before it sleeps. *lock is SEMA_FREE, SEMA_HELD or SEMA_CONTENDED. Acquires what the last
 * sema_unlock released.
 */
SC_INLINE void sema_lock(_Atomic uint32_t *lock)
{
    uint32_t seen = SEMA_FREE;
    if (!atomic_compare_exchange_strong_explicit(lock, &seen, SEMA_HELD, memory_order_acquire,
                                                 memory_order_relaxed))
        sema_lock_slow(lock);
}

SC_INLINE void sema_unlock(_Atomic uint32_t *lock)
{
    if (atomic_exchange_explicit(lock, SEMA_FREE, memory_order_release) == SEMA_CONTENDED)
        sema_unlock_slow(lock);
}

/* Returns when a granter has set SEMA_GRANTED; acquires what it released. Tolerates wake-ups meant
 * for others. */
SC_SLOW void sema_wait_slow(struct sema_waiter *w)
{
    for (int i = 0; sema_cpus > 1 && i < SEMA_SPIN; i++) {
        if (atomic_load_explicit(&w->state, memory_order_acquire) == SEMA_GRANTED)
            return;
        cpu_relax();
    }
    uint32_t seen = SEMA_WAITING;
    if (!atomic_compare_exchange_strong_explicit(&w->state, &seen, SEMA_ASLEEP,
                                                 memory_order_acquire, memory_order_acquire))
        return;
    do
        futex_wait(&w->state, SEMA_ASLEEP, NULL);
    while (atomic_load_explicit(&w->state, memory_order_acquire) != SEMA_GRANTED);
}

/* The wake-up may come after the waiter has left and its stack has a new use: then it is spurious
 * for someone. */
SC_SLOW void sema_grant_slow(struct sema_waiter *w)
{
    if (atomic_exchange_explicit(&w->state, SEMA_GRANTED, memory_order_release) == SEMA_ASLEEP)
        futex_wake(&w->state, 1);
}

/* Caller holds s->lock. */
SC_INLINE void sema_enqueue(struct sema *s, struct sema_waiter *w, bool lifo)
{
    if (!s->head) {
        w->next = NULL;
        s->head = s->tail = w;
    } else if (lifo) {
        w->next = s->head;
        s->head = w;
    } else {
        w->next = NULL;
        s->tail->next = w;
        s->tail = w;
    }
}

/* count tokens, no waiters. */
SC_INLINE void sema_init(struct sema *s, uint32_t count)
{
    atomic_init(&s->lock, SEMA_FREE);
    s->count = count;
    s->head = s->tail = NULL;
}

/* Nobody may wait, and every acquire and release must have returned. */
SC_INLINE void sema_destroy(struct sema *s)
{
    (void)s;
}

/*
 * Takes a token, or waits for one: at the front of the queue with lifo, else at its end. Acquires
 * what the release that gave this token released: through s->lock where the token came from the
 * count, else through the waiter's state word.
 */
SC_INLINE void sema_acquire(struct sema *s, bool lifo)
{
    struct sema_waiter self;
    sema_lock(&s->lock);
    if (s->count > 0) {
        s->count--;
        sema_unlock(&s->lock);
        return;
    }
    atomic_init(&self.state, SEMA_WAITING);
    sema_enqueue(s, &self, lifo);
    sema_unlock(&s->lock);
    sema_wait_slow(&self);
}

/*
 * Gives one token: to the front of the queue, or to the count where nobody waits. With handoff the
 * caller says that it has nothing to do before the receiver has run (see the top for what follows
 * from it). Never blocks for longer than the queue's lock. s is not touched after the token can be
 * used, except with a futex_wake address.
 */
SC_INLINE void sema_release(struct sema *s, bool handoff)
{
    sema_lock(&s->lock);
    struct sema_waiter *first = s->head;
    if (first)
        s->head = first->next;
    else
        s->count++;
    sema_unlock(&s->lock);
    if (!first)
        return;
    sema_grant_slow(first);
    if (handoff && sema_cpus == 1)
        sched_yield();
}
