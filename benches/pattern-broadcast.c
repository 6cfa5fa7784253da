// SPDX-License-Identifier: MIT
// A broadcast: one thread signals, and all others that wait go on. How late the last of them does.
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "benches/pattern_told.h"
#include "primitives/channel/go.h"
#include "primitives/cond/subjects.h"
#include "primitives/futex.h"
#include "primitives/mutex/go.h"
#include "primitives/waitgroup/go.h"

/* ---- close of a channel ---- */

struct closed {
    struct told told;
    struct go_channel channel;
};

static int init_channel(void *state, struct bench_trial *t)
{
    (void)t;
    return go_channel_init(&((struct closed *)state)->channel, 0);
}

static void destroy_channel(void *state, unsigned threads)
{
    (void)threads;
    go_channel_destroy(&((struct closed *)state)->channel);
}

/* Nobody waits: what was closed becomes a fresh one. */
SC_INLINE void prepare_channel(void *party)
{
    struct told_party *p = party;
    struct closed *s = p->state;
    go_channel_destroy(&s->channel);
    p->faults += go_channel_init(&s->channel, 0) != 0;
}

SC_INLINE void wait_channel(void *party)
{
    struct told_party *p = party;
    uint64_t value;
    p->faults += go_channel_receive(&((struct closed *)p->state)->channel, &value);
    told_hear(p);
}

SC_INLINE void signal_channel(void *party)
{
    struct told_party *p = party;
    told_say(p);
    go_channel_close(&((struct closed *)p->state)->channel);
}

/* ---- broadcast of a cond, whose mutex guards the number of the round ---- */

/* State, verbs and init of one cond over its mutex. */
#define COND_WAY(name, mutex, cond)                                                                \
    struct cond_##name {                                                                           \
        struct told told;                                                                          \
        struct mutex##_mutex lock;                                                                 \
        struct cond##_cond signalled;                                                              \
        uint64_t round; /* guarded by lock */                                                      \
    };                                                                                             \
    static int init_##name(void *state, struct bench_trial *t)                                     \
    {                                                                                              \
        struct cond_##name *s = state;                                                             \
        (void)t;                                                                                   \
        mutex##_mutex_init(&s->lock);                                                              \
        return cond##_cond_init(&s->signalled);                                                    \
    }                                                                                              \
    static void destroy_##name(void *state, unsigned threads)                                      \
    {                                                                                              \
        struct cond_##name *s = state;                                                             \
        (void)threads;                                                                             \
        cond##_cond_destroy(&s->signalled);                                                        \
        mutex##_mutex_destroy(&s->lock);                                                           \
    }                                                                                              \
    SC_INLINE void wait_##name(void *party)                                                        \
    {                                                                                              \
        struct told_party *p = party;                                                              \
        struct cond_##name *s = p->state;                                                          \
        struct mutex##_mutex_node node;                                                            \
        mutex##_mutex_node_init(&node);                                                            \
        mutex##_mutex_acquire(&s->lock, &node);                                                    \
        while (s->round == p->round)                                                               \
            cond##_cond_wait(&s->signalled, &s->lock, &node);                                      \
        mutex##_mutex_release(&s->lock, &node);                                                    \
        told_hear(p);                                                                              \
    }                                                                                              \
    SC_INLINE void signal_##name(void *party)                                                      \
    {                                                                                              \
        struct told_party *p = party;                                                              \
        struct cond_##name *s = p->state;                                                          \
        struct mutex##_mutex_node node;                                                            \
        mutex##_mutex_node_init(&node);                                                            \
        told_say(p);                                                                               \
        mutex##_mutex_acquire(&s->lock, &node);                                                    \
        s->round = p->round;                                                                       \
        mutex##_mutex_release(&s->lock, &node);                                                    \
        cond##_cond_broadcast(&s->signalled);                                                      \
    }
COND_WAY(cond, go, go)
COND_WAY(pthread_cond, pthread_default, pthread_default)

/* ---- a bare futex ---- */

struct futex_word {
    struct told told;
    _Atomic uint32_t rounds; /* that have been signalled */
};

SC_INLINE void wait_futex(void *party)
{
    struct told_party *p = party;
    struct futex_word *s = p->state;
    /* Acquire: it pairs with the store of the signaller. */
    while (atomic_load_explicit(&s->rounds, memory_order_acquire) == (uint32_t)p->round)
        futex_wait(&s->rounds, (uint32_t)p->round, NULL);
    told_hear(p);
}

SC_INLINE void signal_futex(void *party)
{
    struct told_party *p = party;
    struct futex_word *s = p->state;
    told_say(p);
    /* Release: who finds it goes on to what was written before. */
    atomic_store_explicit(&s->rounds, (uint32_t)p->round, memory_order_release);
    futex_wake(&s->rounds, INT_MAX);
}

/* ---- done of a waitgroup for which all wait ---- */

struct pending {
    struct told told;
    struct go_waitgroup group;
};

static int init_waitgroup(void *state, struct bench_trial *t)
{
    return go_waitgroup_init(&((struct pending *)state)->group, t->row->threads);
}

static void destroy_waitgroup(void *state, unsigned threads)
{
    (void)threads;
    go_waitgroup_destroy(&((struct pending *)state)->group);
}

SC_INLINE void prepare_waitgroup(void *party)
{
    go_waitgroup_add(&((struct pending *)((struct told_party *)party)->state)->group, 1);
}

