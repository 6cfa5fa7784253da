// SPDX-License-Identifier: MIT
// Go's sync.Mutex: barging with brief spinning, and hand-off once a waiter has starved for 1 ms.
/*
 * Example: a maximum of values that many threads report. None of them waits long.
 *
 *     static struct { struct go_mutex lock; long value; } highest; // zero bytes: unlocked
 *     struct go_mutex_node me;
 *     go_mutex_node_init(&me);
 *     go_mutex_acquire(&highest.lock, &me);
 *     if (highest.value < 42)
 *         highest.value = 42;
 *     go_mutex_release(&highest.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_GO_H
#define SYNCCOST_MUTEX_GO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/relax.h"
#include "primitives/sema.h"
#include "primitives/spin.h"

/*
 * Source: Go's src/internal/sync/mutex.go and its comment on mutex fairness (Go 1.9 and later).
 *
 * Normal mode: the lock belongs to whoever sets LOCKED first. A release wakes one waiter, which
 * competes with threads that arrive. If it loses, it queues at the front. Starvation mode: a woken
 * waiter enters it when more than 1 ms has passed since it first queued and the lock is held. A
 * release then hands the lock to the front of the queue, and threads that arrive queue at the end
 * without spinning or trying. An owner ends the mode when it was last in the queue or had waited
 * for less than 1 ms.
 *
 * Starvation mode bounds waiting in practice, not in every schedule: a thread between the CAS that
 * counts it as a waiter and its place in the queue can be overtaken again and again, as in Go
 * (docs/MODELS.md).
 *
 * Two differences from Go: an arriving thread may spin whenever the process has more than one CPU.
 * Go also asks that another P runs and that its own run queue is empty, which a thread cannot know.
 * The queue is a struct sema inside the mutex (see there), so a mutex takes 32 bytes instead of 8.
 *
 * Memory ordering: Go's atomics are sequentially consistent; a mutex needs less. The CAS that sets
 * LOCKED acquires and the subtraction that clears it releases. Every other write to the word is a
 * read-modify-write, so a CAS that reads any later value still reads from the release sequence of
 * the last release. In a hand-off the semaphore carries the edge.
 */
/*
 * The state word:
 *  LOCKED    somebody owns the lock
 *  WOKEN     a waiter is awake and trying, or an arriving thread spins: a release wakes nobody
 *  STARVING  starvation mode; with LOCKED clear the lock is on its way to the front of the queue
 *  WAITER    one of the threads that have queued or are about to; bits 3 to 31 count them
 */
enum { GO_MUTEX_LOCKED = 1, GO_MUTEX_WOKEN = 2, GO_MUTEX_STARVING = 4, GO_MUTEX_WAITER = 8 };

enum { GO_MUTEX_SPIN_ROUNDS = 4, GO_MUTEX_SPIN_PAUSES = 30, GO_MUTEX_STARVE_NS = 1000000 };

/* All zero bytes are an unlocked mutex. */
struct go_mutex {
    _Atomic uint32_t state; /* the bits above; changed by read-modify-writes only */
    struct sema queue;      /* of the threads that wait; has no tokens unless one is on its way */
};

struct go_mutex_node {
    char unused;
};

/*
 * One round of spinning. seen: the word as the caller last saw it. Returns whether the caller owns
 * WOKEN: it has set the bit now or, with woken, before.
 */
SC_INLINE bool go_mutex_spin_round(struct go_mutex *m, uint32_t seen, bool woken)
{
    /*
     * Relaxed: the bit only spares a wake-up. A CAS, not an or: starvation mode may have begun
     * since the look, and WOKEN must not be set in it.
     */
    if (!woken && !(seen & GO_MUTEX_WOKEN) && seen >= GO_MUTEX_WAITER)
        woken = atomic_compare_exchange_strong_explicit(&m->state, &seen, seen | GO_MUTEX_WOKEN,
                                                        memory_order_relaxed, memory_order_relaxed);
    for (int i = 0; i < GO_MUTEX_SPIN_PAUSES; i++)
        cpu_relax();
    return woken;
}

