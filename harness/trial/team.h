// SPDX-License-Identifier: MIT
// A persistent team of pinned threads that all run one loop over the same fixed window and count
// their own operations.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "harness/machine/usage.h"

struct histogram;
struct counters_plan;

/*
 * One thread's view. Padded to 512 bytes: members are written by their threads at the end of every
 * batch, and two of them on one line (or on two adjacent lines, for the prefetcher) would be the
 * very false sharing this suite measures.
 */
struct team_member {
    /* Set by the team before each call of the body. */
    unsigned id, threads;
    int cpu;              /* where it is pinned */
    unsigned phase;       /* 0 warm-up, 1 measured window */
    uint64_t deadline;    /* in ticks: the body ends at the first look at the clock past it */
    uint64_t batch;       /* operations between two looks at the clock; kept from phase to phase */
    uint64_t batch_ticks; /* how long a batch should last */
    /* where a sampling body puts single acquires, in ticks; NULL in other trials */
    struct histogram *samples;
    /* Set by the body. */
    uint64_t started, ended; /* ticks */
    uint64_t ops;            /* operations in this phase */
    uint64_t handoffs;       /* of those, how many found another thread to be the last owner */
    uint64_t successes;      /* of those, how many succeeded */
    uint64_t writes;         /* of those, how many wrote, in a row that mixes reads and writes */
    /* broken guarantees the body saw itself, over both phases: any fails the trial */
    uint64_t faults;
    /* helps (answers, loads the line), but its time and operations are not the row's */
    bool uncounted;
    /* Kept by the team. */
    uint64_t warmup_ops, warmup_writes;
    uint64_t gate_left;               /* start of the warm-up, ticks */
    struct usage used;                /* in both phases */
    double cycle_before, cycle_after; /* ns */
    double width_before, width_after; /* instructions per cycle; NAN where not looked at */
    int cpu_seen_before, cpu_seen_after;
    /* Set by the body of a latency row: its waits, and those of them that slept. At the end, so
     * that the members that other loops use stay where they are. */
    uint64_t waits, sleeps;
    /* Kept by the team: a line's round trip to the next member and back, ns; NAN where there is
     * none, or not looked at (harness/trial/line.h). Of members that share a CPU the first has
     * it, to the first on the next CPU. */
    double line_before, line_after;
    /* Set by a body that times parts of its window: their ticks are its time. 0: all of it. */
    uint64_t timed;
} __attribute__((aligned(512)));

/*
 * Runs until the clock passes m->deadline, then sets started, ended and ops. Called twice per trial
 * without a stop between, first for the warm-up. shared is what the caller gave team_run.
 */
typedef void (*team_body)(struct team_member *m, void *shared);

struct team_window {
    double warmup_ns, window_ns;
    /* no two of the members' CPUs share a core: look at what else takes of it
     * (harness/machine/width.h) */
    bool alone;
    double width;       /* instructions per cycle of a core left alone; 0 where not known yet */
    double patience_ns; /* how long a member waits for that before it goes to the gate */
};

struct team_result {
    const struct team_member *members;
    unsigned threads;
    uint64_t ops; /* counted members, measured window */
    /* every member, warm-up and window: what a protected counter must have risen by */
    uint64_t all_ops;
    double thread_ns; /* sum over counted members of their windows */
    double wall_ns;   /* first start to last end */
    double cpu_ns_per_op;
    double overlap; /* 0 to 1 */
    double skew_ns; /* last to leave the gate minus first */
    double jain, min_max_share, least_share;
    double handoffs, successes; /* sums over counted members */
    double waits, sleeps;       /* of every member, measured window */
    uint64_t all_writes;        /* like all_ops */
    uint64_t faults;
    double involuntary, voluntary;
    /* warm-up and window, of what uses primitives/futex.h; NAN where the build does not count */
    double futex_sleeps, futex_wakes;
    /* largest part of a member's time that it was ready and not running; NAN where unknown */
    double delayed_share;
    double cycle_ns;    /* mean over members of before and after */
    double cycle_shift; /* largest relative change of a member */
    double width;       /* the least of a member's core, before or after; NAN where not looked at */
    /* of a team on several CPUs: a line's round trip between neighbours, mean over them, before
     * and after; and by how much it changed, the larger one of the two over the smaller, less 1:
     * the second largest change of a pair, or a larger one of the first or last. Else NAN */
    double line_ns, line_shift;
    /* by item of team_count's plan, over counted members' windows (NAN: unknown); NULL where
     * nothing is counted; until the next trial that counts */
    const double *counts;
    double steal_ms;
    bool moved; /* a member was seen on a CPU it was not pinned to */
};

struct team;

/*
 * Makes a team of threads threads, the i-th pinned to cpus[i] and verified with sched_getcpu.
 * Several may share a CPU. The calling thread is the first member: no other thread has to run on a
 * member's CPU during a trial. NULL with err when a thread cannot be made or pinned ("CPU 3: …").
 * Needs clock_start. team_destroy gives the caller its affinity back.
 */
struct team *team_create(unsigned threads, const int *cpus, char err[SC_ERR]);
void team_destroy(struct team *t);

/* From now on every trial counts one set of the plan (harness/counters/counters.h), which must
 * outlive it; nothing where plan is NULL. */
void team_count(struct team *t, const struct counters_plan *plan, int set);

/*
 * One trial: every member looks at its core's width, at its cycle time and at the line to the next
 * CPU, waits at the gate until the future start time that the last one published, warms up, runs
 * the window, and looks again. Where members share CPUs, the first on each looks at width and line,
 * while the others sleep. histograms: one per member or NULL.
 */
void team_run(struct team *t, team_body body, void *shared, struct team_window window,
              struct histogram *histograms, struct team_result *result);
