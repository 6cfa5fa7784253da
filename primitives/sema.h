// SPDX-License-Identifier: MIT
// Queued semaphore after Go's runtime semaphore: slow paths put their waiters here.
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

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "primitives/compiler.h"
#include "primitives/futex.h"
#include "primitives/relax.h"
#include "primitives/spin.h"

/*
 * Source: Go, src/runtime/sema.go; Mullender and Cox, "Semaphores in Plan 9" (2008).
 *
 * A release gives its token to one waiter, the first in the queue. It adds the token to the count
 * only where nobody waits. So a waiter that has been woken holds its token and does not queue a
 * second time, and no token is missed. The count is above 0 only while the queue is empty.
 *
 * Three differences from Go:
 *  - The queue is inside the semaphore. Go keeps it in a table that is hashed by address. A
 *    semaphore takes 24 bytes instead of 4, but shares no bucket and descends no tree.
 *  - In Go a token that is released without handoff can be taken by a thread that arrives before
 *    the waiter runs. Here it cannot. What may barge is the user's state word, where Go's mutex
 *    lets arriving threads barge as well.
 *  - With handoff Go yields the processor to the waiter at once. A thread cannot give its CPU to a
 *    thread of its choice. On one CPU handoff calls sched_yield. On several CPUs the kernel has
 *    already placed the waiter, and handoff does nothing more.
 *
 * A waiter spins for about as long as a wake-up takes here before it sleeps, but not for a granter
 * that last ran on its own CPU (primitives/spin.h). Who grants holds no lock when it wakes.
 *
 * Memory ordering: a release comes before the acquire that takes its token. The lock carries the
 * edge where the token goes through the count, and the waiter's state word where it does not.
 *
 * All zero bytes are a valid semaphore of count 0.
 */
struct sema {
    _Atomic uint32_t lock;    /* guards the other fields: SEMA_FREE, SEMA_HELD, SEMA_CONTENDED */
    uint32_t count;           /* tokens that nobody has taken */
    struct sema_waiter *head; /* receives the next token; NULL while nobody waits */
    struct sema_waiter *tail; /* meaningful only while head is not NULL */
};

/* The lock word. CONTENDED: held, and a thread may sleep on the word, so the unlock must wake. */
enum { SEMA_FREE, SEMA_HELD, SEMA_CONTENDED };

/* Lies on the waiter's stack, in one line: a granter fetches no second one. */
struct sema_waiter {
    struct sema_waiter *next; /* guarded by the semaphore's lock */
    _Atomic uint32_t state;   /* SEMA_WAITING and so on; the granter's only way to the waiter */
} __attribute__((aligned(16)));

/*
 * The state of a waiter. WAITING: it polls the state. ASLEEP: it must be woken with futex_wake.
 * GRANTED and above: it has its token; GRANTED is added to the granter's spin_cpu. The exchange to
 * it is the granter's last access to the waiter, whose stack frame may be gone after
 * it.
 */
enum { SEMA_WAITING, SEMA_ASLEEP, SEMA_GRANTED };

/*
 * How often a thread looks at the lock before it sleeps on it. The lock is held for a few
 * instructions: where it is still held after so many looks, its holder does not run.
 */
enum { SEMA_SPIN = 100 };

/*
 * The number of CPUs that the process may use, at least 1. It is read before main, because a thread
 * that is pinned later sees only its own CPU. (Go too counts once, at the start.)
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
        /* Relaxed: a hint whether to try. The CAS acquires. */
        uint32_t seen = atomic_load_explicit(lock, memory_order_relaxed);
        /* A CAS, not an exchange: an exchange would erase the CONTENDED of a thread that sleeps. */
        if (seen == SEMA_FREE &&
            atomic_compare_exchange_weak_explicit(lock, &seen, SEMA_HELD, memory_order_acquire,
                                                  memory_order_relaxed))
            return;
        cpu_relax();
    }
    /*
     * Acquire: where it finds FREE it takes the lock, and must see what the last holder wrote. It
     * takes it as CONTENDED, because it cannot know whether others still sleep.
     */
    while (atomic_exchange_explicit(lock, SEMA_CONTENDED, memory_order_acquire) != SEMA_FREE)
        futex_wait(lock, SEMA_CONTENDED, NULL);
}

