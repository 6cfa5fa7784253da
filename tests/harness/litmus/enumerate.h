// SPDX-License-Identifier: MIT
// Every outcome of a litmus shape under sequential consistency and under x86-TSO, by running the
// programs in every order.
#pragma once

#include <stdbool.h>
#include <string.h>

#include "harness/litmus/shapes.h"

/* Which keys of litmus_keys were reached. */
struct reached {
    bool key[LITMUS_KEYS];
};

enum { PENDING = 4 };

/* A machine with a FIFO of stores for each thread (Sewell et al. 2010); under sequential
 * consistency a store waits for no time in it. */
struct machine {
    unsigned step[LITMUS_THREADS];
    bool halved[LITMUS_THREADS]; /* a plain addition has loaded and not stored yet */
    uint32_t memory[LITMUS_LOCATIONS], reg[LITMUS_REGISTERS + 1];
    struct {
        unsigned at;
        uint32_t value;
    } pending[LITMUS_THREADS][PENDING];
    unsigned n_pending[LITMUS_THREADS];
};

struct enumeration {
    const struct litmus_shape *shape;
    enum litmus_how how;
    bool buffers;
    struct reached *reached;
};

static uint32_t key_of(const struct machine *m)
{
    uint32_t key = 0;
    for (unsigned i = 0; i < LITMUS_REGISTERS; i++)
        key |= m->reg[i + 1] << LITMUS_VALUE_BITS * i;
    for (unsigned i = 0; i < LITMUS_LOCATIONS; i++)
        key |= m->memory[i] << LITMUS_VALUE_BITS * (LITMUS_REGISTERS + i);
    return key;
}

static uint32_t look(const struct machine *m, unsigned thread, unsigned at)
{
    for (unsigned i = m->n_pending[thread]; i-- > 0;)
        if (m->pending[thread][i].at == at)
            return m->pending[thread][i].value;
    return m->memory[at];
}

static void put(const struct enumeration *e, struct machine *m, unsigned thread, unsigned at,
                uint32_t value)
{
    unsigned *n = &m->n_pending[thread];
    if (!e->buffers || e->how == LITMUS_seq_cst) { /* xchg: at once, when the FIFO is empty */
        m->memory[at] = value;
        return;
    }
    m->pending[thread][*n].at = at;
    m->pending[thread][(*n)++].value = value;
}

/* Whether the step must wait until the thread's stores have left the FIFO. */
static bool drains(const struct enumeration *e, const struct litmus_step *s)
{
    return (s->op == LITMUS_STORE && e->how == LITMUS_seq_cst) ||
           (s->op == LITMUS_ADD && e->how != LITMUS_plain) ||
           (s->op == LITMUS_FENCE && e->how == LITMUS_fence_seq_cst);
}

static void run_step(const struct enumeration *e, struct machine *m, unsigned thread)
{
    const struct litmus_step *s = &e->shape->program[thread][m->step[thread]];
    bool over = true;
    if (s->op == LITMUS_STORE) {
        put(e, m, thread, s->at, s->value);
    } else if (s->op == LITMUS_LOAD) {
        m->reg[s->reg] = look(m, thread, s->at);
    } else if (s->op == LITMUS_ADD && e->how != LITMUS_plain) {
        m->reg[s->reg] = m->memory[s->at];
        m->memory[s->at] += s->value;
    } else if (s->op == LITMUS_ADD && !m->halved[thread]) {
        m->reg[s->reg] = look(m, thread, s->at);
        over = false;
    } else if (s->op == LITMUS_ADD) {
        put(e, m, thread, s->at, m->reg[s->reg] + s->value);
    }
    m->halved[thread] = !over;
    m->step[thread] += over;
}

static void flush_one(struct machine *m, unsigned thread)
{
    m->memory[m->pending[thread][0].at] = m->pending[thread][0].value;
    m->n_pending[thread]--;
    memmove(&m->pending[thread][0], &m->pending[thread][1],
            m->n_pending[thread] * sizeof m->pending[thread][0]);
}

static void run_on(const struct enumeration *e, const struct machine *m)
{
    bool over = true;
    for (unsigned t = 0; t < LITMUS_THREADS; t++) {
        const struct litmus_step *s = &e->shape->program[t][m->step[t]];
        if (s->op != LITMUS_END && !(drains(e, s) && m->n_pending[t])) {
            struct machine next = *m;
            run_step(e, &next, t);
            run_on(e, &next);
        }
        if (m->n_pending[t]) {
            struct machine next = *m;
            flush_one(&next, t);
            run_on(e, &next);
        }
        over &= s->op == LITMUS_END && !m->n_pending[t];
    }
    if (over)
        e->reached->key[key_of(m)] = true;
}

static void enumerate(const struct litmus_shape *shape, enum litmus_how how, bool buffers,
                      struct reached *reached)
{
    const struct machine start = {0};
    memset(reached, 0, sizeof *reached);
    run_on(&(struct enumeration){shape, how, buffers, reached}, &start);
}

/* Under sequential consistency; the way matters to a plain addition only. */
static inline void enumerate_sc(const struct litmus_shape *shape, enum litmus_how how,
                                struct reached *reached)
{
    enumerate(shape, how, false, reached);
}

/* Under x86-TSO, with the instructions that compilers make of each way. */
static inline void enumerate_tso(const struct litmus_shape *shape, enum litmus_how how,
                                 struct reached *reached)
{
    enumerate(shape, how, true, reached);
}
