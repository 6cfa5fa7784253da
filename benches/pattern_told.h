// SPDX-License-Identifier: MIT
// Rounds of one signal to all others, each of which must find what was written before the signal.
#pragma once

#include <stdatomic.h>

#include "benches/pattern.h"

/* The state of a way begins with it. */
struct told {
    /* Rounds that have been signalled. Relaxed: its order is what the way's own signal gives it. */
    _Atomic uint64_t round;
};

/* One thread's view. */
struct told_party {
    void *state;
    uint64_t round; /* the last that it has signalled or seen */
    uint64_t faults;
};

/* By the signaller, before it signals. */
SC_INLINE void told_say(struct told_party *p)
{
    atomic_store_explicit(&((struct told *)p->state)->round, ++p->round, memory_order_relaxed);
}

/* By the others, when they have seen the signal. One that comes too early shows too. */
SC_INLINE void told_hear(struct told_party *p)
{
    const struct told *t = p->state;
    p->faults += atomic_load_explicit(&t->round, memory_order_relaxed) != ++p->round;
}

/* The body of a latency row. Rounds run through both phases. */
SC_INLINE void told_run(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    const struct pattern *own = shared;
    struct told_party p = {.state = own->state};
    p.round = atomic_load_explicit(&((struct told *)p.state)->round, memory_order_relaxed);
    wake_run(m, own->wake, &p, verbs);
    m->faults += p.faults;
}
