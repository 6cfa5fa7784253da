// SPDX-License-Identifier: MIT
// Lines that helper threads bring into one coherence state before another thread accesses each once
// and times that.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/line_state.h"
#include "harness/trial/arena.h"
#include "harness/trial/team.h"
#include "primitives/compiler.h"

/*
 * What a member does with every line in its turn. Member 0 times: the last turn of a plan is its
 * ACT_TIME. Member 1 is the owner; a plan of three threads has member 2 as the third CPU of
 * common/line_states.def.
 */
enum states_act { ACT_WRITE, ACT_FLUSH, ACT_READ, ACT_TIME };
struct states_turn {
    unsigned member;
    enum states_act act;
};
enum { STATES_TURNS = 5 };
struct states_plan {
    unsigned n, threads;
    bool flushes, owned; /* needs a machine that can flush, or whose protocol has the state */
    struct states_turn turn[STATES_TURNS];
};
const struct states_plan *states_plan(enum line_state state);

/*
 * The lines lie in slots of 256 bytes, each in one of the four lines of 64 bytes of its slot, at
 * random: no two of them are neighbours of one pair of lines, or in one line of 128 bytes. 64 KiB
 * lie in 16 pages, or in 17 from within a page on, which the first level of any TLB holds. The 256
 * lines, 16 KiB, are half of what the smallest first cache holds.
 */
enum { STATES_LINES = 256, STATES_SLOT = 256, STATES_BYTES = STATES_LINES * STATES_SLOT };

/*
 * A line's word holds in its low 16 bits where the next line of the round's order is, in bytes from
 * the first slot, so that each access can depend on the one before. All words of a round are
 * counted alike above that; an access that writes adds 1 to the count.
 */
#define STATES_OFFSET(word) ((uint64_t)(uint16_t)(word))
#define STATES_COUNT        (UINT64_C(1) << 16)

/* Passes whose times are kept: more than a window of 100 ms has. */
enum { STATES_ROUNDS = 8192 };

struct states {
    _Atomic uint64_t turn __attribute__((aligned(ARENA_ALIGN)));
    /* Constant during a trial. */
    const struct states_plan *plan __attribute__((aligned(ARENA_ALIGN)));
    unsigned char *base;
    /* Written by the timing thread before the first turn of a round, read by OTHER. */
    uint64_t count __attribute__((aligned(ARENA_ALIGN)));
    uint32_t order[STATES_LINES + 1]; /* offsets: a cycle, whose last is its first */
    /* The timing thread's own. */
    uint64_t random __attribute__((aligned(ARENA_ALIGN)));
    double took[STATES_ROUNDS]; /* ticks of the passes of a phase, the last ones */
};

SC_INLINE _Atomic uint64_t *states_word(const struct states *s, uint64_t offset)
{
    return (_Atomic uint64_t *)(s->base + offset);
}

/* In a's memory. NULL where the arena is full. Needs no destruction. */
struct states *states_place(struct arena *a, enum line_state state);

/* Another random order, and another count. */
void states_shuffle(struct states *s);

/* Does with every line, in the order of the round, what is no timing. */
void states_act(const struct states *s, enum states_act act);

/* Whether every line holds the last round's count plus added, and the order is one cycle over all.
 */
bool states_hold(const struct states *s, uint64_t added);

/* Accesses every line once, in the order of the round, and returns the offset that the last line
 * names: the first of the order. *took: what this took, in ticks. */
typedef uint64_t (*states_pass)(const struct states *s, uint64_t *took);

/*
 * The body of a row: member 0 times pass in rounds until m->deadline; the others help. m->timed is
 * the median of its passes, times their number: a pass in which a thread was interrupted would
 * outweigh hundreds of others. A pass that does not come back to its first line is a fault.
 */
void states_run(struct team_member *m, struct states *s, states_pass pass);
