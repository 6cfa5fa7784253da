// SPDX-License-Identifier: MIT
// The measured loops of every shape: one for each part and each way.
#pragma once

#include "harness/litmus/shapes.h"
#include "harness/trial/loop.h"

/* A part's accesses, and then its registers in one word, as litmus_part returns them. */
#define S(l, v)    litmus_store(how, l, v);
#define L(i, l)    r##i = litmus_load(how, l);
#define A(i, l, v) r##i = litmus_add(how, l, v);
#define F          litmus_fence(how);
#define PART(id, number, steps)                                                                    \
    SC_INLINE uint32_t steps_##id##_##number(const enum litmus_how how, litmus_word *x,            \
                                             litmus_word *y, litmus_word *z)                       \
    {                                                                                              \
        uint32_t r1 = 0, r2 = 0, r3 = 0, r4 = 0;                                                   \
        (void)how, (void)x, (void)y, (void)z;                                                      \
        steps return litmus_pack(r1, r2, r3, r4);                                                  \
    }
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    PART(id, 0, p0) PART(id, 1, p1) PART(id, 2, p2) PART(id, 3, p3)
#include "harness/litmus/shapes.def"
#undef SHAPE
#undef S
#undef L
#undef A
#undef F

/* The loops of one part, one for each way. */
#define LOOP(id, number, how)                                                                      \
    SC_INLINE uint32_t part_##id##_##number##_##how(litmus_word *x, litmus_word *y,                \
                                                    litmus_word *z)                                \
    {                                                                                              \
        return steps_##id##_##number(LITMUS_##how, x, y, z);                                       \
    }                                                                                              \
    MEASURED void measured_litmus_##id##_##number##_##how(const struct litmus_walk *walk)          \
    {                                                                                              \
        litmus_walk_by(walk, part_##id##_##number##_##how);                                        \
    }
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    LOOPS_OF(id, plain)                                                                            \
    LOOPS_OF(id, relaxed)                                                                          \
    LOOPS_OF(id, acq_rel)                                                                          \
    LOOPS_OF(id, seq_cst) LOOPS_OF(id, fence_acq_rel) LOOPS_OF(id, fence_seq_cst)
#define LOOPS_OF(id, how) LOOP(id, 0, how) LOOP(id, 1, how) LOOP(id, 2, how) LOOP(id, 3, how)
#include "harness/litmus/shapes.def"
#undef SHAPE

static const litmus_loop litmus_loops[LITMUS_SHAPES][LITMUS_HOW_COUNT][LITMUS_THREADS] = {
#define NAMES(id, how)                                                                             \
    [LITMUS_##how] = {measured_litmus_##id##_0_##how, measured_litmus_##id##_1_##how,              \
                      measured_litmus_##id##_2_##how, measured_litmus_##id##_3_##how},
#define SHAPE(id, name, p0, p1, p2, p3, finals)                                                    \
    [LITMUS_SHAPE_##id] = {NAMES(id, plain) NAMES(id, relaxed) NAMES(id, acq_rel) NAMES(           \
        id, seq_cst) NAMES(id, fence_acq_rel) NAMES(id, fence_seq_cst)},
#include "harness/litmus/shapes.def"
#undef SHAPE
};
