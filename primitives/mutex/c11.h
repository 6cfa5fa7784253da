// SPDX-License-Identifier: MIT
// The plain mutex of C11's <threads.h>.
/*
 * Example: a first use that several threads may attempt, and one performs.
 *
 *     static struct { struct c11_mutex lock; int loaded; char config[64]; } shared;
 *     struct c11_mutex_node me; // one for each thread
 *     c11_mutex_init(&shared.lock);
 *     c11_mutex_node_init(&me);
 *     c11_mutex_acquire(&shared.lock, &me);
 *     if (!shared.loaded++)
 *         shared.config[0] = 'x'; // the slow part: read a file
 *     c11_mutex_release(&shared.lock, &me);
 */
#ifndef SYNCCOST_MUTEX_C11_H
#define SYNCCOST_MUTEX_C11_H

#include <stdbool.h>
#include <threads.h>

#include "primitives/compiler.h"
#include "primitives/tsan.h"

/*
 * Source: C11, 7.26.4. mtx_plain: neither recursive nor timed. In glibc it is a pthread mutex under
 * another name. The verbs ignore the calls' results: a plain mutex with a correct caller returns no
 * error. The fast path is a call into the C library.
 *
 * Memory ordering: C11, 7.26.4.3: an mtx_unlock synchronizes with the mtx_lock calls after it.
 */
struct c11_mutex {
    mtx_t m;
};

struct c11_mutex_node {
    char unused;
};

/* m is not in use. Afterwards it is unlocked. */
SC_INLINE void c11_mutex_init(struct c11_mutex *m)
{
    mtx_init(&m->m, mtx_plain);
}

/* m is unlocked and nobody waits. */
SC_INLINE void c11_mutex_destroy(struct c11_mutex *m)
{
    mtx_destroy(&m->m);
}

/* The lock uses no node. */
SC_INLINE void c11_mutex_node_init(struct c11_mutex_node *node)
{
    node->unused = 0;
}

/*
 * The caller does not hold m: a second acquire is undefined. Returns once it does, after a sleep
 * where m is held. Acquires what the last release released.
 */
SC_INLINE void c11_mutex_acquire(struct c11_mutex *m, struct c11_mutex_node *node)
{
    (void)node;
    mtx_lock(&m->m);
    SC_TSAN_ACQUIRED(m);
}

/*
 * Returns at once whether the caller now holds m: not where m is held, be it by the caller. Where
 * it does, acquires what the last release released.
 */
SC_INLINE bool c11_mutex_try_acquire(struct c11_mutex *m, struct c11_mutex_node *node)
{
    (void)node;
    if (mtx_trylock(&m->m) != thrd_success)
        return false;
    SC_TSAN_ACQUIRED(m);
    return true;
}

/* The caller holds m. Releases to the next acquire. */
SC_INLINE void c11_mutex_release(struct c11_mutex *m, struct c11_mutex_node *node)
{
    (void)node;
    SC_TSAN_RELEASING(m);
    mtx_unlock(&m->m);
}

#endif
#ifdef MUTEX_SUBJECT
MUTEX_SUBJECT(c11, .spin_only = false, .fifo = false)
#endif
#ifdef MUTEX_TRY_SUBJECT
MUTEX_TRY_SUBJECT(c11)
#endif