SC_SLOW void sema_unlock_slow(_Atomic uint32_t *lock)
{
    futex_wake(lock, 1);
}

/*
 * Takes the lock of a queue of waiters, here and in the go channel. It is held for a few
 * instructions, so a thread spins before it sleeps. *lock is SEMA_FREE, SEMA_HELD or
 * SEMA_CONTENDED; the caller does not hold it. Acquires what the last sema_unlock released.
 */
SC_INLINE void sema_lock(_Atomic uint32_t *lock)
{
    uint32_t seen = SEMA_FREE;
    /*
     * A CAS, not a store: two threads could both see FREE. Acquire: the queue must be read as the
     * last holder left it. Relaxed where it fails: the slow path decides nothing by what was seen.
     */
    if (!atomic_compare_exchange_strong_explicit(lock, &seen, SEMA_HELD, memory_order_acquire,
                                                 memory_order_relaxed))
        sema_lock_slow(lock);
}

/* The caller holds the lock. Releases to the next sema_lock. */
SC_INLINE void sema_unlock(_Atomic uint32_t *lock)
{
    /*
     * Release: the next holder must see this one's changes to the queue. An exchange, not a store:
     * a store could erase a CONTENDED set since the last look, and its setter would sleep forever.
     */
    if (atomic_exchange_explicit(lock, SEMA_FREE, memory_order_release) == SEMA_CONTENDED)
        sema_unlock_slow(lock);
}

/*
 * Whether state is that of a waiter that has its token. Then it is remembered where the granter
 * ran: the next one is often the same thread.
 */
SC_INLINE bool sema_is_granted(uint32_t state)
{
    if (state < SEMA_GRANTED)
        return false;
    spin_mine.partner = state - SEMA_GRANTED;
    return true;
}

/* Looks at w->state for as long as a sleep would cost. Returns whether w has been granted. */
SC_INLINE bool sema_spin(struct sema_waiter *w)
{
    struct spin spin;
    if (sema_cpus == 1 || !spin_begin(&spin, spin_mine.partner))
        return false;
    bool granted;
    do
        /* Acquire: the caller goes on to read what the granter wrote before the grant. */
        granted = sema_is_granted(atomic_load_explicit(&w->state, memory_order_acquire));
    while (!granted && spin_again(&spin));
    spin_end(granted);
    return granted;
}

/*
 * The wait of the verbs below, after the spin. Returns false only where deadline has passed: w may
 * then still be granted, and may wait again.
 */
SC_INLINE bool sema_await(struct sema_waiter *w, const struct timespec *deadline)
{
    uint32_t seen = SEMA_WAITING;
    /*
     * A CAS, not a store: a store could overwrite GRANTED, and nobody would grant again. Acquire
     * where it fails, since it then has read the grant. Success reads only the waiter's own store;
     * it says acquire because C17 forbids a failure order stronger than the success order.
     */
    if (!atomic_compare_exchange_strong_explicit(&w->state, &seen, SEMA_ASLEEP,
                                                 memory_order_acquire, memory_order_acquire) &&
        sema_is_granted(seen))
        return true;
    do {
        if (spin_sleep(&w->state, SEMA_ASLEEP, deadline) != 0 && deadline && errno != EAGAIN &&
            errno != EINTR)
            /* Acquire: as below, since the grant may have come with the end of the time. */
            return sema_is_granted(atomic_load_explicit(&w->state, memory_order_acquire));
        /* Acquire: a sleep orders nothing, so this load receives the granter's writes. */
    } while (!sema_is_granted(atomic_load_explicit(&w->state, memory_order_acquire)));
    return true;
}

