// SPDX-License-Identifier: MIT
// What a family program states: its rows. The frame does the rest: list, pin, run, verify, hand
// over to Google Benchmark.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/basis.h"
#include "common/error.h"
#include "common/floors.h"
#include "harness/machine/topology.h"
#include "harness/trial/arena.h"
#include "harness/trial/team.h"
#include "harness/trial/wake.h"

enum { BENCH_NAME = 160, BENCH_PROMISES = 64, BENCH_MAX_THREADS = 4096, BENCH_PINS = 3 };

/* The smallest profile that has the row. */
enum bench_tier { TIER_QUICK, TIER_STANDARD, TIER_FULL };

/* What a row is: a time, or a guarantee whose outcomes are counted over trials. */
enum bench_kind { BENCH_TIME, BENCH_GUARANTEE };

/* An outcome of a guarantee, and whether the memory model allows it. */
struct bench_outcome {
    const char *name; /* printable ASCII */
    bool allowed;
    bool expected; /* every CPU shows it: a program that does not see it is too weak to conclude */
};
enum { BENCH_MAX_OUTCOMES = 256 };

struct bench_trial;

/* A family whose rows need more puts this first in a struct of its own, and finds that struct by a
 * cast of bench_trial's row. */
struct bench_row {
    char name[BENCH_NAME];
    enum bench_kind kind;
    enum bench_tier tier;
    /* Where time is short a row of a high rank is left out before those of a lower one (docs/
     * MEASURING.md). 0: a main row of its tier. bench_add adds the rank of its thread count. */
    unsigned rank;
    enum basis basis; /* what real_time counts */
    enum floor floor; /* what it is set against where each thread has a CPU */
    unsigned threads;
    unsigned n_pins;      /* 0: placed by the spread policy */
    int pins[BENCH_PINS]; /* else the CPUs, taken in turn by the threads */
    /* Not 0: the arena lies on the NUMA node of that thread's CPU, whatever --memory says. */
    unsigned home;
    /* waits without ever sleeping: with more threads than CPUs it is listed only when asked for */
    bool spins;
    /* What the subject keeps, words with commas between: who keeps as much is comparable. Empty:
     * not known. */
    char promises[BENCH_PROMISES];
    /* A trial times every pair of CPUs, two threads on each in turn (harness/frame/matrix.h): setup
     * and body are those of one pair. */
    bool matrix;
    bool shares; /* threads contend for something: fairness, overlap and skew are reported */
    /* Runs the loop. On the basis latency it puts each latency into m->samples, in the measured
     * phase, and counts it as an operation (harness/trial/wake.h). sampled, when not NULL, times
     * each acquire into m->samples, in a trial of its own. */
    team_body body, sampled;
    /* Places and initialises what the threads share in t->arena; its return value is the bodies'
     * argument. NULL: failure, t->why says why. */
    void *(*setup)(struct bench_trial *t);
    /* After the trial: true when the guarantees held (the protected counter rose by the operations
     * counted); else t->why. May be NULL. */
    bool (*verify)(struct bench_trial *t, const struct team_result *r);
    /* After verify, before teardown: adds metrics of the family's own with bench_metric. May be
     * NULL. */
    void (*metrics)(struct bench_trial *t, const struct team_result *r);
    /* Of a guarantee: its outcomes, and how often each was seen in the trial (count[i] for
     * outcome[i], zeroed before). r->ops are the trials of the guarantee. */
    const struct bench_outcome *outcome;
    unsigned n_outcomes;
    void (*count)(struct bench_trial *t, const struct team_result *r, uint64_t *count);
    /* Frees what setup took outside the arena. May be NULL. */
    void (*teardown)(struct bench_trial *t);
};

struct bench_trial {
    const struct bench_row *row;
    struct arena *arena;
    double cycle_ns; /* to turn nanoseconds into chain groups */
    void *shared;    /* what setup returned */
    char why[SC_ERR];
    struct gbench_state *state; /* the frame's */
};

