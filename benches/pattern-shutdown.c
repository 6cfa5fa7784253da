// SPDX-License-Identifier: MIT
// The end of workers that look whether they shall stop: what a look costs in their loop, and how
// late the last of them knows.
#include "benches/pattern_told.h"
#include "primitives/cancel/subjects.h"
#include "primitives/channel/go.h"

/* The verbs of a way, on its state. */
struct verbs {
    bool (*stopped)(void *state);
    void (*stop)(void *state);
    void (*destroy)(void *state);
    int (*init)(void *state);
};

/* ---- every cancellation ---- */

#define CANCEL_SUBJECT(name, ...)                                                                  \
    struct shutdown_##name {                                                                       \
        struct told told;                                                                          \
        struct name##_cancel cancel;                                                               \
    };                                                                                             \
    SC_INLINE bool stopped_##name(void *state)                                                     \
    {                                                                                              \
        return name##_cancel_canceled(&((struct shutdown_##name *)state)->cancel);                 \
    }                                                                                              \
    SC_INLINE void stop_##name(void *state)                                                        \
    {                                                                                              \
        name##_cancel_cancel(&((struct shutdown_##name *)state)->cancel);                          \
    }                                                                                              \
    SC_INLINE void end_##name(void *state)                                                         \
    {                                                                                              \
        name##_cancel_destroy(&((struct shutdown_##name *)state)->cancel);                         \
    }                                                                                              \
    SC_INLINE int begin_##name(void *state)                                                        \
    {                                                                                              \
        return name##_cancel_init(&((struct shutdown_##name *)state)->cancel);                     \
    }
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT

/* ---- a channel that is closed; nothing is ever sent ---- */

struct shutdown_channel {
    struct told told;
    struct go_channel channel;
};

SC_INLINE bool stopped_channel(void *state)
{
    return go_channel_try_receive(&((struct shutdown_channel *)state)->channel, NULL) ==
           GO_CHANNEL_CLOSED;
}

SC_INLINE void stop_channel(void *state)
{
    go_channel_close(&((struct shutdown_channel *)state)->channel);
}

SC_INLINE void end_channel(void *state)
{
    go_channel_destroy(&((struct shutdown_channel *)state)->channel);
}

SC_INLINE int begin_channel(void *state)
{
    return go_channel_init(&((struct shutdown_channel *)state)->channel, 0);
}

/* ---- the loops ---- */

SC_INLINE void check(struct told_party *p, const struct verbs v)
{
    p->faults += v.stopped(p->state);
}

SC_INLINE void run_check(struct team_member *m, void *shared, loop_op op)
{
    struct told_party p = {.state = ((struct pattern *)shared)->state};
    loop_run_short(m, &p, op);
    m->faults += p.faults;
}

/* Nobody looks: what was stopped becomes a fresh one. */
SC_INLINE void renew(struct told_party *p, const struct verbs v)
{
    v.destroy(p->state);
    p->faults += v.init(p->state) != 0;
}

SC_INLINE void await_stop(struct told_party *p, const struct verbs v)
{
    while (!v.stopped(p->state))
        cpu_relax();
    told_hear(p);
}

SC_INLINE void say_stop(struct told_party *p, const struct verbs v)
{
    told_say(p);
    v.stop(p->state);
}

/* The loops of one way, into which its verbs dissolve. */
#define VERBS(name) ((struct verbs){stopped_##name, stop_##name, end_##name, begin_##name})
#define LOOPS(name)                                                                                \
    static int init_##name(void *state, struct bench_trial *t)                                     \
    {                                                                                              \
        (void)t;                                                                                   \
        return begin_##name(state);                                                                \
    }                                                                                              \
    static void destroy_##name(void *state, unsigned threads)                                      \
    {                                                                                              \
        (void)threads;                                                                             \
        end_##name(state);                                                                         \
    }                                                                                              \
    SC_INLINE void op_check_##name(void *p)                                                        \
    {                                                                                              \
        check(p, VERBS(name));                                                                     \
    }                                                                                              \
    SC_INLINE void op_renew_##name(void *p)                                                        \
    {                                                                                              \
        renew(p, VERBS(name));                                                                     \
    }                                                                                              \
    SC_INLINE void op_await_##name(void *p)                                                        \
    {                                                                                              \
        await_stop(p, VERBS(name));                                                                \
    }                                                                                              \
    SC_INLINE void op_stop_##name(void *p)                                                         \
    {                                                                                              \
        say_stop(p, VERBS(name));                                                                  \
    }                                                                                              \
    MEASURED void measured_pattern_check_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run_check(m, shared, op_check_##name);                                                     \
    }                                                                                              \
    MEASURED void measured_pattern_stop_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        told_run(m, shared,                                                                        \
                 (struct wake_verbs){op_renew_##name, op_await_##name, op_stop_##name});           \
    }
#define CANCEL_SUBJECT(name, ...) LOOPS(name)
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT
LOOPS(channel)

/* ---- the rows ---- */

#define WAY(name_)                                                                                 \
    {.name = #name_,                                                                               \
     .size = sizeof(struct shutdown_##name_),                                                      \
     .init = init_##name_,                                                                         \
     .destroy = destroy_##name_,                                                                   \
     .alone = true},
static const struct pattern_way ways[] = {
#define CANCEL_SUBJECT(name, ...) WAY(name)
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT
    WAY(channel)};
static const struct loops {
    team_body check, stop;
} loops[] = {
#define LOOPS_OF(name)            {measured_pattern_check_##name, measured_pattern_stop_##name},
#define CANCEL_SUBJECT(name, ...) LOOPS_OF(name)
#include "primitives/cancel/list.h"
#undef CANCEL_SUBJECT
    LOOPS_OF(channel)};

/* In the shorter profiles: how late the last worker knows, and what the look costs one of them. The
 * look of an eventfd is a system call. */
static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    const bool most = threads == rows->threads[rows->n_threads - 1],
               listed = strcmp(way->name, "eventfd") != 0, tells = strcmp(way->name, "go") == 0;
    struct pattern_row row = {.row = {.tier = listed && threads == 1 ? TIER_STANDARD : TIER_FULL,
                                      .threads = threads,
                                      .floor = FLOOR_load,
                                      .shares = true,
                                      .body = loops[way - ways].check},
                              .way = way};
    pattern_add(rows, &row, "pattern-shutdown", "check");
    if (threads < 2)
        return;
    row.wait = WAKE_SPINNING;
    row.row.tier = most && tells ? TIER_QUICK : most && listed ? TIER_STANDARD : TIER_FULL;
    row.row.shares = false;
    row.row.spins = true;
    row.row.body = loops[way - ways].stop;
    bench_latency(rows, &row.row,
                  row.wait); /* looking workers may share CPUs, if that is asked for */
    pattern_add(rows, &row, "pattern-shutdown", "stop/wait:spinning");
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-shutdown", enumerate};
    return bench_main(argc, argv, &family);
}