SC_INLINE void wait_waitgroup(void *party)
{
    struct told_party *p = party;
    go_waitgroup_wait(&((struct pending *)p->state)->group);
    told_hear(p);
}

SC_INLINE void signal_waitgroup(void *party)
{
    struct told_party *p = party;
    told_say(p);
    go_waitgroup_done(&((struct pending *)p->state)->group);
}

/* ---- file descriptors: one that all find readable, and a byte for each ---- */

struct descriptor {
    struct told told;
    int out, in; /* an eventfd is both */
    unsigned waiters;
};

static int init_eventfd(void *state, struct bench_trial *t)
{
    struct descriptor *s = state;
    s->waiters = t->row->threads - 1;
    s->in = s->out = eventfd(0, EFD_CLOEXEC);
    return s->in < 0 ? -errno : 0;
}

static int init_pipe(void *state, struct bench_trial *t)
{
    struct descriptor *s = state;
    int end[2];
    s->waiters = t->row->threads - 1;
    if (pipe2(end, O_CLOEXEC) != 0)
        return -errno;
    s->in = end[0];
    s->out = end[1];
    return 0;
}

static void destroy_descriptor(void *state, unsigned threads)
{
    struct descriptor *s = state;
    (void)threads;
    close(s->in);
    if (s->out != s->in)
        close(s->out);
}

/* Nobody waits: it is not readable any more. Before the first round it was not. */
SC_INLINE void prepare_eventfd(void *party)
{
    struct told_party *p = party;
    eventfd_t count;
    if (p->round != 0)
        p->faults += eventfd_read(((struct descriptor *)p->state)->in, &count) != 0;
}

SC_INLINE void wait_eventfd(void *party)
{
    struct told_party *p = party;
    struct pollfd readable = {.fd = ((struct descriptor *)p->state)->in, .events = POLLIN};
    while (poll(&readable, 1, -1) != 1) /* EINTR */
        ;
    told_hear(p);
}

SC_INLINE void signal_eventfd(void *party)
{
    struct told_party *p = party;
    told_say(p);
    p->faults += eventfd_write(((struct descriptor *)p->state)->out, 1) != 0;
}

SC_INLINE void wait_pipe(void *party)
{
    struct told_party *p = party;
    char byte;
    while (read(((struct descriptor *)p->state)->in, &byte, 1) != 1) /* EINTR */
        ;
    told_hear(p);
}

SC_INLINE void signal_pipe(void *party)
{
    static const char bytes[4096];
    struct told_party *p = party;
    const struct descriptor *s = p->state;
    told_say(p);
    p->faults += write(s->out, bytes, s->waiters) != (ssize_t)s->waiters;
}

/* ---- the loops ---- */

#define LOOP(name, prepare)                                                                        \
    MEASURED void measured_pattern_broadcast_##name(struct team_member *m, void *shared)           \
    {                                                                                              \
        told_run(m, shared, (struct wake_verbs){prepare, wait_##name, signal_##name});             \
    }
LOOP(channel, prepare_channel)
LOOP(cond, NULL)
LOOP(pthread_cond, NULL)
LOOP(futex, NULL)
LOOP(waitgroup, prepare_waitgroup)
LOOP(eventfd, prepare_eventfd)
LOOP(pipe, NULL)

/* ---- the rows ---- */

static const struct pattern_way ways[] = {
    {.name = "channel",
     .size = sizeof(struct closed),
     .init = init_channel,
     .destroy = destroy_channel,
     .telling = true},
    {.name = "cond", .size = sizeof(struct cond_cond), .init = init_cond, .destroy = destroy_cond},
    {.name = "pthread_cond",
     .size = sizeof(struct cond_pthread_cond),
     .init = init_pthread_cond,
     .destroy = destroy_pthread_cond},
    {.name = "futex", .size = sizeof(struct futex_word)},
    {.name = "waitgroup",
     .size = sizeof(struct pending),
     .init = init_waitgroup,
     .destroy = destroy_waitgroup},
    {.name = "eventfd",
     .size = sizeof(struct descriptor),
     .init = init_eventfd,
     .destroy = destroy_descriptor},
    {.name = "pipe",
     .size = sizeof(struct descriptor),
     .init = init_pipe,
     .destroy = destroy_descriptor},
};
static const team_body bodies[] = {
    measured_pattern_broadcast_channel,      measured_pattern_broadcast_cond,
    measured_pattern_broadcast_pthread_cond, measured_pattern_broadcast_futex,
    measured_pattern_broadcast_waitgroup,    measured_pattern_broadcast_eventfd,
    measured_pattern_broadcast_pipe};

/* Waiters that sleep need no CPU of their own: those rows go beyond the CPUs. */
static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    for (enum wake_wait wait = 0; threads > 1 && wait < WAKE_WAITS; wait++) {
        char scenario[32];
        struct pattern_row row = {
            .row = {.tier = wait == WAKE_ASLEEP ? pattern_tier(rows, way, threads) : TIER_FULL,
                    .threads = threads,
                    .body = bodies[way - ways]},
            .way = way,
            .wait = wait};
        snprintf(scenario, sizeof scenario, "wake/wait:%s", wake_wait_name(wait));
        if (bench_latency(rows, &row.row, wait) || wait == WAKE_ASLEEP)
            pattern_add(rows, &row, "pattern-broadcast", scenario);
    }
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-broadcast", enumerate};
    return bench_main(argc, argv, &family);
}