/*
 * Returns once a granter has set w->state to SEMA_GRANTED. w was queued by the caller. Acquires
 * what the granter released. A wake-up that was meant for another thread does no harm.
 */
SC_SLOW void sema_wait_slow(struct sema_waiter *w)
{
    if (!sema_spin(w))
        sema_await(w, NULL);
}

/*
 * The same until CLOCK_MONOTONIC reaches deadline. Returns false where nobody had granted by then:
 * w is still queued, and the caller takes it out under the queue's lock, or where a granter has
 * done so already, waits again for the grant.
 */
SC_SLOW bool sema_wait_until_slow(struct sema_waiter *w, const struct timespec *deadline)
{
    return sema_spin(w) || sema_await(w, deadline);
}

/* The same where the caller has spun already, or knows that it should not. NULL: without limit. */
SC_SLOW bool sema_sleep_until_slow(struct sema_waiter *w, const struct timespec *deadline)
{
    return sema_await(w, deadline);
}

/*
 * Grants w its token, and wakes it where it sleeps. The caller has unlinked w from the queue.
 * Releases to w. The wake-up may come after the waiter has left and its stack is in use again: the
 * thread that then sleeps on that address sees a spurious wake-up.
 */
SC_SLOW void sema_grant_slow(struct sema_waiter *w)
{
    /*
     * Release: the waiter must see what the granter wrote. An exchange, not a store: only the old
     * value tells whether the waiter sleeps, and w must not be read after the grant.
     */
    if (atomic_exchange_explicit(&w->state, SEMA_GRANTED + spin_cpu(), memory_order_release) ==
        SEMA_ASLEEP)
        spin_wake_slow(&w->state);
}

/* Queues w at the front with lifo, else at the end. The caller holds s->lock. */
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

/* s is not in use. Afterwards it has count tokens and no waiters. */
SC_INLINE void sema_init(struct sema *s, uint32_t count)
{
    atomic_init(&s->lock, SEMA_FREE);
    s->count = count;
    s->head = s->tail = NULL;
}

/* Nobody waits, and every acquire and release has returned. */
SC_INLINE void sema_destroy(struct sema *s)
{
    (void)s;
}

/*
 * Returns once the caller holds a token. Where there is none it waits: at the front of the queue
 * with lifo, else at its end. Acquires what the release of this token released.
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
    /* Plain: the granter finds self only under the lock, which the unlock below releases. */
    atomic_init(&self.state, SEMA_WAITING);
    sema_enqueue(s, &self, lifo);
    sema_unlock(&s->lock);
    sema_wait_slow(&self);
}

/*
 * Takes a token where nobody has to be waited for, but for the queue's lock. Returns whether it
 * did. Acquires as sema_acquire does. Passes by nobody: the count is 0 while there are waiters.
 */
SC_INLINE bool sema_try_acquire(struct sema *s)
{
    sema_lock(&s->lock);
    const bool there = s->count > 0;
    if (there)
        s->count--;
    sema_unlock(&s->lock);
    return there;
}

/*
 * Gives one token: to the first waiter, or to the count where nobody waits. handoff: the caller has
 * nothing to do before the receiver has run (see the third difference from Go above). Waits for
 * nothing but the queue's lock. Releases to the acquire that takes the token. Once the token can be
 * used, s is no longer accessed: a futex_wake may still name the address of its lock.
 */
SC_INLINE void sema_release(struct sema *s, bool handoff)
{
    sema_lock(&s->lock);
    struct sema_waiter *first = s->head;
    if (first) {
        cpu_prefetch_to_write(first);
        s->head = first->next;
    } else {
        s->count++;
    }
    sema_unlock(&s->lock);
    if (!first)
        return;
    sema_grant_slow(first);
    if (handoff && sema_cpus == 1)
        sched_yield();
}
