// SPDX-License-Identifier: MIT
// Makes a random program that fails smaller, for as long as it still fails.
#pragma once

#include "tests/primitives/select/random_program.h"
#include "tests/primitives/select/random_run.h"

/* A smaller program is given up after so many runs that were as they should be. */
enum { SHRINK_RUNS = 60 };

/* Runs p until it fails, but at most so often. */
static inline enum run_result shrink_run(const struct program *p, uint64_t seed, int runs)
{
    enum run_result result = RUN_POSSIBLE;
    for (int i = 0; i < runs && result == RUN_POSSIBLE; i++)
        result = run_program(p, seed + (uint64_t)i, NULL);
    return result;
}

static inline void shrink_drop_thread(struct program *p, unsigned thread)
{
    for (unsigned t = thread; t + 1 < p->n_threads; t++) {
        p->n_ops[t] = p->n_ops[t + 1];
        memcpy(p->op[t], p->op[t + 1], sizeof p->op[t]);
    }
    p->n_threads--;
}

static inline void shrink_drop_op(struct program *p, unsigned thread, unsigned nth)
{
    for (unsigned i = nth; i + 1 < p->n_ops[thread]; i++)
        p->op[thread][i] = p->op[thread][i + 1];
    p->n_ops[thread]--;
}

/* One of several ways to make an operation simpler. False where it is so already. */
enum { SHRINK_WAYS = 5 };
static inline bool shrink_op(struct program_op *op, unsigned way)
{
    const struct program_op before = *op;
    if (way < PROGRAM_CASES && op->kind == OP_SELECT && op->n_cases > 1 && way < op->n_cases) {
        for (unsigned i = way; i + 1 < op->n_cases; i++)
            op->cases[i] = op->cases[i + 1];
        op->n_cases--;
        if (op->patience == FOR_EVER && program_all_nil(op))
            *op = before;
    } else if (way == 3 && op->kind == OP_SELECT && op->n_cases == 1) {
        op->kind = op->cases[0].sends ? OP_SEND : OP_RECEIVE;
    } else if (way == 4) {
        op->delay = 0;
    }
    return memcmp(op, &before, sizeof before) != 0;
}

static inline bool shrink_uses(const struct program *p, unsigned channel)
{
    for (unsigned t = 0; t < p->n_threads; t++)
        for (unsigned i = 0; i < p->n_ops[t]; i++)
            for (unsigned k = 0; k < p->op[t][i].n_cases; k++)
                if (p->op[t][i].cases[k].channel == channel)
                    return true;
    return false;
}

/* The nth smaller program. False where there are no more; *changed: whether it differs from p. */
static inline bool shrink_candidate(const struct program *p, unsigned nth, struct program *smaller,
                                    bool *changed)
{
    *smaller = *p;
    *changed = true;
    if (nth < p->n_threads) {
        *changed = p->n_threads > 1;
        if (*changed)
            shrink_drop_thread(smaller, nth);
        return true;
    }
    nth -= p->n_threads;
    for (unsigned t = 0; t < p->n_threads; t++) {
        if (nth < p->n_ops[t] * (1 + SHRINK_WAYS)) {
            unsigned i = nth / (1 + SHRINK_WAYS), way = nth % (1 + SHRINK_WAYS);
            if (way == 0)
                shrink_drop_op(smaller, t, i);
            else
                *changed = shrink_op(&smaller->op[t][i], way - 1);
            return true;
        }
        nth -= p->n_ops[t] * (1 + SHRINK_WAYS);
    }
    if (nth > p->n_channels)
        return false;
    if (nth == p->n_channels) {
        *changed = p->n_channels > 1 && !shrink_uses(p, p->n_channels - 1);
        smaller->n_channels -= *changed;
        return true;
    }
    *changed = p->capacity[nth] > 0;
    if (*changed)
        smaller->capacity[nth]--;
    return true;
}

/* Takes the first smaller program that fails, again and again. runs: for each. */
static inline void shrink(struct program *p, uint64_t seed, int runs)
{
    struct program smaller;
    bool changed;
    for (unsigned nth = 0; shrink_candidate(p, nth, &smaller, &changed);) {
        if (changed && shrink_run(&smaller, seed, runs) != RUN_POSSIBLE) {
            *p = smaller;
            nth = 0;
        } else {
            nth++;
        }
    }
}

/* Operations of all threads: how large a program is. */
static inline unsigned program_size(const struct program *p)
{
    unsigned n = 0;
    for (unsigned t = 0; t < p->n_threads; t++)
        n += p->n_ops[t];
    return n;
}
