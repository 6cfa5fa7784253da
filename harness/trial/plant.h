// SPDX-License-Identifier: MIT
// Planted effects: a build with PLANT=P is slower by P percent in known places, so that anyone can
// see whether a comparison finds it.
#pragma once

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/trial/team.h"

/*
 * Without SYNCCOST_PLANT (every build but those of `make proof-statistics`) all of this is nothing.
 * With it, chains of dependent adds make a thread's time P percent longer: after every batch of
 * operations where the row's time is this thread's own (plant_batches: threads 1, or a ping-pong's
 * first thread), and else once, after its window. Inside a contended critical section P percent
 * would be no known effect: a lock may hide it, or go faster for it. P is a datum, so that the
 * build to compare with, PLANT=0, has the same instructions at the same addresses.
 */
#ifdef SYNCCOST_PLANT
extern const volatile double plant_percent; /* team_run.c */

SC_INLINE void plant_chain(const struct team_member *m, uint64_t spent)
{
    chain_run(chain_groups(plant_percent / 100 * clock_ns(spent), m->cycle_before));
}

/* After a batch of spent ticks that ended at now; returns when the next begins. */
SC_INLINE uint64_t plant_batch(const struct team_member *m, uint64_t spent, uint64_t now)
{
    if (!m->plant_batches || m->phase == 0 || plant_percent == 0)
        return now;
    plant_chain(m, spent);
    return ticks();
}

/* After the window, before the thread says that it is out of it. */
SC_INLINE void plant_window(struct team_member *m)
{
    if (m->plant_batches || plant_percent == 0)
        return;
    plant_chain(m, m->ended - m->started);
    m->ended = ticks();
}
#else
SC_INLINE uint64_t plant_batch(const struct team_member *m, uint64_t spent, uint64_t now)
{
    (void)m;
    (void)spent;
    return now;
}
SC_INLINE void plant_window(struct team_member *m)
{
    (void)m;
}
#endif