/*
 * Returns the word that a thread wants once it is done spinning:
 *  - the lock where it is free in normal mode, else one more waiter;
 *  - starvation mode where this thread starves and the lock is held. (A free mutex without waiters
 *    must not starve: its release would hand it to nobody.)
 *  - WOKEN clear where this thread owns it.
 */
SC_INLINE uint32_t go_mutex_wanted(uint32_t seen, bool starving, bool woken)
{
    uint32_t want = seen;
    if (!(seen & GO_MUTEX_STARVING))
        want |= GO_MUTEX_LOCKED;
    if (seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING))
        want += GO_MUTEX_WAITER;
    if (starving && (seen & GO_MUTEX_LOCKED))
        want |= GO_MUTEX_STARVING;
    if (woken)
        want &= ~(uint32_t)GO_MUTEX_WOKEN;
    return want;
}

/*
 * The caller was at the front of the queue and has been handed the lock. It sets LOCKED, is no
 * longer counted as a waiter, and ends starvation mode where it may.
 */
SC_INLINE void go_mutex_take_handoff(struct go_mutex *m, uint32_t seen, bool starving)
{
    if (seen & (GO_MUTEX_LOCKED | GO_MUTEX_WOKEN) || seen < GO_MUTEX_WAITER)
        sc_fatal("sync: inconsistent mutex state", m);
    uint32_t change = GO_MUTEX_LOCKED - GO_MUTEX_WAITER;
    if (!starving || seen / GO_MUTEX_WAITER == 1)
        change -= GO_MUTEX_STARVING;
    /*
     * Relaxed: the semaphore has passed on the last owner's writes. An addition, not a store: other
     * threads may queue meanwhile, and a store would lose their count.
     */
    atomic_fetch_add_explicit(&m->state, change, memory_order_relaxed);
}

/* What go_mutex_acquire does where the lock is held or somebody waits. */
SC_SLOW void go_mutex_acquire_slow(struct go_mutex *m)
{
    uint64_t queued_at = 0;
    bool queued = false, starving = false, woken = false;
    int rounds = 0;
    /* Relaxed: only a first guess for the CAS below, which acquires. */
    uint32_t seen = atomic_load_explicit(&m->state, memory_order_relaxed);
    for (;;) {
        if ((seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)) == GO_MUTEX_LOCKED && sema_cpus > 1 &&
            rounds < GO_MUTEX_SPIN_ROUNDS) {
            rounds++;
            woken = go_mutex_spin_round(m, seen, woken);
            /* Relaxed: a guess again. */
            seen = atomic_load_explicit(&m->state, memory_order_relaxed);
            continue;
        }
        if (woken && !(seen & GO_MUTEX_WOKEN))
            sc_fatal("sync: inconsistent mutex state", m);
        /*
         * A CAS: what is wanted depends on every bit, so none may change in between. Acquire: where
         * it takes the lock, the critical section must see the last owner's. Where it only queues,
         * relaxed would do, but one instruction serves both.
         */
        if (!atomic_compare_exchange_strong_explicit(&m->state, &seen,
                                                     go_mutex_wanted(seen, starving, woken),
                                                     memory_order_acquire, memory_order_relaxed))
            continue;
        if (!(seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)))
            return;
        if (!queued)
            queued_at = spin_now();
        sema_acquire(&m->queue, queued);
        queued = true;
        starving = starving || spin_now() - queued_at > GO_MUTEX_STARVE_NS;
        /*
         * Relaxed: the semaphore's edge makes this see the word as the waking release left it, or
         * later: STARVING, or WOKEN on behalf of this thread.
         */
        seen = atomic_load_explicit(&m->state, memory_order_relaxed);
        if (seen & GO_MUTEX_STARVING) {
            go_mutex_take_handoff(m, seen, starving);
            return;
        }
        woken = true;
        rounds = 0;
    }
}

