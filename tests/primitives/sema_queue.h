// SPDX-License-Identifier: MIT
// Who waits in the queue of primitives/sema.h.
#pragma once

#include "primitives/sema.h"
#include "tests/primitives/disturb.h"

/* The number of threads that have a place in the queue now. */
static inline unsigned queue_length(struct sema *s)
{
    unsigned n = 0;
    sema_lock(&s->lock);
    for (struct sema_waiter *w = s->head; w; w = w->next)
        n++;
    sema_unlock(&s->lock);
    return n;
}

/* Until so many threads have their place in the queue. What never comes is ended by the alarm. */
static inline void await_queue(struct sema *s, unsigned n)
{
    while (queue_length(s) != n)
        stress_sleep_us(100);
}
