// SPDX-License-Identifier: MIT
// The measured loops of channels, but for those of latency rows: a channel used by one thread, a
// message there and back, a stream from one to another, and many of both.
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "benches/channel_wake.h"
#include "harness/trial/loop.h"
#include "primitives/channel/subjects.h"

/* Ends a phase. Messages are below it; an eventfd, which only adds, is never handed anything beside
 * it. */
static const uint64_t stop = 1u << 20;
static const uint64_t ping = 1;

struct shared {
    void *there, *back; /* back only for ping-pong */
    unsigned senders;
    _Atomic unsigned finished; /* senders that are done with the phase */
    /* phases of many-to-many: no stop of the first may meet a receiver in the second */
    pthread_barrier_t between;
    struct channel_late late; /* of latency rows */
};

static struct channel_late *channel_late_of(void *shared)
{
    return &((struct shared *)shared)->late;
}

struct party {
    void *there, *back;
    uint64_t next, faults;
};

typedef bool (*send_verb)(void *channel, uint64_t value);
typedef bool (*receive_verb)(void *channel, uint64_t *value);

SC_INLINE void send_receive(struct party *p, send_verb send, receive_verb receive)
{
    uint64_t got = 0;
    p->faults += !send(p->there, ping);
    p->faults += !receive(p->there, &got) || got != ping;
}

SC_INLINE void round_trip(struct party *p, send_verb send, receive_verb receive)
{
    uint64_t got = 0;
    p->faults += !send(p->there, ping);
    p->faults += !receive(p->back, &got) || got != ping;
}

SC_INLINE void answer(struct team_member *m, struct shared *s, send_verb send, receive_verb receive)
{
    uint64_t got = 0;
    m->uncounted = true;
    m->started = ticks();
    while (receive(s->there, &got) && got != stop)
        send(s->back, got);
    send(s->back, stop);
    m->ended = ticks();
}

SC_INLINE void send_next(struct party *p, send_verb send)
{
    p->faults += !send(p->there, p->next);
    p->next = (p->next + 1) & (stop - 1);
}

/* One sender's messages arrive in the order of sending: with a single sender the receiver knows the
 * next value. */
SC_INLINE void receive_all(struct team_member *m, struct shared *s, receive_verb receive,
                           bool one_sender)
{
    uint64_t got = 0, next = 0, ops = 0;
    m->started = ticks();
    while (receive(s->there, &got) && got != stop) {
        m->faults += one_sender && got != next;
        next = (next + 1) & (stop - 1);
        ops++;
    }
    m->ended = ticks();
    m->ops = ops;
}

SC_INLINE struct party party_of(const struct shared *s)
{
    return (struct party){.there = s->there, .back = s->back};
}

SC_INLINE void run_alone(struct team_member *m, void *shared, loop_op op)
{
    struct party p = party_of(shared);
    loop_run(m, &p, op);
    m->faults += p.faults;
}

SC_INLINE void run_ping_pong(struct team_member *m, void *shared, loop_op op, send_verb send,
                             receive_verb receive)
{
    struct shared *s = shared;
    struct party p = party_of(s);
    if (m->id != 0) {
        answer(m, s, send, receive);
        return;
    }
    loop_run(m, &p, op);
    uint64_t got = 0;
    send(s->there, stop);
    p.faults += !receive(s->back, &got) || got != stop;
    m->faults += p.faults;
}

SC_INLINE void run_stream(struct team_member *m, void *shared, loop_op op, send_verb send,
                          receive_verb receive)
{
    struct shared *s = shared;
    struct party p = party_of(s);
    if (m->id != 0) {
        receive_all(m, s, receive, true);
        return;
    }
    m->uncounted = true;
    loop_run(m, &p, op);
    m->ops = 0;
    send(s->there, stop);
    m->faults += p.faults;
}

SC_INLINE void run_many(struct team_member *m, void *shared, loop_op op, send_verb send,
                        receive_verb receive)
{
    struct shared *s = shared;
    struct party p = party_of(s);
    if (m->id >= s->senders) {
        receive_all(m, s, receive, false);
    } else {
        m->uncounted = true;
        loop_run(m, &p, op);
        m->ops = 0;
        if (atomic_fetch_add(&s->finished, 1) + 1 == s->senders * (m->phase + 1))
            for (unsigned i = s->senders; i < m->threads; i++)
                send(s->there, stop);
        m->faults += p.faults;
    }
    if (m->phase == 0)
        pthread_barrier_wait(&s->between);
}

#define VERBS(name) channel_send_##name, channel_receive_##name
/* The loops of one subject, into which its verbs dissolve. */
#define CHANNEL_SUBJECT(name, ...)                                                                 \
    SC_INLINE void op_alone_##name(void *p)                                                        \
    {                                                                                              \
        send_receive(p, VERBS(name));                                                              \
    }                                                                                              \
    SC_INLINE void op_ping_pong_##name(void *p)                                                    \
    {                                                                                              \
        round_trip(p, VERBS(name));                                                                \
    }                                                                                              \
    SC_INLINE void op_stream_##name(void *p)                                                       \
    {                                                                                              \
        send_next(p, channel_send_##name);                                                         \
    }                                                                                              \
    MEASURED void measured_channel_alone_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run_alone(m, shared, op_alone_##name);                                                     \
    }                                                                                              \
    MEASURED void measured_channel_ping_pong_##name(struct team_member *m, void *shared)           \
    {                                                                                              \
        run_ping_pong(m, shared, op_ping_pong_##name, VERBS(name));                                \
    }                                                                                              \
    MEASURED void measured_channel_stream_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_stream(m, shared, op_stream_##name, VERBS(name));                                      \
    }                                                                                              \
    MEASURED void measured_channel_many_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_many(m, shared, op_stream_##name, VERBS(name));                                        \
    }
#include CHANNEL_LIST
#undef CHANNEL_SUBJECT
