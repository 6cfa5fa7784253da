// SPDX-License-Identifier: MIT
// Channels and what stands in for them in C: uncontended, ping-pong, one-way stream, many to many,
// and how late a receiver returns after a send or a close.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "benches/channel_loops.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "primitives/channel/subjects.h"

enum { CHANNEL_ROOM = 8192 - ARENA_ALIGN };

enum scenario { ALONE, PING_PONG, STREAM, MANY, SEND_RECEIVED, CLOSE_RECEIVED, SCENARIOS };

static const team_body loops[CHANNEL_SUBJECTS][SCENARIOS] = {
#define CHANNEL_SUBJECT(name, ...)                                                                 \
    {measured_channel_alone_##name,         measured_channel_ping_pong_##name,                     \
     measured_channel_stream_##name,        measured_channel_many_##name,                          \
     measured_channel_send_received_##name, measured_channel_close_received_##name},
#include CHANNEL_LIST
#undef CHANNEL_SUBJECT
};

struct channel_row {
    struct bench_row row;
    const struct channel_subject *subject;
    enum scenario scenario;
    size_t capacity;
    enum wake_wait wait; /* of a latency row */
};

static const struct channel_row *row_of(const struct bench_trial *t)
{
    return (const struct channel_row *)t->row;
}

static void *place_channel(struct bench_trial *t)
{
    const struct channel_subject *subject = row_of(t)->subject;
    void *channel = arena_place(t->arena, CHANNEL_ROOM);
    if (!channel || subject->size > CHANNEL_ROOM)
        return NULL;
    int error = subject->init(channel, row_of(t)->capacity);
    if (error == 0)
        return channel;
    snprintf(t->why, SC_ERR, "cannot make the channel: %s", strerror(-error));
    return NULL;
}

static void *setup(struct bench_trial *t)
{
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || !(s->there = place_channel(t)))
        return NULL;
    if (row_of(t)->scenario == PING_PONG && !(s->back = place_channel(t)))
        return NULL;
    if (t->row->basis == BASIS_LATENCY &&
        !(s->late.wake =
              wake_place(t->arena, t->row->threads,
                         t->row->n_pins ? t->row->n_pins : t->row->threads, row_of(t)->wait)))
        return NULL;
    s->late.channel = s->there;
    s->late.capacity = row_of(t)->capacity;
    s->senders = t->row->threads / 2;
    pthread_barrier_init(&s->between, NULL, t->row->threads);
    return s;
}

static void teardown(struct bench_trial *t)
{
    const struct channel_subject *subject = row_of(t)->subject;
    struct shared *s = t->shared;
    subject->destroy(s->there);
    if (s->back)
        subject->destroy(s->back);
    pthread_barrier_destroy(&s->between);
}

static const char *const scenario_names[] = {"uncontended", "ping-pong", "stream", "many-to-many"};

