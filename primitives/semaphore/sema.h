// SPDX-License-Identifier: MIT
// The queued semaphore on which Go's mutex and rwmutex wait, used as a semaphore.
/*
 * Example: two threads at a time may use the printer, in the order in which they came.
 *
 *     struct sema_semaphore printer;
 *     if (sema_semaphore_init(&printer, 2) != 0)
 *         return 1;
 *     sema_semaphore_acquire(&printer);
 *     // print
 *     sema_semaphore_release(&printer);
 *     sema_semaphore_destroy(&printer);
 */
#ifndef SYNCCOST_SEMAPHORE_SEMA_H
#define SYNCCOST_SEMAPHORE_SEMA_H

#include <stdbool.h>

#include "primitives/compiler.h"
#include "primitives/sema.h"

/*
 * primitives/sema.h says how it works and what orders it. A permit goes to the first waiter, and no
 * arrival passes it. A waiter spins for a while, then sleeps. Nothing notices a release of more
 * than is held.
 */
struct sema_semaphore {
    struct sema s;
};

/* s is not in use. Returns 0. */
SC_INLINE int sema_semaphore_init(struct sema_semaphore *s, unsigned permits)
{
    sema_init(&s->s, permits);
    return 0;
}

/* Nobody waits, and every call has returned. */
SC_INLINE void sema_semaphore_destroy(struct sema_semaphore *s)
{
    sema_destroy(&s->s);
}

/* Returns once the caller has a permit. Acquires what the release of the permit released. */
SC_INLINE void sema_semaphore_acquire(struct sema_semaphore *s)
{
    sema_acquire(&s->s, false);
}

/* Returns whether the caller now has a permit. It waits for nothing but the queue's lock. */
SC_INLINE bool sema_semaphore_try_acquire(struct sema_semaphore *s)
{
    return sema_try_acquire(&s->s);
}

/* Gives a permit back. Releases to the acquire that takes it. */
SC_INLINE void sema_semaphore_release(struct sema_semaphore *s)
{
    sema_release(&s->s, false);
}

#endif
#ifdef SEMAPHORE_SUBJECT
SEMAPHORE_SUBJECT(sema, .fifo = true)
#endif
#ifdef SEMAPHORE_TRY_SUBJECT
SEMAPHORE_TRY_SUBJECT(sema)
#endif
