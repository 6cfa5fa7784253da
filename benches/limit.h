// SPDX-License-Identifier: MIT
// The section of rows that limit concurrency: it works, and counts whether too many are inside.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "harness/machine/chain.h"

/* The work that one of a limited number does at a time. */
static const double limit_work_ns = 200;

/* One thread's view. */
struct limit {
    _Atomic uint64_t *inside; /* threads in the section; on a line of its own */
    uint64_t permits, work;   /* work: chain groups */
    uint64_t crowds;          /* how often this thread was one too many */
};

/* Relaxed: the count must not add an order that the way in owes. */
SC_INLINE void limit_section(struct limit *l)
{
    l->crowds += atomic_fetch_add_explicit(l->inside, 1, memory_order_relaxed) >= l->permits;
    chain_run(l->work);
    atomic_fetch_sub_explicit(l->inside, 1, memory_order_relaxed);
}
