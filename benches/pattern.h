// SPDX-License-Identifier: MIT
// What the rows of patterns have in common: the ways to do one thing, what their threads share, and
// how a trial begins, is verified and ends.
#pragma once

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "harness/trial/wake.h"

/* One way to do what a pattern is about. */
struct pattern_way {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    size_t size;      /* of its state */
    /* The state is zeroed, and on lines of its own. 0, or a negative errno value. NULL: zero bytes
     * are a valid state. */
    int (*init)(void *state, struct bench_trial *t);
    void (*destroy)(void *state, unsigned threads); /* may be NULL */
    /* After a trial: NULL where the guarantee held, else what is wrong. May be NULL. */
    const char *(*wrong)(void *state, const struct team_result *r);
    unsigned least; /* threads; 0: one will do */
    bool spins;     /* never sleeps */
    bool telling;   /* in the shortest profile too, at the most threads */
    bool alone;     /* in the standard profile also at the least threads */
    bool rare;      /* in the full profile alone */
};

struct pattern_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct pattern_way *way;
    double share;        /* part of the operations that only read */
    enum wake_wait wait; /* of a latency row */
    unsigned cpus;       /* that the threads share */
};

/* What the bodies are given. */
struct pattern {
    void *state;        /* of the way */
    struct wake *wake;  /* of a latency row */
    uint64_t threshold; /* a random 32-bit number below it makes a read */
};

static inline const struct pattern_row *pattern_row_of(const struct bench_trial *t)
{
    return (const struct pattern_row *)t->row;
}

static inline void *pattern_setup(struct bench_trial *t)
{
    const struct pattern_row *row = pattern_row_of(t);
    struct pattern *p = arena_place(t->arena, sizeof *p);
    if (!p || !(p->state = arena_place(t->arena, row->way->size)))
        return NULL;
    if (row->row.basis == BASIS_LATENCY &&
        !(p->wake = wake_place(t->arena, row->row.threads, row->cpus, row->wait)))
        return NULL;
    p->threshold = (uint64_t)llround(row->share * 4294967296.0);
    int error = row->way->init ? row->way->init(p->state, t) : 0;
    if (error == 0)
        return p;
    snprintf(t->why, SC_ERR, "cannot make what the threads share: %s", strerror(-error));
    return NULL;
}

static inline bool pattern_verify(struct bench_trial *t, const struct team_result *r)
{
    const struct pattern_way *way = pattern_row_of(t)->way;
    const char *wrong = way->wrong ? way->wrong(((struct pattern *)t->shared)->state, r) : NULL;
    if (wrong)
        snprintf(t->why, SC_ERR, "%s", wrong);
    return !wrong;
}

static inline void pattern_teardown(struct bench_trial *t)
{
    const struct pattern_way *way = pattern_row_of(t)->way;
    if (way->destroy)
        way->destroy(((struct pattern *)t->shared)->state, t->row->threads);
}

/*
 * Adds a row like proto, in which the row's threads, floor and body and the way are stated. The
 * name is pattern/way/scenario/threads:N.
 */
static inline void pattern_add(struct bench_rows *rows, const struct pattern_row *proto,
                               const char *pattern, const char *scenario)
{
    struct pattern_row row = *proto;
    const unsigned threads = row.row.threads;
    char shown[SUBJECT_NAME];
    row.cpus = row.row.n_pins ? row.row.n_pins : rows->topology->n_cpus;
    row.row.spins |= row.way->spins;
    row.row.setup = pattern_setup;
    row.row.verify = pattern_verify;
    row.row.teardown = pattern_teardown;
    if (threads >= row.way->least)
        bench_add(rows, &row.row, sizeof row, "%s/%s/%s/threads:%u", pattern,
                  subject_name(row.way->name, shown), scenario, threads);
}

/* Of the way's row that stands for the pattern: the telling ways are in the shortest profile. */
static inline enum bench_tier pattern_tier(const struct bench_rows *rows,
                                           const struct pattern_way *way, unsigned threads)
{
    if (way->rare)
        return TIER_FULL;
    if (threads == rows->threads[rows->n_threads - 1])
        return way->telling ? TIER_QUICK : TIER_STANDARD;
    return threads == rows->threads[0] && way->alone ? TIER_STANDARD : TIER_FULL;
}

/* Calls add for each way at each thread count, and at more threads than there are CPUs. */
static inline void pattern_each(struct bench_rows *rows, const struct pattern_way *ways, size_t n,
                                void (*add)(struct bench_rows *rows, const struct pattern_way *way,
                                            unsigned threads))
{
    for (size_t i = 0; i < n; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++)
            add(rows, &ways[i], rows->threads[j]);
        if (rows->oversubscribed)
            add(rows, &ways[i], rows->oversubscribed);
    }
}
