// SPDX-License-Identifier: MIT
// Latency rows of channels: from a send, or a close, to the moment the receiver has returned.
#pragma once

#include "harness/trial/wake.h"
#include "primitives/channel/subjects.h"

/* One member's view. */
struct channel_party {
    void *channel;
    size_t capacity;
    uint64_t next; /* value that the next round sends */
    uint64_t faults;
};

SC_INLINE void channel_await_value(struct channel_party *p, bool (*receive)(void *, uint64_t *))
{
    uint64_t got = 0;
    p->faults += !receive(p->channel, &got) || got != p->next++;
}

SC_INLINE void channel_send_value(struct channel_party *p, bool (*send)(void *, uint64_t))
{
    p->faults += !send(p->channel, p->next++);
}

SC_INLINE void channel_await_close(struct channel_party *p, bool (*receive)(void *, uint64_t *))
{
    uint64_t got = 0;
    p->faults += receive(p->channel, &got);
}

/* Nobody waits: the channel that was closed becomes a fresh one. */
SC_INLINE void channel_reopen(struct channel_party *p, int (*init)(void *, size_t),
                              void (*destroy)(void *))
{
    destroy(p->channel);
    p->faults += init(p->channel, p->capacity) != 0;
}

/* What the members share. */
struct channel_late {
    void *channel;
    size_t capacity;
    struct wake *wake;
};

/* Where it lies in what setup returned: the bench says it. */
static struct channel_late *channel_late_of(void *shared);

/* Values run through both phases: none of the first is taken for one of the second. */
SC_INLINE void run_channel_wake(struct team_member *m, void *shared, const struct wake_verbs verbs)
{
    const struct channel_late *s = channel_late_of(shared);
    struct channel_party p = {
        .channel = s->channel, .capacity = s->capacity, .next = WAKE_BASE(m->phase) + 1};
    wake_run(m, s->wake, &p, verbs);
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define CHANNEL_SUBJECT(name, ...)                                                                 \
    SC_INLINE void await_value_##name(void *p)                                                     \
    {                                                                                              \
        channel_await_value(p, channel_receive_##name);                                            \
    }                                                                                              \
    SC_INLINE void send_value_##name(void *p)                                                      \
    {                                                                                              \
        channel_send_value(p, channel_send_##name);                                                \
    }                                                                                              \
    SC_INLINE void await_close_##name(void *p)                                                     \
    {                                                                                              \
        channel_await_close(p, channel_receive_##name);                                            \
    }                                                                                              \
    SC_INLINE void close_##name(void *p)                                                           \
    {                                                                                              \
        channel_close_##name(((struct channel_party *)p)->channel);                                \
    }                                                                                              \
    SC_INLINE void reopen_##name(void *p)                                                          \
    {                                                                                              \
        channel_reopen(p, channel_init_##name, channel_destroy_##name);                            \
    }                                                                                              \
    MEASURED void measured_channel_send_received_##name(struct team_member *m, void *shared)       \
    {                                                                                              \
        run_channel_wake(m, shared,                                                                \
                         (struct wake_verbs){NULL, await_value_##name, send_value_##name});        \
    }                                                                                              \
    MEASURED void measured_channel_close_received_##name(struct team_member *m, void *shared)      \
    {                                                                                              \
        run_channel_wake(m, shared,                                                                \
                         (struct wake_verbs){reopen_##name, await_close_##name, close_##name});    \
    }
#include CHANNEL_LIST
#undef CHANNEL_SUBJECT
