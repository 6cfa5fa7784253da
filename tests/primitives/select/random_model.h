// SPDX-License-Identifier: MIT
// The reference of random programs: whether what was seen could have happened one step at a time.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tests/primitives/select/random_program.h"

/*
 * An operation has one step or two. It arrives: where it can proceed it does so, and may complete
 * the operation of a thread that waits; where it cannot it waits. A wait that times out ends with a
 * step of its own. Steps lie between call and return. So the reference knows who waits, and a
 * thread that sleeps on although it could go on is found.
 *
 * Source: Wing and Gong, "Testing and verifying concurrent objects" (1993), with the states that
 * were seen before, after Lowe (2017); the two steps are those of Scherer and Scott, "Nonblocking
 * concurrent data structures with condition synchronization" (2004).
 */
enum {
    HISTORY_RESCUES = 24,
    HISTORY_OPS = HISTORY_RESCUES, /* of a thread; at least PROGRAM_OPS */
    HISTORY_THREADS = PROGRAM_THREADS + 1
};

/* How an operation ended, and when, by a clock that all threads share and that only counts. */
struct event {
    uint64_t called, returned;
    int chosen;     /* the case; -1: none could proceed, at once or in time */
    bool refused;   /* a send on, or a close of, a closed channel */
    bool received;  /* of a receive: a value, not the end */
    uint64_t value; /* that was received, 0 with the end; or that was sent */
    bool early;     /* a time-out before its time, or a case that was not chosen had an effect */
};

/* One more thread than the program has: the one that comes to rescue. */
struct history {
    unsigned n_ops[HISTORY_THREADS];
    struct program_op op[HISTORY_THREADS][HISTORY_OPS];
    struct event event[HISTORY_THREADS][HISTORY_OPS];
    unsigned n_channels;
    unsigned capacity[PROGRAM_CHANNELS];
};

/* What there is between two steps. Compared as bytes: without gaps, and what is unused is 0. */
struct model {
    uint8_t next[HISTORY_THREADS];    /* the operation of each thread */
    uint8_t waiting[HISTORY_THREADS]; /* threads that wait, in the order of arrival */
    uint8_t n_waiting;
    uint8_t closed[PROGRAM_CHANNELS];
    uint8_t count[PROGRAM_CHANNELS];
    uint8_t unused;
    uint16_t ring[PROGRAM_CHANNELS][4]; /* the oldest first */
};

static inline const struct program_op *model_op(const struct history *h, const struct model *m,
                                                unsigned thread)
{
    return &h->op[thread][m->next[thread]];
}

static inline const struct event *model_event(const struct history *h, const struct model *m,
                                              unsigned thread)
{
    return &h->event[thread][m->next[thread]];
}

static inline bool model_waits(const struct model *m, unsigned thread)
{
    for (unsigned i = 0; i < m->n_waiting; i++)
        if (m->waiting[i] == thread)
            return true;
    return false;
}

static inline void model_end_wait(struct model *m, unsigned thread)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < m->n_waiting; i++)
        if (m->waiting[i] != thread)
            m->waiting[kept++] = m->waiting[i];
    while (m->n_waiting > kept)
        m->waiting[--m->n_waiting] = 0;
    m->next[thread]++;
}

/* The first that waits to do so on that channel; HISTORY_THREADS where nobody does. */
static inline unsigned model_first(const struct history *h, const struct model *m, unsigned channel,
                                   bool sends)
{
    for (unsigned i = 0; i < m->n_waiting; i++) {
        const struct program_op *op = model_op(h, m, m->waiting[i]);
        for (unsigned k = 0; k < op->n_cases; k++)
            if (op->cases[k].channel == channel && op->cases[k].sends == sends)
                return m->waiting[i];
    }
    return HISTORY_THREADS;
}

static inline bool model_ready(const struct history *h, const struct model *m,
                               const struct op_case *k)
{
    if (k->channel == PROGRAM_NIL)
        return false;
    if (m->closed[k->channel])
        return true;
    if (k->sends ? m->count[k->channel] < h->capacity[k->channel] : m->count[k->channel] > 0)
        return true;
    return model_first(h, m, k->channel, !k->sends) != HISTORY_THREADS;
}

/* Whether thread, which waits, says that its operation ended by that case of that channel. */
static inline bool model_ended_by(const struct history *h, const struct model *m, unsigned thread,
                                  unsigned channel, bool sends)
{
    const struct event *e = model_event(h, m, thread);
    const struct program_op *op = model_op(h, m, thread);
    return e->chosen >= 0 && op->cases[e->chosen].channel == channel &&
           op->cases[e->chosen].sends == sends;
}

static inline void model_push(struct model *m, unsigned channel, uint64_t value)
{
    m->ring[channel][m->count[channel]++] = (uint16_t)value;
}

static inline uint64_t model_pop(struct model *m, unsigned channel)
{
    uint64_t value = m->ring[channel][0];
    memmove(&m->ring[channel][0], &m->ring[channel][1], 3 * sizeof m->ring[channel][0]);
    m->ring[channel][3] = 0;
    m->count[channel]--;
    return value;
}

/* The send with the event e proceeds. False where something else was seen. */
static inline bool model_send(const struct history *h, struct model *m, unsigned channel,
                              const struct event *e)
{
    if (e->refused || m->closed[channel])
        return e->refused && m->closed[channel];
    unsigned receiver = model_first(h, m, channel, false);
    if (receiver == HISTORY_THREADS) {
        model_push(m, channel, e->value);
        return true;
    }
    const struct event *other = model_event(h, m, receiver);
    if (!model_ended_by(h, m, receiver, channel, false) || !other->received ||
        other->value != e->value)
        return false;
    model_end_wait(m, receiver);
    return true;
}