/* capacity: "/cap:N", or none for a subject whose capacity is its own. */
static void add_row(struct bench_rows *rows, const struct channel_subject *subject,
                    enum scenario scenario, size_t capacity, unsigned threads, enum bench_tier tier)
{
    static const enum basis bases[] = {BASIS_THREAD, BASIS_ROUND_TRIP, BASIS_MESSAGE,
                                       BASIS_MESSAGE};
    char shown[SUBJECT_NAME], cap[32] = "";
    if (subject->traits.bounded)
        snprintf(cap, sizeof cap, "/cap:%zu", capacity);
    struct channel_row row = {.row = {.tier = tier,
                                      .basis = bases[scenario],
                                      .threads = threads,
                                      .floor = scenario == ALONE       ? FLOOR_rmw
                                               : subject->traits.spins ? FLOOR_line_transfer
                                                                       : FLOOR_futex_wake,
                                      .spins = subject->traits.spin_only,
                                      .shares = scenario == MANY,
                                      .body = loops[subject - channel_subjects][scenario],
                                      .setup = setup,
                                      .teardown = teardown},
                              .subject = subject,
                              .scenario = scenario,
                              .capacity = capacity};
    const struct channel_traits *traits = &subject->traits;
    bench_promise(&row.row, true, traits->values ? "values" : "counts");
    bench_promise(&row.row, traits->many, "many");
    bench_promise(&row.row, traits->close, "close");
    bench_promise(&row.row, traits->fifo_waiters, "fifo");
    bench_promise(&row.row, !traits->spin_only, "sleeps");
    bench_add(rows, &row.row, sizeof row, "channel/%s/%s%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], cap, threads);
}

/* How late waiters return: of a send the one, of a close all. */
static void add_latency(struct bench_rows *rows, const struct channel_subject *subject,
                        enum scenario scenario, unsigned threads, enum wake_wait wait,
                        enum bench_tier tier)
{
    const struct channel_traits *traits = &subject->traits;
    const bool closes = scenario == CLOSE_RECEIVED;
    char shown[SUBJECT_NAME];
    struct channel_row row = {.row = {.tier = tier,
                                      .threads = threads,
                                      .spins = traits->spin_only,
                                      .body = loops[subject - channel_subjects][scenario],
                                      .setup = setup,
                                      .teardown = teardown},
                              .subject = subject,
                              .scenario = scenario,
                              .capacity = closes && traits->unbuffered ? 0 : 1,
                              .wait = wait};
    if (bench_latency(rows, &row.row, wait))
        bench_add(rows, &row.row, sizeof row, "channel/%s/%s/wait:%s/threads:%u",
                  subject_name(subject->name, shown), closes ? "close-received" : "send-received",
                  wake_wait_name(wait), threads);
}

static void add_latencies(struct bench_rows *rows, const struct channel_subject *subject)
{
    const struct channel_traits *traits = &subject->traits;
    const unsigned most = rows->threads[rows->n_threads - 1];
    const bool own = traits->closed_fatal; /* the go channel */
    if (most < 2)
        return;
    for (enum wake_wait wait = 0; wait < WAKE_WAITS; wait++) {
        enum bench_tier tier = own && wait != WAKE_SAME_CPU ? TIER_STANDARD : TIER_FULL;
        if (traits->values)
            add_latency(rows, subject, SEND_RECEIVED, 2, wait, tier);
        if (!traits->close)
            continue;
        add_latency(rows, subject, CLOSE_RECEIVED, 2, wait, tier);
        if (traits->many && most > 2)
            add_latency(rows, subject, CLOSE_RECEIVED, most, wait, tier);
    }
}

static void add_scenarios(struct bench_rows *rows, const struct channel_subject *subject,
                          size_t capacity)
{
    const struct channel_traits *traits = &subject->traits;
    unsigned most = rows->threads[rows->n_threads - 1];
    bool two = most >= 2 || rows->oversubscribed >= 2,
         main_capacity = capacity <= 1 || !traits->bounded;
    /* quick: each scenario of Go's channel, and the ping-pong of all */
    const enum bench_tier of_go = traits->closed_fatal ? TIER_QUICK : TIER_STANDARD;
    if (capacity > 0 && rows->threads[0] == 1)
        add_row(rows, subject, ALONE, capacity, 1, capacity == 16 ? of_go : TIER_STANDARD);
    if (two)
        add_row(rows, subject, PING_PONG, capacity, 2, main_capacity ? TIER_QUICK : TIER_STANDARD);
    if (two && traits->values)
        add_row(rows, subject, STREAM, capacity, 2,
                capacity == 0 || capacity == 16 ? of_go : TIER_STANDARD);
    if (!traits->many || !traits->values) /* a count alone cannot tell a stop from messages */
        return;
    for (unsigned i = 0, pairs = 1; i < rows->n_threads; i++)
        if (rows->threads[i] / 2 > pairs) { /* 4 and 5 threads are two pairs */
            pairs = rows->threads[i] / 2;
            add_row(rows, subject, MANY, capacity, 2 * pairs, TIER_STANDARD);
        }
    if (rows->oversubscribed >= 4)
        add_row(rows, subject, MANY, capacity, rows->oversubscribed,
                capacity == 16 ? of_go : TIER_STANDARD);
}

static void enumerate(struct bench_rows *rows)
{
    static const size_t capacities[] = {0, 1, 16, 1024};
    for (unsigned i = 0; i < CHANNEL_SUBJECTS; i++) {
        const struct channel_traits *traits = &channel_subjects[i].traits;
        add_latencies(rows, &channel_subjects[i]);
        if (!traits->bounded) {
            add_scenarios(rows, &channel_subjects[i],
                          traits->fixed_capacity ? (size_t)traits->fixed_capacity : 1);
            continue;
        }
        for (unsigned j = traits->unbuffered ? 0 : 1; j < sizeof capacities / sizeof *capacities;
             j++)
            add_scenarios(rows, &channel_subjects[i], capacities[j]);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"channel", enumerate};
    return bench_main(argc, argv, &family);
}
