// SPDX-License-Identifier: MIT
// Random programs of a few threads on a few channels: how they are made, and how they look.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "primitives/select/random.h"

enum {
    PROGRAM_THREADS = 4,
    PROGRAM_OPS = 5, /* of a thread */
    PROGRAM_CHANNELS = 3,
    PROGRAM_CASES = 3,
    PROGRAM_NIL = PROGRAM_CHANNELS /* the channel that is nil */
};

enum op_kind { OP_SEND, OP_RECEIVE, OP_SELECT, OP_CLOSE };
enum op_patience { FOR_EVER, AT_ONCE, A_WHILE };

struct op_case {
    unsigned channel; /* PROGRAM_NIL: nil */
    bool sends;
};

struct program_op {
    enum op_kind kind;
    enum op_patience patience;
    unsigned wait_us; /* of A_WHILE */
    unsigned delay;   /* turns of a loop before it */
    unsigned n_cases; /* 1 but in a select */
    struct op_case cases[PROGRAM_CASES];
};

struct program {
    unsigned n_threads, n_channels;
    unsigned capacity[PROGRAM_CHANNELS];
    unsigned n_ops[PROGRAM_THREADS];
    struct program_op op[PROGRAM_THREADS][PROGRAM_OPS];
};

/* What the case of that operation sends: each value once in a program, and never 0. */
static inline uint64_t program_value(unsigned thread, unsigned op, unsigned nth_case)
{
    return 1 + (thread * PROGRAM_OPS + op) * PROGRAM_CASES + nth_case;
}

/* Whether only a deadline could end it: every channel is nil. */
static inline bool program_all_nil(const struct program_op *op)
{
    for (unsigned i = 0; i < op->n_cases; i++)
        if (op->cases[i].channel != PROGRAM_NIL)
            return false;
    return true;
}

static inline bool program_chance(uint32_t percent)
{
    return select_random_below(100) < percent;
}

static inline struct program_op program_random_op(unsigned n_channels)
{
    struct program_op op = {.n_cases = 1};
    uint32_t dice = select_random_below(100);
    op.kind = dice < 30 ? OP_SEND : dice < 60 ? OP_RECEIVE : dice < 92 ? OP_SELECT : OP_CLOSE;
    op.patience = program_chance(40) ? FOR_EVER : program_chance(40) ? AT_ONCE : A_WHILE;
    op.wait_us = program_chance(20) ? 0 : select_random_below(300);
    op.delay = program_chance(50) ? 0 : select_random_below(400);
    if (op.kind == OP_SELECT)
        op.n_cases = 1 + select_random_below(PROGRAM_CASES);
    for (unsigned i = 0; i < op.n_cases; i++) {
        bool nil = op.kind != OP_CLOSE && program_chance(6);
        op.cases[i].channel = nil ? PROGRAM_NIL : select_random_below(n_channels);
        op.cases[i].sends = op.kind == OP_SEND || (op.kind == OP_SELECT && program_chance(50));
    }
    if (op.patience == FOR_EVER && program_all_nil(&op))
        op.patience = A_WHILE;
    return op;
}

/* The same seed makes the same program. seed is not 0. */
static inline struct program program_random(uint64_t seed)
{
    static const unsigned capacities[] = {0, 0, 1, 1, 2};
    struct program p = {0};
    select_random_seed(seed);
    p.n_threads = 2 + select_random_below(PROGRAM_THREADS - 1);
    p.n_channels = 1 + select_random_below(PROGRAM_CHANNELS);
    for (unsigned i = 0; i < p.n_channels; i++)
        p.capacity[i] = capacities[select_random_below(5)];
    for (unsigned t = 0; t < p.n_threads; t++) {
        p.n_ops[t] = 1 + select_random_below(PROGRAM_OPS);
        for (unsigned i = 0; i < p.n_ops[t]; i++)
            p.op[t][i] = program_random_op(p.n_channels);
    }
    return p;
}

static inline void program_print_op(FILE *out, const struct program_op *op)
{
    static const char *const kinds[] = {"send", "receive", "select", "close"};
    fprintf(out, "%s", kinds[op->kind]);
    for (unsigned i = 0; i < op->n_cases; i++) {
        if (op->kind == OP_SELECT)
            fprintf(out, "%s%s", i ? ", " : " {", op->cases[i].sends ? "send" : "receive");
        if (op->cases[i].channel == PROGRAM_NIL)
            fprintf(out, " nil");
        else
            fprintf(out, " %c", 'a' + (int)op->cases[i].channel);
    }
    if (op->kind == OP_SELECT)
        fprintf(out, "}");
    if (op->kind != OP_CLOSE && op->patience == AT_ONCE)
        fprintf(out, " at once");
    if (op->kind != OP_CLOSE && op->patience == A_WHILE)
        fprintf(out, " for %u us", op->wait_us);
}

static inline void program_print(FILE *out, const struct program *p)
{
    fprintf(out, "# channels:");
    for (unsigned i = 0; i < p->n_channels; i++)
        fprintf(out, " %c of capacity %u", 'a' + (int)i, p->capacity[i]);
    fprintf(out, "\n");
    for (unsigned t = 0; t < p->n_threads; t++) {
        fprintf(out, "# thread %u:", t);
        for (unsigned i = 0; i < p->n_ops[t]; i++) {
            fprintf(out, "%s ", i ? ";" : "");
            program_print_op(out, &p->op[t][i]);
        }
        fprintf(out, "\n");
    }
}
