// SPDX-License-Identifier: MIT
// A counter of arrivals, and a start time that the last one publishes.
#include <sched.h>

#include "harness/machine/clock.h"
#include "harness/trial/gate.h"
#include "primitives/relax.h"

static const double margin_ns = 50000; /* from the last arrival to the common start */
/* where threads share a CPU: each needs a turn to see it */
static const double shared_margin_ns = 2000000;

static void wait_a_little(const struct gate *g)
{
    g->shared_cpus ? (void)sched_yield() : cpu_relax();
}

void gate_close(struct gate *g)
{
    atomic_store(&g->arrived, 0);
    atomic_store(&g->start, 0);
}

uint64_t gate_pass(struct gate *g)
{
    if (atomic_fetch_add_explicit(&g->arrived, 1, memory_order_acq_rel) + 1 == g->threads) {
        double margin = g->shared_cpus ? shared_margin_ns : margin_ns;
        atomic_store_explicit(&g->start, ticks() + clock_ticks(margin), memory_order_release);
    }
    uint64_t start;
    while ((start = atomic_load_explicit(&g->start, memory_order_acquire)) == 0)
        wait_a_little(g);
    while ((int64_t)(ticks() - start) < 0)
        wait_a_little(g);
    return start;
}

void gate_leave(struct gate *g)
{
    atomic_fetch_sub_explicit(&g->arrived, 1, memory_order_acq_rel);
    while (atomic_load_explicit(&g->arrived, memory_order_acquire) != 0)
        wait_a_little(g);
}
