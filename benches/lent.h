// SPDX-License-Identifier: MIT
// Members of a team that lend their CPUs to threads which the first member starts by itself.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "harness/machine/ticks.h"
#include "harness/trial/arena.h"
#include "harness/trial/team.h"
#include "primitives/compiler.h"

struct lent {
    pthread_barrier_t met; /* of the members: before a phase and after it */
    int cpu[];             /* of each member; written before the first meeting */
};

/* Memory of a. NULL where there is none. */
static inline struct lent *lent_place(struct arena *a, unsigned threads)
{
    struct lent *l = arena_place(a, sizeof *l + threads * sizeof *l->cpu);
    if (l && pthread_barrier_init(&l->met, NULL, threads) != 0)
        return NULL;
    return l;
}

static inline void lent_destroy(struct lent *l)
{
    pthread_barrier_destroy(&l->met);
}

/*
 * Begins a phase. Returns true to member 0 once it knows the others' CPUs: it works, and calls
 * lent_end. The others sleep until then, and their phase is over when they get false.
 */
SC_INLINE bool lent_begin(struct team_member *m, struct lent *l)
{
    l->cpu[m->id] = m->cpu;
    pthread_barrier_wait(&l->met);
    if (m->id == 0)
        return true;
    m->uncounted = true;
    m->started = ticks();
    pthread_barrier_wait(&l->met);
    m->ended = ticks();
    return false;
}

SC_INLINE void lent_end(struct lent *l)
{
    pthread_barrier_wait(&l->met);
}

/* Threads that are made with the attributes run on the CPU of that member, which has met the
 * others. 0, or an error number. */
static inline int lent_attribute(const struct lent *l, unsigned member, pthread_attr_t *attributes)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)l->cpu[member], &set);
    return pthread_attr_setaffinity_np(attributes, sizeof set, &set);
}
