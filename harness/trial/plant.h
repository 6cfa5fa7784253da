// SPDX-License-Identifier: MIT
// Planted effects: a build with PLANT=P is slower by P percent in known places, so that anyone can
// see whether a comparison finds it.
#pragma once

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/trial/team.h"

/*
 * Without SYNCCOST_PLANT (every build but those of `make proof-statistics`) all of this is nothing.
 * With it: a loop whose time is one thread's (threads 1, or a ping-pong's first thread:
 * plant_batches) runs, after every batch, a chain of dependent adds that lasts P percent of the
 * batch; a contended mutex's critical section passes the protected counter through adds that last P
 * percent of what an operation took in the warm-up. PLANT=0 has the same code and plants nothing:
 * the build to compare with.
 */
enum { PLANT_SHIFT = 16 }; /* adds are counted in 1/65536 */

#ifdef SYNCCOST_PLANT
/* Between warm-up and window. The threads' shares of the operations weigh their own plants, so that
 * the mean over operations is P percent of wall time per operation however unfair the lock. */
SC_INLINE void plant_prepare(struct team_member *m)
{
    if (m->plant_batches)
        return;
    double per_op_ns =
        m->ops ? clock_ns(m->ended - m->started) / ((double)m->threads * (double)m->ops) : 0;
    m->plant_step =
        (uint64_t)(SYNCCOST_PLANT / 100.0 * per_op_ns / m->cycle_before * (1 << PLANT_SHIFT));
}

/* x, a while later. *due carries the fraction of an add from call to call. */
SC_INLINE uint64_t plant_through(const struct team_member *m, uint64_t *due, uint64_t x)
{
    *due += m->plant_step;
    uint64_t adds = *due >> PLANT_SHIFT;
    *due -= adds << PLANT_SHIFT;
    for (uint64_t left = adds; left != 0; left--)
        x = chain_add(x);
    return x - adds;
}

/* After a batch of spent ticks that ended at now; returns when the next begins. */
SC_INLINE uint64_t plant_batch(const struct team_member *m, uint64_t spent, uint64_t now)
{
    if (!m->plant_batches || m->phase == 0 || SYNCCOST_PLANT == 0)
        return now;
    chain_run(chain_groups(SYNCCOST_PLANT / 100.0 * clock_ns(spent), m->cycle_before));
    return ticks();
}
#else
SC_INLINE void plant_prepare(struct team_member *m)
{
    (void)m;
}
SC_INLINE uint64_t plant_through(const struct team_member *m, uint64_t *due, uint64_t x)
{
    (void)m;
    (void)due;
    return x;
}
SC_INLINE uint64_t plant_batch(const struct team_member *m, uint64_t spent, uint64_t now)
{
    (void)m;
    (void)spent;
    return now;
}
#endif
