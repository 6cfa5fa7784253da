// SPDX-License-Identifier: MIT
// Channels between two fibers of one thread: what a switch costs that the kernel has no part in.
#include <stdio.h>
#include <string.h>

#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "peers/fiber.h"

enum { CHANNEL_ROOM = 512 };

/* Ends a phase. Messages are below it. */
static const uint64_t stop = 1u << 20;

/* What the two fibers of a row share. The other one counts its faults apart: its thread is the
 * member's, but its loop is not. */
struct fibers {
    void *there, *back; /* back only for ping-pong */
    uint64_t next;      /* to send; runs through both phases */
    uint64_t expected;  /* by the other fiber */
    uint64_t faults;
};

struct verbs {
    bool (*send)(void *channel, uint64_t value);
    bool (*receive)(void *channel, uint64_t *value);
};

SC_INLINE void answer(struct fibers *f, const struct verbs v)
{
    uint64_t got = 0;
    while (v.receive(f->there, &got) && got != stop) {
        f->faults += got != f->expected;
        f->expected = (f->expected + 1) & (stop - 1);
        f->faults += !v.send(f->back, got);
    }
    f->faults += !v.send(f->back, stop);
}

SC_INLINE void take_all(struct fibers *f, const struct verbs v)
{
    uint64_t got = 0;
    while (v.receive(f->there, &got) && got != stop) {
        f->faults += got != f->expected;
        f->expected = (f->expected + 1) & (stop - 1);
    }
    f->faults += got != stop;
}

SC_INLINE void send_next(struct fibers *f, const struct verbs v)
{
    f->faults += !v.send(f->there, f->next);
    f->next = (f->next + 1) & (stop - 1);
}

SC_INLINE void round_trip(struct fibers *f, const struct verbs v)
{
    uint64_t got = 0;
    const uint64_t sent = f->next;
    send_next(f, v);
    f->faults += !v.receive(f->back, &got) || got != sent;
}

/* The other fiber has taken all that was sent when this returns. */
SC_INLINE void run_beside(struct team_member *m, struct fibers *f, void (*other)(void *),
                          loop_op op, const struct verbs v)
{
    void *fiber = fiber_start_slow(other, f);
    uint64_t got = 0;
    loop_run(m, f, op);
    f->faults += !v.send(f->there, stop);
    if (f->back)
        f->faults += !v.receive(f->back, &got) || got != stop;
    fiber_join_slow(fiber);
    m->faults += f->faults + (f->expected != f->next);
    f->faults = 0;
}

