// SPDX-License-Identifier: MIT
// Publication of a struct by one thread to others: what it costs the publisher while they look, and
// how late the last of them has it.
#include "benches/published.h"
#include "primitives/channel/go.h"

/* ---- by channel: each reader has one of its own, and gets a copy ---- */

struct published_channel {
    struct go_channel *to; /* capacity 1; of member 1 on */
    unsigned readers;
};

/* Ends a phase; no configuration has it. */
enum { STOP = 0 };

static int init_channel(void *state, struct bench_trial *t)
{
    struct published_channel *s = state;
    s->to = arena_place(t->arena, (t->row->threads - 1) * sizeof *s->to);
    if (!s->to)
        return -ENOMEM;
    for (; s->readers < t->row->threads - 1; s->readers++) {
        int error = go_channel_init_sized(&s->to[s->readers], sizeof(struct config), 1);
        if (error == 0)
            continue;
        while (s->readers > 0)
            go_channel_destroy(&s->to[--s->readers]);
        return error;
    }
    return 0;
}

static void destroy_channel(void *state, unsigned threads)
{
    struct published_channel *s = state;
    for (unsigned i = 0; i < threads - 1; i++)
        go_channel_destroy(&s->to[i]);
}

SC_INLINE bool publish_channel(void *state, uint64_t stamp)
{
    struct published_channel *s = state;
    struct config c;
    config_fill(&c, stamp);
    for (unsigned i = 0; i < s->readers; i++)
        go_channel_send_from(&s->to[i], &c);
    return true;
}

/* ---- one thread's view ---- */

struct party {
    void *state;
    struct go_channel *from; /* of a reader by channel */
    uint64_t stamp, faults;  /* stamp: the newest that it has published or seen */
};

SC_INLINE void publish_next(struct party *p, bool (*publish)(void *state, uint64_t stamp))
{
    p->stamp = published_next(p->stamp);
    p->faults += !publish(p->state, p->stamp);
}

SC_INLINE void look_again(struct party *p, uint64_t (*look)(void *state, uint64_t *torn))
{
    p->stamp = look(p->state, &p->faults);
}

/* Until there is another one, which must be the next. */
SC_INLINE void await_next(struct party *p, uint64_t (*look)(void *state, uint64_t *torn))
{
    uint64_t stamp;
    while ((stamp = look(p->state, &p->faults)) == p->stamp)
        cpu_relax();
    p->faults += stamp != published_next(p->stamp);
    p->stamp = stamp;
}

/* A channel drops none: each one must be the next. */
SC_INLINE bool receive_next(struct party *p)
{
    struct config c;
    go_channel_receive_into(p->from, &c);
    if (c.stamp == STOP)
        return false;
    p->stamp = published_next(p->stamp);
    p->faults += c.stamp != p->stamp || !config_is_whole(&c);
    return true;
}

/* ---- the loops ---- */

/* Readers look all the time; only the publisher's time and operations are the row's. */
SC_INLINE void run_publish(struct team_member *m, void *shared, loop_op publish, loop_op look)
{
    struct party p = {.state = ((struct pattern *)shared)->state};
    if (m->id == 0) {
        loop_run(m, &p, publish);
    } else {
        m->uncounted = true;
        loop_run(m, &p, look);
        m->ops = 0;
    }
    m->faults += p.faults;
}

SC_INLINE void run_seen(struct team_member *m, void *shared, const struct published_verbs v,
                        const struct wake_verbs verbs)
{
    struct pattern *own = shared;
    struct party p = {.state = own->state};
    p.stamp = v.look(own->state, &p.faults);
    wake_run(m, own->wake, &p, verbs);
    m->faults += p.faults;
}

/* The loops of one way, into which its verbs dissolve. */
#define LOOPS(name, ...)                                                                           \
    SC_INLINE void op_publish_##name(void *p)                                                      \
    {                                                                                              \
        publish_next(p, publish_##name);                                                           \
    }                                                                                              \
    SC_INLINE void op_look_##name(void *p)                                                         \
    {                                                                                              \
        look_again(p, look_##name);                                                                \
    }                                                                                              \
    SC_INLINE void op_await_##name(void *p)                                                        \
    {                                                                                              \
        await_next(p, look_##name);                                                                \
    }                                                                                              \
    MEASURED void measured_pattern_publish_##name(struct team_member *m, void *shared)             \
    {                                                                                              \
        run_publish(m, shared, op_publish_##name, op_look_##name);                                 \
    }                                                                                              \
    MEASURED void measured_pattern_seen_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run_seen(m, shared, (struct published_verbs){look_##name, publish_##name},                 \
                 (struct wake_verbs){NULL, op_await_##name, op_publish_##name});                   \
    }
PUBLISHED_WAYS(LOOPS)

SC_INLINE void op_publish_channel(void *p)
{
    publish_next(p, publish_channel);
}

SC_INLINE void op_await_channel(void *p)
{
    receive_next(p);
}

/* Stamps begin anew in each phase, at both ends: what was sent in the first has been received. */
SC_INLINE struct party party_of_channel(const struct team_member *m, struct pattern *own)
{
    struct published_channel *s = own->state;
    return (struct party){.state = s, .from = m->id ? &s->to[m->id - 1] : NULL};
}

MEASURED void measured_pattern_publish_channel(struct team_member *m, void *shared)
{
    struct party p = party_of_channel(m, shared);
    if (m->id == 0) {
        loop_run(m, &p, op_publish_channel);
        publish_channel(p.state, STOP);
    } else {
        m->uncounted = true;
        m->started = ticks();
        while (receive_next(&p))
            ;
        m->ended = ticks();
    }
    m->faults += p.faults;
}

MEASURED void measured_pattern_seen_channel(struct team_member *m, void *shared)
{
    struct party p = party_of_channel(m, shared);
    wake_run(m, ((struct pattern *)shared)->wake, &p,
             (struct wake_verbs){NULL, op_await_channel, op_publish_channel});
    m->faults += p.faults;
}

/* ---- the rows ---- */

static const struct pattern_way ways[] = {
    PUBLISHED_WAYS(PUBLISHED_WAY){.name = "channel",
                                  .size = sizeof(struct published_channel),
                                  .init = init_channel,
                                  .destroy = destroy_channel,
                                  .least = 2}};
static const struct loops {
    team_body publish, seen;
} loops[] = {
#define LOOPS_OF(name, ...) {measured_pattern_publish_##name, measured_pattern_seen_##name},
    PUBLISHED_WAYS(LOOPS_OF){measured_pattern_publish_channel, measured_pattern_seen_channel}};

/* standard: the ways that price an edge (common/edges.def). */
static enum bench_tier seen_tier(const struct pattern_way *way, unsigned threads)
{
    bool prices = strcmp(way->name, "value") == 0 || strcmp(way->name, "rwmutex") == 0;
    return prices && threads == 2 ? TIER_STANDARD : TIER_FULL;
}

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    struct pattern_row row = {.row = {.tier = pattern_tier(rows, way, threads),
                                      .threads = threads,
                                      .floor = threads == 1 ? FLOOR_store : FLOOR_line_transfer,
                                      .body = loops[way - ways].publish},
                              .way = way};
    pattern_add(rows, &row, "pattern-publish", "publish");
    if (threads < 2)
        return;
    row.wait = WAKE_SPINNING;
    row.row.tier = seen_tier(way, threads);
    row.row.body = loops[way - ways].seen;
    if (bench_latency(rows, &row.row, row.wait))
        pattern_add(rows, &row, "pattern-publish", "seen/wait:spinning");
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-publish", enumerate};
    return bench_main(argc, argv, &family);
}
