// SPDX-License-Identifier: MIT
// Planted effects: a build with PLANT=P is slower by P percent in known places, so that anyone can
// see whether a comparison finds it.
#pragma once

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/trial/team.h"

/*
 * Without SYNCCOST_PLANT (every build but those of `make proof-statistics`) this is nothing. With
 * it, a chain of dependent adds after each thread's window makes the thread's time P percent
 * longer, whatever the thread does in it. After each batch the chain would run beside the batch's
 * end, and inside a contended critical section P percent would be no known effect: a lock may hide
 * it, or go faster for it. P is a datum, so that the build to compare with, PLANT=0, has the same
 * instructions at the same addresses.
 */
#ifdef SYNCCOST_PLANT
extern const volatile double plant_percent; /* team_run.c */

/* After the window, before the thread says that it is out of it. */
SC_INLINE void plant_window(struct team_member *m)
{
    if (plant_percent == 0)
        return;
    chain_run(chain_groups(plant_percent / 100 * clock_ns(m->ended - m->started), m->cycle_before));
    m->ended = ticks();
}
#else
SC_INLINE void plant_window(struct team_member *m)
{
    (void)m;
}
#endif
