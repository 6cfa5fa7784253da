// SPDX-License-Identifier: MIT
// The one loop every benchmark runs: batches of operations until the clock passes the window's end.
#pragma once

#include "harness/machine/ticks.h"
#include "harness/trial/team.h"
#include "primitives/compiler.h"

/* A measured loop is a function of its own, aligned, and named measured_…: the disassembly test
 * finds it by that. */
#define MEASURED static __attribute__((noinline, aligned(64)))

typedef void (*loop_op)(void *context);

/* Batches grow or shrink until one lasts about batch_ticks: small against the window, large against
 * a look at the clock. */
SC_INLINE uint64_t loop_next_batch(uint64_t batch, uint64_t spent, uint64_t target)
{
    if (spent < target / 2)
        return batch * 2;
    return spent > target * 2 && batch > 1 ? batch / 2 : batch;
}

/*
 * Runs op(context) until m->deadline, repeat times per turn of the loop. op must be an SC_INLINE
 * function, context a local of the caller and repeat a constant: all three then dissolve into the
 * loop. Sets m->started, m->ended and m->ops.
 */
SC_INLINE void loop_run_by(struct team_member *m, void *context, loop_op op, const unsigned repeat)
{
    const uint64_t deadline = m->deadline, target = m->batch_ticks;
    uint64_t batch = m->batch, turns = 0, last = ticks(), now;
    m->started = last;
    do {
        for (uint64_t left = batch; left != 0; left--) {
#pragma GCC unroll 8
            for (unsigned i = 0; i < repeat; i++)
                op(context);
        }
        turns += batch;
        now = ticks();
        batch = loop_next_batch(batch, now - last, target);
        last = now;
    } while ((int64_t)(now - deadline) < 0);
    m->batch = batch;
    m->ended = now;
    m->ops = turns * repeat;
}

/* For operations that are long beside a taken branch. */
SC_INLINE void loop_run(struct team_member *m, void *context, loop_op op)
{
    loop_run_by(m, context, op, 1);
}

/*
 * For operations of a few cycles: a taken branch costs up to two cycles (Agner Fog,
 * microarchitecture.pdf, "Branch throughput": one per two clocks without a loop buffer), as much as
 * a plain load and its loop together. Eight operations share one.
 */
enum { LOOP_REPEAT = 8 };
SC_INLINE void loop_run_short(struct team_member *m, void *context, loop_op op)
{
    loop_run_by(m, context, op, LOOP_REPEAT);
}
