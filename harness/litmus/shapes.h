// SPDX-License-Identifier: MIT
// The litmus shapes as data: their programs, their outcomes, and which of them the models forbid.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "harness/litmus/cells.h"

enum litmus_shape_id {
#define SHAPE(id, ...) LITMUS_SHAPE_##id,
#include "harness/litmus/shapes.def"
#undef SHAPE
    LITMUS_SHAPES
};

enum litmus_op { LITMUS_END, LITMUS_STORE, LITMUS_LOAD, LITMUS_ADD, LITMUS_FENCE };

/* One step of a thread: register is 1 to LITMUS_REGISTERS where it has one. */
struct litmus_step {
    enum litmus_op op;
    unsigned reg, at; /* at: 0 x, 1 y, 2 z */
    uint32_t value;
};
enum { LITMUS_STEPS = 8 };

struct litmus_shape {
    const char *name;
    struct litmus_step program[LITMUS_THREADS][LITMUS_STEPS]; /* each ends with LITMUS_END */
    unsigned finals; /* a bit for each location whose last value is a part of the outcome */
};
extern const struct litmus_shape litmus_shapes[LITMUS_SHAPES];

unsigned litmus_threads(const struct litmus_shape *shape);
const char *litmus_how_name(enum litmus_how how); /* "plain", "acq-rel", … */

/* An outcome: "r1=1 r2=0", and the key of litmus_keys that it has. */
enum { LITMUS_OUTCOMES = 32, LITMUS_OUTCOME = 32 };
struct litmus_outcome {
    char name[LITMUS_OUTCOME];
    uint32_t key;
};

/* Every combination of values that the program's stores could give to the registers and final
 * locations, in ascending order; returns how many. */
unsigned litmus_outcomes(const struct litmus_shape *shape,
                         struct litmus_outcome outcome[LITMUS_OUTCOMES]);

/* The part of a key of litmus_keys that makes an outcome of the shape. */
uint32_t litmus_outcome_mask(const struct litmus_shape *shape);

/* Whether the outcome is the one named, in which a * is any value. */
bool litmus_matches(const char *named, const char *outcome);

/* Where C17 forbids the outcome of that name in that way, the place in its text; else NULL. */
const char *litmus_forbids(enum litmus_shape_id shape, enum litmus_how how, const char *outcome);

/* Whether no x86-64 CPU shows the outcome, even where every access is a plain one. */
bool litmus_never_on_tso(enum litmus_shape_id shape, const char *outcome);
