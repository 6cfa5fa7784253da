// SPDX-License-Identifier: MIT
// Select over 1 to 64 channels: one is ready, none is (ping-pong), and a default where none is.
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/select/subjects.h"

enum { MOST_CHANNELS = 64, SELECT_ROOM = 32768 };

/* A message of which a count is as good as the value: poll's channels only count. */
static const uint64_t ping = 1, stop = 1u << 20;

enum scenario { READY, DEFAULT, PING_PONG, SCENARIOS };
static const char *const scenario_names[] = {"ready", "default", "ping-pong"};

struct select_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct select_subject *subject;
    enum scenario scenario;
    size_t channels;
};

/* Channels in one direction, and the cases of who receives from them. */
struct way {
    void *channel[MOST_CHANNELS];
    void *cases;
    uint64_t got;
};

struct shared {
    struct way *there, *back; /* back only for ping-pong */
    size_t channels;
};

/* One thread's view: it sends to out and selects over in. */
struct party {
    struct way *out, *in;
    size_t channels, turn;
    uint64_t faults;
};

typedef bool (*send_verb)(void *channel, uint64_t value);
typedef int (*select_verb)(void *cases, size_t n);

/* The messages go through all channels in turn. */
SC_INLINE void next_turn(struct party *p)
{
    p->turn = p->turn + 1 == p->channels ? 0 : p->turn + 1;
}

/* A message is sent to the next channel and received by a select over all. */
SC_INLINE void send_and_select(struct party *p, send_verb send, select_verb wait)
{
    p->faults += !send(p->out->channel[p->turn], ping);
    p->faults += wait(p->in->cases, p->channels) != (int)p->turn || p->in->got != ping;
    next_turn(p);
}

SC_INLINE void find_nothing(struct party *p, select_verb attempt)
{
    p->faults += attempt(p->in->cases, p->channels) >= 0;
}

/* Sends each message back by the channel of the same place. */
SC_INLINE void answer(struct team_member *m, struct party *p, send_verb send, select_verb wait)
{
    int from;
    m->uncounted = true;
    m->started = ticks();
    while ((from = wait(p->in->cases, p->channels)) >= 0 && p->in->got != stop) {
        m->faults += from != (int)p->turn || p->in->got != ping;
        send(p->out->channel[from], ping);
        next_turn(p);
    }
    m->faults += from < 0;
    send(p->out->channel[0], stop);
    m->ended = ticks();
}

SC_INLINE void run_alone(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct party p = {.out = s->there, .in = s->there, .channels = s->channels};
    loop_run(m, &p, op);
    m->faults += p.faults;
}

