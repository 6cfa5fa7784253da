// SPDX-License-Identifier: MIT
// Go's sync.WaitGroup: counter and waiters in one word, and a token for each waiter at zero.
/*
 * Example: wait until two parts of a job are done. Each part is another thread's in a real program.
 *
 *     static struct go_waitgroup parts; // all zero bytes: nothing is pending
 *     static long sum[2];
 *     go_waitgroup_add(&parts, 2);
 *     for (int i = 0; i < 2; i++, go_waitgroup_done(&parts)) // a part: compute, then done
 *         sum[i] = i;
 *     go_waitgroup_wait(&parts);
 *     go_waitgroup_destroy(&parts);
 *     return sum[0] + sum[1] != 1; // both are visible here
 */
#ifndef SYNCCOST_WAITGROUP_GO_H
#define SYNCCOST_WAITGROUP_GO_H

#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/fatal.h"
#include "primitives/sema.h"

/*
 * Source: Go's src/sync/waitgroup.go. An add changes the counter. The add that makes it 0 clears
 * the word and gives the semaphore one token for each waiter. A wait that finds the counter above
 * 0 adds itself to the waiters and takes a token.
 *
 * Misuse ends the process with Go's words (primitives/fatal.h):
 *  - a counter that falls below 0, always;
 *  - an add from 0 while threads wait, where the word shows it;
 *  - an add of the next round before the waits of this one have returned, where a wait sees it.
 * One difference from Go: at zero the word is cleared by a CAS. Go loads, compares and stores, so
 * that an add between the load and the store is lost without a word.
 *
 * Memory ordering: each done releases to the word. A wait that finds the counter 0 acquires from
 * it, also where the CAS has cleared it: all changes are read-modify-writes, which keep the release
 * sequences going. A wait that sleeps gets the edge from its token: the giver has acquired all
 * dones before.
 *
 * Cancellation: wait is no cancellation point. A thread that is cancelled in it returns from it
 * first, and leaves nothing behind. Asynchronous cancellation is not supported.
 *
 * A wait may free w as soon as all waits have returned: a done no longer accesses w once the last
 * waiter has its token.
 */
struct go_waitgroup {
    _Atomic uint64_t state; /* bits 32 to 63: the counter, signed; bits 0 to 31: the waiters */
    struct sema tokens;     /* has none unless they are on their way to waiters */
};

/* The counter of a state, and its number of waiters. */
SC_INLINE int32_t go_waitgroup_counter(uint64_t state)
{
    return (int32_t)(uint32_t)(state >> 32);
}

SC_INLINE uint32_t go_waitgroup_waiters(uint64_t state)
{
    return (uint32_t)state;
}

/* w is not in use. Afterwards nothing is pending. parties is not used. Returns 0. */
SC_INLINE int go_waitgroup_init(struct go_waitgroup *w, unsigned parties)
{
    (void)parties;
    atomic_init(&w->state, 0);
    sema_init(&w->tokens, 0);
    return 0;
}

/* Every wait has returned. */
SC_INLINE void go_waitgroup_destroy(struct go_waitgroup *w)
{
    sema_destroy(&w->tokens);
}

/* What add does where it made the counter 0 and threads wait, and where the word shows misuse.
 * state: the word as the addition left it. */
SC_SLOW void go_waitgroup_add_slow(struct go_waitgroup *w, uint64_t state)
{
    if (go_waitgroup_counter(state) < 0)
        sc_fatal("sync: negative WaitGroup counter", w);
    uint64_t seen = state;
    /*
     * Acquire: the tokens below must pass on what the other threads' dones released, and the CAS
     * reads from the last of them. Not release: a wait that finds this 0 still reads from the
     * release sequences of all dones. Relaxed where it fails: the process ends.
     */
    if (go_waitgroup_counter(state) > 0 ||
        !atomic_compare_exchange_strong_explicit(&w->state, &seen, 0, memory_order_acquire,
                                                 memory_order_relaxed))
        sc_fatal("sync: WaitGroup misuse: Add called concurrently with Wait", w);
    for (uint32_t left = go_waitgroup_waiters(state); left != 0; left--)
        sema_release(&w->tokens, false);
}

/*
 * Adds delta, which may be negative, to the counter. At 0 it lets all waiters go. The counter is at
 * most INT32_MAX. Ends the process where it falls below 0. An add that may be the first of a round
 * comes before its waits. Releases to every wait that returns because of it. Makes no system call
 * unless it lets sleepers go.
 */
SC_INLINE void go_waitgroup_add(struct go_waitgroup *w, int delta)
{
    const uint64_t change = (uint64_t)(uint32_t)delta << 32;
    /*
     * Release: a done publishes what its thread wrote. Not acquire: a done reads nothing of the
     * others, and the one that lets waiters go acquires by its CAS. An addition, not a store: other
     * threads count at the same time.
     */
    uint64_t state = atomic_fetch_add_explicit(&w->state, change, memory_order_release) + change;
    int32_t counter = go_waitgroup_counter(state);
    if (counter < 0 || (go_waitgroup_waiters(state) != 0 && (counter == 0 || counter == delta)))
        go_waitgroup_add_slow(w, state);
}

/* Add of -1: what was one of the pending is done. */
SC_INLINE void go_waitgroup_done(struct go_waitgroup *w)
{
    go_waitgroup_add(w, -1);
}

/* What wait does where the counter is not 0. */
SC_SLOW void go_waitgroup_wait_slow(struct go_waitgroup *w)
{
    /* Acquire: where the counter is 0 by now the caller goes on, and must see what the dones
     * published. */
    uint64_t state = atomic_load_explicit(&w->state, memory_order_acquire);
    do {
        if (go_waitgroup_counter(state) == 0)
            return;
        /*
         * A CAS, not an addition: the counter may have become 0, and nobody would give this thread
         * a token. Acquire where it fails, for the same reason as above; where it succeeds the
         * token carries the edge, and C17 forbids a failure order stronger than the success order.
         */
    } while (!atomic_compare_exchange_weak_explicit(&w->state, &state, state + 1,
                                                    memory_order_acquire, memory_order_acquire));
    sema_acquire(&w->tokens, false);
    /* Relaxed: it only looks for misuse. The token makes it see the word cleared, or later. */
    if (atomic_load_explicit(&w->state, memory_order_relaxed) != 0)
        sc_fatal("sync: WaitGroup is reused before previous Wait has returned", w);
}

/*
 * Returns once the counter is 0. Spins briefly, then sleeps. Any number of threads may wait.
 * Acquires what every add and done of the round released.
 */
SC_INLINE void go_waitgroup_wait(struct go_waitgroup *w)
{
    /* Acquire: it pairs with the dones; a relaxed load could let the caller read from before them.
     */
    if (go_waitgroup_counter(atomic_load_explicit(&w->state, memory_order_acquire)) != 0)
        go_waitgroup_wait_slow(w);
}

/* The counter: exact while nobody calls add or done. Orders nothing. */
SC_INLINE int go_waitgroup_pending(struct go_waitgroup *w)
{
    /* Relaxed: a count for people and tests, by which nothing is read. */
    return go_waitgroup_counter(atomic_load_explicit(&w->state, memory_order_relaxed));
}

#endif
#ifdef WAITGROUP_SUBJECT
WAITGROUP_SUBJECT(go, .fatal_misuse = true)
#endif
