// SPDX-License-Identifier: MIT
// The caller moves the other thread by a generation count, and both meet before and after.
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/machine/chain.h"
#include "harness/machine/clock.h"
#include "harness/machine/usage.h"
#include "harness/trial/pair.h"
#include "primitives/relax.h"

/* The mean of the parts above their median by more: something stood in one of them. */
static const double uneven_limit = 1.25;

struct pair {
    struct team_member *members;  /* two */
    _Atomic uint64_t window;      /* the other begins one when it rises */
    _Atomic uint64_t met;         /* two more at each meeting */
    _Atomic bool quit, failed[2]; /* failed: could not be pinned */
    pthread_t other;
    cpu_set_t before; /* the caller's mask */
    team_body body;
    void *shared;
    double window_ns, slice[PAIR_SLICES];
    bool disturbed[2];
};

static bool pin(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((unsigned)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

/* Spins, but not for ever: while one thread moves, the two may share a CPU. */
static void pause_in_turn(unsigned *spins)
{
    if (++*spins % 4096 == 0)
        sched_yield();
    else
        cpu_relax();
}

static void meet(struct pair *p)
{
    unsigned spins = 0;
    /* Each thread sees what the other did before they met. */
    uint64_t mine = atomic_fetch_add_explicit(&p->met, 1, memory_order_acq_rel);
    uint64_t both = mine / 2 * 2 + 2;
    /* acquire: as above */
    while (atomic_load_explicit(&p->met, memory_order_acquire) < both)
        pause_in_turn(&spins);
}

static void run_part(struct pair *p, struct team_member *m, unsigned phase, double ns)
{
    m->phase = phase;
    m->deadline = ticks() + clock_ticks(ns);
    m->ops = 0;
    p->body(m, p->shared);
}

static void run_parts(struct pair *p, struct team_member *m)
{
    m->batch = 1;
    m->batch_ticks = clock_ticks(PAIR_WARMUP_NS / 10);
    run_part(p, m, 0, PAIR_WARMUP_NS);
    m->warmup_ops = m->ops;
    uint64_t ops = 0;
    for (unsigned i = 0; i < PAIR_SLICES; i++) {
        run_part(p, m, 1, p->window_ns / PAIR_SLICES);
        if (m->id == 0)
            p->slice[i] = clock_ns(m->ended - m->started) / (double)m->ops;
        ops += m->ops;
    }
    m->ops = ops;
}

/* One thread's part in a window: it moves, meets the other, works, and meets it again. */
static void take_part(struct pair *p, struct team_member *m)
{
    const bool pinned = pin(m->cpu);
    /* Relaxed: the meeting orders it. */
    atomic_store_explicit(&p->failed[m->id], !pinned, memory_order_relaxed);
    meet(p);
    /* Relaxed: as above; both see the same and leave together. */
    if (!atomic_load_explicit(&p->failed[0], memory_order_relaxed) &&
        !atomic_load_explicit(&p->failed[1], memory_order_relaxed)) {
        struct usage before = usage_of_thread();
        run_parts(p, m);
        const struct usage used = usage_since(&before);
        p->disturbed[m->id] = sched_getcpu() != m->cpu ||
                              usage_disturbed(used.delay_ns / (PAIR_WARMUP_NS + p->window_ns),
                                              (double)used.involuntary);
    }
    meet(p);
}

static void *other_main(void *arg)
{
    struct pair *p = arg;
    uint64_t seen = 0;
    for (;;) {
        unsigned spins = 0;
        uint64_t now;
        /* acquire: the window's CPU, body and line */
        while ((now = atomic_load_explicit(&p->window, memory_order_acquire)) == seen)
            pause_in_turn(&spins);
        seen = now;
        /* Relaxed: the window's count orders it. */
        if (atomic_load_explicit(&p->quit, memory_order_relaxed))
            return NULL;
        take_part(p, &p->members[1]);
    }
}

static void pair_free(struct pair *p)
{
    if (p)
        free(p->members);
    free(p);
}

struct pair *pair_create(char err[SC_ERR])
{
    struct pair *p = calloc(1, sizeof *p);
    if (p)
        p->members = aligned_alloc(512, 2 * sizeof *p->members);
    if (!p || !p->members) {
        snprintf(err, SC_ERR, "no memory for two threads");
        pair_free(p);
        return NULL;
    }
    for (unsigned i = 0; i < 2; i++)
        p->members[i] =
            (struct team_member){.id = i, .threads = 2, .cycle_before = chain_cycle_ns()};
    sched_getaffinity(0, sizeof p->before, &p->before);
    if (pthread_create(&p->other, NULL, other_main, p) == 0)
        return p;
    snprintf(err, SC_ERR, "a second thread could not be started: raise the limit (ulimit -u)");
    pair_free(p);
    return NULL;
}

/* Lets the other thread see what was set for it. */
static void begin(struct pair *p)
{
    atomic_fetch_add_explicit(&p->window, 1, memory_order_release); /* what the other acquires */
}

void pair_destroy(struct pair *p)
{
    atomic_store_explicit(&p->quit, true, memory_order_relaxed); /* begin orders it */
    begin(p);
    pthread_join(p->other, NULL);
    sched_setaffinity(0, sizeof p->before, &p->before);
    pair_free(p);
}

static void summarize(struct pair *p, struct pair_result *r)
{
    double mean = gsl_stats_mean(p->slice, 1, PAIR_SLICES);
    gsl_sort(p->slice, 1, PAIR_SLICES);
    r->ns = gsl_stats_median_from_sorted_data(p->slice, 1, PAIR_SLICES);
    r->ops = p->members[0].ops;
    r->disturbed = mean > uneven_limit * r->ns || p->disturbed[0] || p->disturbed[1];
}

bool pair_window(struct pair *p, int a, int b, team_body body, void *shared, double window_ns,
                 struct pair_result *result, char err[SC_ERR])
{
    p->members[0].cpu = a;
    p->members[1].cpu = b;
    p->body = body;
    p->shared = shared;
    p->window_ns = window_ns;
    begin(p);
    take_part(p, &p->members[0]);
    for (unsigned i = 0; i < 2; i++)
        /* Relaxed: the two have met since. */
        if (atomic_load_explicit(&p->failed[i], memory_order_relaxed)) {
            snprintf(err, SC_ERR,
                     "CPU %d: cannot pin a thread: choose CPUs that are online and allowed",
                     p->members[i].cpu);
            return false;
        }
    clock_refine();
    summarize(p, result);
    return true;
}