/* Adds one figure to the trial's sample; key is one of common/metrics.def. NAN is left out. Call
 * from metrics only. */
void bench_metric(struct bench_trial *t, const char *key, double value);

/* Adds word to what row's subject promises, where it is kept. */
void bench_promise(struct bench_row *row, bool kept, const char *word);

struct bench_rows {
    struct bench_row **row; /* n copies, each of the size that bench_add was given */
    size_t n;
    const struct topology *topology;
    const unsigned *threads; /* the thread counts to measure: sorted, distinct */
    unsigned n_threads;
    struct step steps[STEPS_MOST]; /* where the counts are the machine's own; else none */
    unsigned n_steps;
    /* one more point, above the number of CPUs, for rows that sleep; 0 for none */
    unsigned oversubscribed;
    bool spin_oversubscribed; /* also for rows that only spin */
    char (*absent)[SC_ERR];   /* n_absent texts: which rows cannot be had here, and why */
    size_t n_absent;
    enum bench_tier least; /* rows of a lower tier have this one */
    bool listing;          /* not to measure: what takes time to try is tried only then */
};

/*
 * Adds a row like proto with that name; size is that of the family's struct, which proto begins and
 * which is copied. Appends "/cpus:N" where its threads must share N CPUs; leaves the row out when
 * it spins there and that was not asked for, or when it pins CPUs that this process may not use.
 */
void bench_add(struct bench_rows *rows, const struct bench_row *proto, size_t size,
               const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Says with the list of rows that some cannot be had here, in a line of their own. subject: whose,
 * or NULL where why says it; why: what is missing and what to do about it.
 */
void bench_absent(struct bench_rows *rows, const char *subject, const char *why);

/*
 * Makes row one of latencies whose waiters wait so: its basis, its floor, and the CPU of its
 * threads where they share one. False where this machine cannot have it: threads that do not share
 * a CPU need one each.
 */
bool bench_latency(const struct bench_rows *rows, struct bench_row *row, enum wake_wait wait);

/* Eight threads for each CPU, where rows of more threads than CPUs are wanted; else 0. */
static inline unsigned bench_crowd(const struct bench_rows *rows)
{
    const unsigned crowd = 4 * rows->oversubscribed;
    return crowd <= BENCH_MAX_THREADS ? crowd : 0;
}

struct bench_family {
    const char *name;
    void (*enumerate)(struct bench_rows *rows);
};

/*
 * The whole main of a family program, none of whose rows has a lower tier than least. Exit status 0
 * fine, 1 the row failed, 2 bad usage.
 */
int bench_main_from(int argc, char **argv, const struct bench_family *family,
                    enum bench_tier least);

/* The same. Rows of other libraries (peers/) are for profile full, all others as they say. */
static inline int bench_main(int argc, char **argv, const struct bench_family *family)
{
#ifdef SYNCCOST_PEERS
    return bench_main_from(argc, argv, family, TIER_FULL);
#else
    return bench_main_from(argc, argv, family, TIER_QUICK);
#endif
}

/* How one trial is run; the frame fills it from the command line. */
struct bench_settings {
    unsigned trials, redo;
    struct team_window window;
    uint64_t seed;
    int arena; /* file of the arena's memory, -1 for none (harness/trial/arena.h) */
    struct memory_wish memory;
    const struct counters_plan *counters; /* NULL: none */
};

/* Measures one row: trials repetitions in this process, as Google Benchmark's JSON in *json (the
 * caller's to free; NULL where it could not be run). 0, or 1 with a line on stderr. */
int bench_measure(const struct bench_row *row, const struct topology *topology,
                  const struct bench_settings *settings, char **json);

const char *bench_kind_name(enum bench_kind k); /* "time", "guarantee" */
const char *bench_tier_name(enum bench_tier t); /* "quick", "standard", "full" */