/* The untyped verbs of one kind, and its loops. */
#define FIBER_LOOPS(kind)                                                                          \
    SC_INLINE bool send_##kind(void *c, uint64_t value)                                            \
    {                                                                                              \
        return fiber_##kind##_channel_send(c, value);                                              \
    }                                                                                              \
    SC_INLINE bool receive_##kind(void *c, uint64_t *value)                                        \
    {                                                                                              \
        return fiber_##kind##_channel_receive(c, value);                                           \
    }                                                                                              \
    static int init_##kind(void *c, size_t capacity)                                               \
    {                                                                                              \
        return fiber_##kind##_channel_init(c, capacity);                                           \
    }                                                                                              \
    static void destroy_##kind(void *c)                                                            \
    {                                                                                              \
        fiber_##kind##_channel_destroy(c);                                                         \
    }                                                                                              \
    static void answer_##kind(void *f)                                                             \
    {                                                                                              \
        answer(f, (struct verbs){send_##kind, receive_##kind});                                    \
    }                                                                                              \
    static void take_all_##kind(void *f)                                                           \
    {                                                                                              \
        take_all(f, (struct verbs){send_##kind, receive_##kind});                                  \
    }                                                                                              \
    SC_INLINE void op_ping_pong_##kind(void *f)                                                    \
    {                                                                                              \
        round_trip(f, (struct verbs){send_##kind, receive_##kind});                                \
    }                                                                                              \
    SC_INLINE void op_stream_##kind(void *f)                                                       \
    {                                                                                              \
        send_next(f, (struct verbs){send_##kind, receive_##kind});                                 \
    }                                                                                              \
    MEASURED void measured_fiber_ping_pong_##kind(struct team_member *m, void *shared)             \
    {                                                                                              \
        run_beside(m, shared, answer_##kind, op_ping_pong_##kind,                                  \
                   (struct verbs){send_##kind, receive_##kind});                                   \
    }                                                                                              \
    MEASURED void measured_fiber_stream_##kind(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_beside(m, shared, take_all_##kind, op_stream_##kind,                                   \
                   (struct verbs){send_##kind, receive_##kind});                                   \
    }
FIBER_LOOPS(buffered)
FIBER_LOOPS(unbuffered)

enum scenario { PING_PONG, STREAM, SCENARIOS };

static const struct kind {
    const char *name;
    size_t size;
    int (*init)(void *c, size_t capacity);
    void (*destroy)(void *c);
    team_body loop[SCENARIOS];
} kinds[] = {
#define FIBER_KIND(kind)                                                                           \
    .name = #kind, .size = sizeof(struct fiber_##kind##_channel), .init = init_##kind,             \
    .destroy = destroy_##kind, .loop[PING_PONG] = measured_fiber_ping_pong_##kind,                 \
    .loop[STREAM] = measured_fiber_stream_##kind
    {FIBER_KIND(unbuffered)},
    {FIBER_KIND(buffered)},
};

struct channel_row {
    struct bench_row row;
    const struct kind *kind;
    enum scenario scenario;
    size_t capacity;
};

static const struct channel_row *row_of(const struct bench_trial *t)
{
    return (const struct channel_row *)t->row;
}

static void *place_channel(struct bench_trial *t)
{
    const struct kind *kind = row_of(t)->kind;
    void *channel = arena_place(t->arena, CHANNEL_ROOM);
    if (!channel || kind->size > CHANNEL_ROOM)
        return NULL;
    const int error = kind->init(channel, row_of(t)->capacity);
    if (error == 0)
        return channel;
    snprintf(t->why, SC_ERR, "cannot make the channel: %s", strerror(-error));
    return NULL;
}

static void *setup(struct bench_trial *t)
{
    struct fibers *f = arena_place(t->arena, sizeof *f);
    if (!f || !(f->there = place_channel(t)))
        return NULL;
    if (row_of(t)->scenario == PING_PONG && !(f->back = place_channel(t)))
        return NULL;
    return f;
}

static void teardown(struct bench_trial *t)
{
    const struct fibers *f = t->shared;
    row_of(t)->kind->destroy(f->there);
    if (f->back)
        row_of(t)->kind->destroy(f->back);
}

static void add_row(struct bench_rows *rows, const struct kind *kind, enum scenario scenario,
                    size_t capacity)
{
    static const char *const names[] = {"ping-pong", "stream"};
    static const enum basis bases[] = {BASIS_ROUND_TRIP, BASIS_MESSAGE};
    struct channel_row row = {.row = {.tier = TIER_FULL,
                                      .basis = bases[scenario],
                                      .threads = 1,
                                      .body = kind->loop[scenario],
                                      .setup = setup,
                                      .teardown = teardown},
                              .kind = kind,
                              .scenario = scenario,
                              .capacity = capacity};
    bench_promise(&row.row, true, "values");
    bench_promise(&row.row, true, "close");
    bench_add(rows, &row.row, sizeof row, "channel/fiber-%s/%s/cap:%zu/threads:1", kind->name,
              names[scenario], capacity);
}

static void enumerate(struct bench_rows *rows)
{
    static const size_t capacities[] = {0, 1, 16, 1024};
    if (rows->threads[0] != 1)
        return;
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++)
        for (enum scenario scenario = PING_PONG; scenario < SCENARIOS; scenario++)
            add_row(rows, &kinds[capacities[i] > 0], scenario, capacities[i]);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"channel", enumerate};
    return bench_main(argc, argv, &family);
}