/* What go_mutex_release does where left, the word as its subtraction left it, is not 0. */
SC_SLOW void go_mutex_release_slow(struct go_mutex *m, uint32_t left)
{
    if (!((left + GO_MUTEX_LOCKED) & GO_MUTEX_LOCKED))
        sc_fatal("sync: unlock of unlocked mutex", m);
    if (left & GO_MUTEX_STARVING) {
        sema_release(&m->queue, true);
        return;
    }
    const uint32_t nobody_to_wake = GO_MUTEX_LOCKED | GO_MUTEX_WOKEN | GO_MUTEX_STARVING;
    while (left >= GO_MUTEX_WAITER && !(left & nobody_to_wake)) {
        /*
         * Cannot be a store: this thread no longer owns the lock, and others change the word.
         * Relaxed: the subtraction has released already, and the semaphore orders the wake-up.
         */
        if (atomic_compare_exchange_strong_explicit(&m->state, &left,
                                                    (left - GO_MUTEX_WAITER) | GO_MUTEX_WOKEN,
                                                    memory_order_relaxed, memory_order_relaxed)) {
            sema_release(&m->queue, false);
            return;
        }
    }
}

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void go_mutex_init(struct go_mutex *m)
{
    atomic_init(&m->state, 0);
    sema_init(&m->queue, 0);
}

/*
 * m is unlocked, nobody waits, and every release has returned: a release may access the word again
 * after it has given the lock up.
 */
SC_INLINE void go_mutex_destroy(struct go_mutex *m)
{
    sema_destroy(&m->queue);
}

/* The lock uses no node. */
SC_INLINE void go_mutex_node_init(struct go_mutex_node *node)
{
    node->unused = 0;
}

/*
 * The caller does not hold m: a second acquire never returns. Returns once it does, after a spin
 * and perhaps a sleep where m is held. Acquires what the last release released.
 */
SC_INLINE void go_mutex_acquire(struct go_mutex *m, struct go_mutex_node *node)
{
    (void)node;
    uint32_t unlocked = 0;
    /*
     * A CAS, not an or: an or that sets LOCKED would pass by threads in starvation mode. Acquire:
     * else the critical section could read values from before the last owner's writes. Relaxed
     * where it fails: the slow path loads the word itself.
     */
    if (!atomic_compare_exchange_strong_explicit(&m->state, &unlocked, GO_MUTEX_LOCKED,
                                                 memory_order_acquire, memory_order_relaxed))
        go_mutex_acquire_slow(m);
}

/*
 * Go's TryLock. Returns at once whether the caller now holds m: not where m is held or on its way
 * to a starving waiter, nor where another thread changed the word meanwhile. Where it does,
 * acquires what the last release released. Passes by threads that sleep in normal mode.
 */
SC_INLINE bool go_mutex_try_acquire(struct go_mutex *m, struct go_mutex_node *node)
{
    (void)node;
    /* Relaxed: a guess for the CAS, which acquires. */
    uint32_t seen = atomic_load_explicit(&m->state, memory_order_relaxed);
    /*
     * A CAS, as in go_mutex_acquire, but it keeps the bits of who waits. Acquire: else the critical
     * section could read values from before the last owner's writes. Relaxed where it fails:
     * nothing was taken.
     */
    return !(seen & (GO_MUTEX_LOCKED | GO_MUTEX_STARVING)) &&
           atomic_compare_exchange_strong_explicit(&m->state, &seen, seen | GO_MUTEX_LOCKED,
                                                   memory_order_acquire, memory_order_relaxed);
}

/*
 * m is locked; as in Go, any thread may release it. Releases to the next acquire. Where m is not
 * locked: sc_fatal("sync: unlock of unlocked mutex"). (While other threads use it, this is noticed
 * only if the word shows it, as in Go.)
 */
SC_INLINE void go_mutex_release(struct go_mutex *m, struct go_mutex_node *node)
{
    (void)node;
    /*
     * Release: the next owner must see the critical section. Cannot be a store: threads that queue
     * change the other bits meanwhile, and only the result tells whether to wake one.
     */
    uint32_t left = atomic_fetch_sub_explicit(&m->state, GO_MUTEX_LOCKED, memory_order_release) -
                    GO_MUTEX_LOCKED;
    if (left != 0)
        go_mutex_release_slow(m, left);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(go, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(go)
#endif
