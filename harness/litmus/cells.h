// SPDX-License-Identifier: MIT
// A batch of independent litmus cells: where they lie, in which order the threads visit them, how
// far apart in time, and what was seen in each.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/litmus/how.h"
#include "harness/machine/topology.h"
#include "harness/trial/arena.h"
#include "harness/trial/team.h"

enum {
    LITMUS_THREADS = 4,
    LITMUS_LOCATIONS = 3, /* x, y and z */
    LITMUS_REGISTERS = 4,
    LITMUS_VALUE_BITS = 2, /* every value is from 0 to 3 */
    LITMUS_CELLS = 256,
    LITMUS_KEYS = 1 << LITMUS_VALUE_BITS * (LITMUS_REGISTERS + LITMUS_LOCATIONS)
};

/* How the locations of a cell lie to each other. */
enum litmus_place {
    LITMUS_MIXED, /* another one for each batch */
    LITMUS_SAME_LINE,
    LITMUS_NEXT_LINE,
    LITMUS_FAR, /* on other pages */
    LITMUS_PLACE_COUNT
};
const char *litmus_place_name(enum litmus_place place); /* "mixed", "same-line", … */

/* What a thread is to do in a batch: its cells in its order, and where it puts what it saw. */
struct litmus_walk {
    const uint32_t *offset; /* of each cell, in bytes from base */
    unsigned char *base;
    uint32_t apart; /* bytes from a cell's x to its y, and from there to its z */
    unsigned n;
    uint16_t *seen; /* by the place in the order */
    void *context;  /* the plan's */
};

/* One thread's part in one cell; returns its registers, LITMUS_VALUE_BITS each, r1 lowest. */
typedef uint32_t (*litmus_part)(litmus_word *x, litmus_word *y, litmus_word *z);

SC_INLINE uint32_t litmus_pack(uint32_t r1, uint32_t r2, uint32_t r3, uint32_t r4)
{
    return r1 | r2 << LITMUS_VALUE_BITS | r3 << 2 * LITMUS_VALUE_BITS | r4 << 3 * LITMUS_VALUE_BITS;
}

/* The measured loop. part must be an SC_INLINE function, and dissolves into it. The addresses are
 * ready before the first access: nothing but the accesses stands between them. */
SC_INLINE void litmus_walk_by(const struct litmus_walk *walk, const litmus_part part)
{
    /* Two calls above is a way of the value 0, which cppcheck takes for a null walk. */
    // cppcheck-suppress ctunullpointer
    const uint32_t *const offset = walk->offset;
    unsigned char *const base = walk->base;
    uint16_t *const seen = walk->seen;
    const uint32_t apart = walk->apart;
    const unsigned n = walk->n;
    for (unsigned i = 0; i < n; i++) {
        litmus_word *x = (litmus_word *)(base + offset[i]);
        litmus_word *y = (litmus_word *)((unsigned char *)x + apart);
        litmus_word *z = (litmus_word *)((unsigned char *)y + apart);
        __asm__ volatile("" : "+r"(x), "+r"(y), "+r"(z));
        seen[i] = (uint16_t)part(x, y, z);
    }
}

typedef void (*litmus_loop)(const struct litmus_walk *walk);

struct litmus_cells;

struct litmus_plan {
    unsigned threads;
    const struct topology *topology; /* whose CPUs the threads may use */
    bool stays; /* the threads stay where they are pinned, and do not go from CPU to CPU */
    enum litmus_place place;
    unsigned cells; /* of a batch; 0: LITMUS_CELLS, which is the most */
    bool in_step;   /* the threads visit the cells in one order, from the first on */
    /* called by member 0 before each batch, while all others wait; may be NULL */
    void (*renew)(void *context);
    void *context;
};

/* In a's memory. NULL when the arena is full. It needs no destruction. */
struct litmus_cells *litmus_place_cells(struct arena *a, const struct litmus_plan *plan);

/*
 * The body of a litmus row: batches until m->deadline, in which the members take the parts in turn.
 * loop has one loop for each part. Member 0 counts the cells as its operations; the others count
 * none. There is no warm-up: the whole trial is counted.
 */
void litmus_run(struct team_member *m, struct litmus_cells *cells, const litmus_loop *loop);

/* How often the cells ended with each key, since they were placed: the registers' values,
 * LITMUS_VALUE_BITS each, r1 lowest, then x, y and z. Valid after the trial. */
const uint64_t *litmus_keys(const struct litmus_cells *cells);
