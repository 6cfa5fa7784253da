// SPDX-License-Identifier: MIT
// Go's sync.Once: one load once it is done, a mutex until then.
/*
 * Example: whoever is last to need a buffer, or thinks so, frees it. It is freed once.
 *
 *     static struct go_once freed; // all zero bytes: not done
 *     char *buffer = malloc(64);
 *     go_once_do(&freed, free, buffer);
 *     go_once_do(&freed, free, buffer); // does nothing
 *     go_once_destroy(&freed);
 */
#ifndef SYNCCOST_ONCE_GO_H
#define SYNCCOST_ONCE_GO_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"

/*
 * Semantics after Go's src/sync/once.go and "Once" in the Go memory model: the first call runs the
 * function, and no call returns before the function has ended. A function that does not return
 * normally counts as done (Go: panic or Goexit; here: pthread_exit, or cancellation of its thread,
 * for which a cleanup handler stands by). A function that leaves by longjmp runs no handler and
 * leaves the once locked for ever: that is not supported. A function that calls do on its own once
 * deadlocks, as in Go. A wait for another thread's function is no cancellation point.
 *
 * Memory ordering: the end of the function happens before the return of any do. For callers that
 * come later the edge is the store of done, which releases, to the load that finds it, which
 * acquires. Go's are sequentially consistent; the edge needs no more than this pair. Callers that
 * waited get the edge from the mutex.
 */
struct go_once {
    _Atomic uint32_t done;     /* 1 when the function has ended; written under running */
    struct go_mutex running;   /* held while the function runs */
    struct go_mutex_node node; /* of whoever takes running; empty, so that all may share it */
};

SC_INLINE void go_once_init(struct go_once *o)
{
    atomic_init(&o->done, 0);
    go_mutex_init(&o->running);
    go_mutex_node_init(&o->node);
}

/* Every do has returned. */
SC_INLINE void go_once_destroy(struct go_once *o)
{
    go_mutex_destroy(&o->running);
}

/* Whether a function has ended. Where it has, the caller sees what it wrote. */
SC_INLINE bool go_once_is_done(struct go_once *o)
{
    /* Acquire: it pairs with the store in go_once_end_slow; a relaxed load could let the caller
     * read the function's data from before it was written. */
    return atomic_load_explicit(&o->done, memory_order_acquire) != 0;
}

/* The function has ended, in whatever way. */
SC_SLOW void go_once_end_slow(void *once)
{
    struct go_once *o = once;
    /* Release: a thread that finds 1 goes on without the mutex and must see what the function
     * wrote. */
    atomic_store_explicit(&o->done, 1, memory_order_release);
    go_mutex_release(&o->running, &o->node);
}

SC_SLOW void go_once_do_slow(struct go_once *o, void (*function)(void *), void *argument)
{
    go_mutex_acquire(&o->running, &o->node);
    /* Relaxed: done is written under the mutex that this thread holds. */
    if (atomic_load_explicit(&o->done, memory_order_relaxed)) {
        go_mutex_release(&o->running, &o->node);
        return;
    }
    /* A cleanup handler, not a call after function: function may end its thread. */
    pthread_cleanup_push(go_once_end_slow, o);
    function(argument);
    pthread_cleanup_pop(1);
}

/*
 * Runs function(argument) unless a do of o has run its own before. When do returns the function has
 * ended, and the caller sees what it wrote. Blocks while another thread's do runs it.
 */
SC_INLINE void go_once_do(struct go_once *o, void (*function)(void *), void *argument)
{
    if (!go_once_is_done(o))
        go_once_do_slow(o, function, argument);
}

#endif
#ifdef ONCE_SUBJECT
ONCE_SUBJECT(go, .ends_done = true)
#endif
