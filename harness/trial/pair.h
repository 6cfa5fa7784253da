// SPDX-License-Identifier: MIT
// Two threads that move from pair to pair of CPUs, for one short window each.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "harness/trial/team.h"

struct pair;

/* The caller becomes the first of the two. NULL with err where there is no second. Needs
 * clock_start. pair_destroy gives the caller its affinity back. */
struct pair *pair_create(char err[SC_ERR]);
void pair_destroy(struct pair *p);

/* What a window takes beside its own time, warm-up included, in seconds: both threads move. */
#define PAIR_WINDOW_COST 0.0002

struct pair_result {
    double ns;      /* per operation of the first thread: the median of PAIR_SLICES parts */
    uint64_t ops;   /* in all parts */
    bool disturbed; /* a thread waited for its CPU, or was not on it, or the window was not even */
};
enum { PAIR_SLICES = 8 };

/*
 * Pins the two to CPUs a and b, warms up for PAIR_WARMUP_NS, and runs body for window_ns, in
 * PAIR_SLICES phases. Each thread's m->phase is 0 in the warm-up, then 1. False with err where a
 * CPU cannot be had.
 */
#define PAIR_WARMUP_NS 100e3
bool pair_window(struct pair *p, int a, int b, team_body body, void *shared, double window_ns,
                 struct pair_result *result, char err[SC_ERR]);