SC_INLINE void run_ping_pong(struct team_member *m, void *shared, loop_op op, send_verb send,
                             select_verb wait)
{
    const struct shared *s = shared;
    struct party p = {.out = s->there, .in = s->back, .channels = s->channels};
    if (m->id != 0) {
        p = (struct party){.out = s->back, .in = s->there, .channels = s->channels};
        answer(m, &p, send, wait);
        return;
    }
    loop_run(m, &p, op);
    send(s->there->channel[0], stop);
    p.faults += wait(s->back->cases, s->channels) != 0 || s->back->got != stop;
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define SELECT_SUBJECT(name, ...)                                                                  \
    SC_INLINE void op_send_and_select_##name(void *p)                                              \
    {                                                                                              \
        send_and_select(p, select_send_##name, select_wait_##name);                                \
    }                                                                                              \
    SC_INLINE void op_default_##name(void *p)                                                      \
    {                                                                                              \
        find_nothing(p, select_try_##name);                                                        \
    }                                                                                              \
    MEASURED void measured_select_ready_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_alone(m, shared, op_send_and_select_##name);                                           \
    }                                                                                              \
    MEASURED void measured_select_default_##name(struct team_member *m, void *shared)              \
    {                                                                                              \
        run_alone(m, shared, op_default_##name);                                                   \
    }                                                                                              \
    MEASURED void measured_select_ping_pong_##name(struct team_member *m, void *shared)            \
    {                                                                                              \
        run_ping_pong(m, shared, op_send_and_select_##name, select_send_##name,                    \
                      select_wait_##name);                                                         \
    }
#include "primitives/select/list.h"
#undef SELECT_SUBJECT

static const team_body loops[SELECT_SUBJECTS][SCENARIOS] = {
#define SELECT_SUBJECT(name, ...)                                                                  \
    {measured_select_ready_##name, measured_select_default_##name,                                 \
     measured_select_ping_pong_##name},
#include "primitives/select/list.h"
#undef SELECT_SUBJECT
};

static const struct select_row *row_of(const struct bench_trial *t)
{
    return (const struct select_row *)t->row;
}

/* Channels lie side by side, each on lines of its own. */
static bool make_channels(struct bench_trial *t, struct way *way, size_t channels)
{
    const struct select_subject *subject = row_of(t)->subject;
    const size_t apart = (subject->channel_size + 127) / 128 * 128;
    char *room = arena_place(t->arena, SELECT_ROOM);
    if (!room || channels * apart > SELECT_ROOM)
        return false;
    for (size_t i = 0; i < channels; i++) {
        way->channel[i] = room + i * apart;
        int error = subject->init(way->channel[i], 1);
        if (error != 0) {
            snprintf(t->why, SC_ERR, "cannot make a channel: %s", strerror(-error));
            while (i-- > 0)
                subject->destroy(way->channel[i]);
            return false;
        }
    }
    return true;
}

static void free_channels(const struct select_subject *subject, struct way *way, size_t channels)
{
    for (size_t i = 0; way && i < channels; i++)
        subject->destroy(way->channel[i]);
}

static struct way *place_way(struct bench_trial *t)
{
    const struct select_row *row = row_of(t);
    struct way *way = arena_place(t->arena, sizeof *way);
    if (!way || row->channels * row->subject->case_size > SELECT_ROOM ||
        !(way->cases = arena_place(t->arena, SELECT_ROOM)) || !make_channels(t, way, row->channels))
        return NULL;
    for (size_t i = 0; i < row->channels; i++)
        row->subject->receive_case(way->cases, i, way->channel[i], &way->got);
    return way;
}

static void *setup(struct bench_trial *t)
{
    const struct select_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || !(s->there = place_way(t)))
        return NULL;
    if (row->scenario == PING_PONG && !(s->back = place_way(t))) {
        free_channels(row->subject, s->there, row->channels);
        return NULL;
    }
    s->channels = row->channels;
    return s;
}

static void teardown(struct bench_trial *t)
{
    struct shared *s = t->shared;
    free_channels(row_of(t)->subject, s->there, s->channels);
    free_channels(row_of(t)->subject, s->back, s->channels);
}

static void add_row(struct bench_rows *rows, unsigned place, enum scenario scenario,
                    size_t channels, enum bench_tier tier)
{
    const struct select_subject *subject = &select_subjects[place];
    const unsigned threads = scenario == PING_PONG ? 2 : 1;
    char shown[SUBJECT_NAME];
    struct select_row row = {
        .row = {.tier = tier,
                .basis = scenario == PING_PONG ? BASIS_ROUND_TRIP : BASIS_THREAD,
                .threads = threads,
                .floor = scenario != PING_PONG   ? FLOOR_rmw
                         : subject->traits.spins ? FLOOR_line_transfer
                                                 : FLOOR_futex_wake,
                .body = loops[place][scenario],
                .setup = setup,
                .teardown = teardown},
        .subject = subject,
        .scenario = scenario,
        .channels = channels};
    bench_add(rows, &row.row, sizeof row, "select/%s/%s/channels:%zu/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], channels, threads);
}

/* Two channels are the headline: what is waited for, and what ends the wait. */
static enum bench_tier tier_of(enum scenario scenario, size_t channels, bool first)
{
    if (channels == 2)
        return scenario == PING_PONG || (first && scenario == READY) ? TIER_QUICK : TIER_STANDARD;
    if (first ? scenario != DEFAULT || channels == MOST_CHANNELS
              : scenario != DEFAULT && channels == MOST_CHANNELS)
        return TIER_STANDARD;
    return TIER_FULL;
}

static void enumerate(struct bench_rows *rows)
{
    static const size_t channels[] = {1, 2, 8, MOST_CHANNELS};
    const bool alone = rows->threads[0] == 1,
               two = rows->threads[rows->n_threads - 1] >= 2 || rows->oversubscribed >= 2;
    for (unsigned i = 0; i < SELECT_SUBJECTS; i++)
        for (unsigned j = 0; j < SCENARIOS; j++)
            for (unsigned k = 0; k < sizeof channels / sizeof *channels; k++)
                if (j == PING_PONG ? two : alone)
                    add_row(rows, i, j, channels[k], tier_of(j, channels[k], i == 0));
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"select", enumerate};
    return bench_main(argc, argv, &family);
}