static inline bool model_receive(const struct history *h, struct model *m, unsigned channel,
                                 const struct event *e)
{
    unsigned sender = model_first(h, m, channel, true);
    uint64_t value = m->count[channel] > 0 ? model_pop(m, channel) : 0;
    if (sender != HISTORY_THREADS) {
        const struct event *other = model_event(h, m, sender);
        if (!model_ended_by(h, m, sender, channel, true) || other->refused)
            return false;
        if (h->capacity[channel] > 0)
            model_push(m, channel, other->value);
        else
            value = other->value;
        model_end_wait(m, sender);
    }
    return e->received == (value != 0) && e->value == value;
}

/* The close ends every wait on the channel. */
static inline bool model_close(const struct history *h, struct model *m, unsigned channel,
                               const struct event *e)
{
    if (e->refused || m->closed[channel])
        return e->refused && m->closed[channel];
    m->closed[channel] = 1;
    for (unsigned i = 0; i < m->n_waiting;) {
        unsigned thread = m->waiting[i];
        const struct program_op *op = model_op(h, m, thread);
        const struct event *other = model_event(h, m, thread);
        bool there = false;
        for (unsigned k = 0; k < op->n_cases; k++)
            there |= op->cases[k].channel == channel;
        if (!there) {
            i++;
            continue;
        }
        if (other->chosen < 0 || op->cases[other->chosen].channel != channel || other->received ||
            other->refused != op->cases[other->chosen].sends)
            return false;
        model_end_wait(m, thread);
    }
    return true;
}

/* Thread arrives with its next operation. False where it cannot have been so. */
static inline bool model_arrive(const struct history *h, struct model *m, unsigned thread)
{
    const struct program_op *op = model_op(h, m, thread);
    const struct event *e = model_event(h, m, thread);
    if (op->kind == OP_CLOSE) {
        m->next[thread]++;
        return model_close(h, m, op->cases[0].channel, e);
    }
    bool any = false;
    for (unsigned k = 0; k < op->n_cases; k++)
        any |= model_ready(h, m, &op->cases[k]);
    if (!any && (e->chosen >= 0 || op->patience == A_WHILE)) {
        m->waiting[m->n_waiting++] = (uint8_t)thread;
        return op->patience != AT_ONCE;
    }
    m->next[thread]++;
    if (!any || e->chosen < 0)
        return !any && op->patience == AT_ONCE;
    const struct op_case *k = &op->cases[e->chosen];
    if (!model_ready(h, m, k))
        return false;
    return k->sends ? model_send(h, m, k->channel, e) : model_receive(h, m, k->channel, e);
}

/* Whether each other thread's operation may still come after one that is called at that time. */
static inline bool model_may_precede(const struct history *h, const struct model *m,
                                     unsigned thread)
{
    uint64_t called = model_event(h, m, thread)->called;
    for (unsigned t = 0; t < HISTORY_THREADS; t++)
        if (t != thread && m->next[t] < h->n_ops[t] && model_event(h, m, t)->returned < called)
            return false;
    return true;
}

/* ---- the search ---- */

enum { MODEL_SEEN = 1 << 14 };

struct search {
    const struct history *history;
    uint64_t *seen; /* marks of states, MODEL_SEEN of them, 0 where free */
    size_t states;
};

/* Whether m is new. The mark of a state is a hash of 64 bits. */
static inline bool search_is_new(struct search *s, const struct model *m)
{
    const unsigned char *byte = (const unsigned char *)m;
    uint64_t mark = 0xcbf29ce484222325u;
    for (size_t i = 0; i < sizeof *m; i++)
        mark = (mark ^ byte[i]) * 0x100000001b3u;
    mark = (mark ^ mark >> 29) * 0xbf58476d1ce4e5b9u;
    mark += mark == 0;
    size_t at = mark % MODEL_SEEN;
    for (; s->seen[at] != 0; at = (at + 1) % MODEL_SEEN)
        if (s->seen[at] == mark)
            return false;
    if (s->states < MODEL_SEEN / 2) {
        s->seen[at] = mark;
        s->states++;
    }
    return true;
}

static inline bool search_from(struct search *s, const struct model *m)
{
    const struct history *h = s->history;
    bool over = true;
    for (unsigned t = 0; t < HISTORY_THREADS; t++)
        over &= m->next[t] == h->n_ops[t];
    if (over || !search_is_new(s, m))
        return over;
    for (unsigned t = 0; t < HISTORY_THREADS; t++) {
        if (m->next[t] == h->n_ops[t])
            continue;
        struct model after = *m;
        if (!model_waits(m, t)) {
            if (!model_may_precede(h, m, t) || !model_arrive(h, &after, t))
                continue;
        } else {
            if (model_event(h, m, t)->chosen >= 0)
                continue;
            model_end_wait(&after, t);
        }
        if (search_from(s, &after))
            return true;
    }
    return false;
}

/* Whether the history could have happened. seen: room for MODEL_SEEN marks. */
static inline bool history_is_possible(const struct history *h, uint64_t *seen)
{
    struct search s = {.history = h, .seen = seen};
    struct model m;
    memset(seen, 0, MODEL_SEEN * sizeof *seen);
    memset(&m, 0, sizeof m);
    for (unsigned t = 0; t < HISTORY_THREADS; t++)
        for (unsigned i = 0; i < h->n_ops[t]; i++)
            if (h->event[t][i].early)
                return false;
    return search_from(&s, &m);
}
