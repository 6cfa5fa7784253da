// SPDX-License-Identifier: MIT
// A limit of concurrency: at most two threads at work at a time, by every semaphore and by a count
// under a mutex.
#include "benches/limit.h"
#include "benches/pattern.h"
#include "primitives/cond/go.h"
#include "primitives/mutex/go.h"
#include "primitives/semaphore/subjects.h"

enum { PERMITS = 2 };

/* The state of a way begins with it. */
struct limited {
    _Atomic uint64_t inside;
    uint64_t work;
    char apart[ARENA_ALIGN - 2 * sizeof(uint64_t)]; /* the count is not what the way costs */
};

struct party {
    void *state;
    struct limit limit;
};

typedef void (*verb)(void *state);

SC_INLINE void come_and_go(struct party *p, verb enter, verb leave)
{
    enter(p->state);
    limit_section(&p->limit);
    leave(p->state);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct limited *s = ((struct pattern *)shared)->state;
    struct party p = {.state = s, .limit = {&s->inside, PERMITS, s->work, 0}};
    loop_run(m, &p, op);
    m->faults += p.limit.crowds;
}

/* The loop of a way, whose verbs enter_name and leave_name dissolve into it. */
#define LOOP(name)                                                                                 \
    SC_INLINE void op_##name(void *p)                                                              \
    {                                                                                              \
        come_and_go(p, enter_##name, leave_##name);                                                \
    }                                                                                              \
    MEASURED void measured_pattern_limit_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }

/* ---- every semaphore ---- */

#define SEMAPHORE_SUBJECT(name, ...)                                                               \
    struct limited_##name {                                                                        \
        struct limited limited;                                                                    \
        struct name##_semaphore semaphore;                                                         \
    };                                                                                             \
    static int init_##name(void *state, struct bench_trial *t)                                     \
    {                                                                                              \
        struct limited_##name *s = state;                                                          \
        s->limited.work = chain_groups(limit_work_ns, t->cycle_ns);                                \
        return semaphore_init_##name(&s->semaphore, PERMITS);                                      \
    }                                                                                              \
    static void destroy_##name(void *state, unsigned threads)                                      \
    {                                                                                              \
        (void)threads;                                                                             \
        semaphore_destroy_##name(&((struct limited_##name *)state)->semaphore);                    \
    }                                                                                              \
    SC_INLINE void enter_##name(void *state)                                                       \
    {                                                                                              \
        semaphore_acquire_##name(&((struct limited_##name *)state)->semaphore);                    \
    }                                                                                              \
    SC_INLINE void leave_##name(void *state)                                                       \
    {                                                                                              \
        semaphore_release_##name(&((struct limited_##name *)state)->semaphore);                    \
    }                                                                                              \
    LOOP(name)
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT

/* ---- a count under a mutex, with a cond on which threads wait ---- */

struct limited_cond {
    struct limited limited;
    struct go_mutex lock;
    struct go_cond left;
    unsigned free; /* guarded by lock */
};

static int init_cond(void *state, struct bench_trial *t)
{
    struct limited_cond *s = state;
    s->limited.work = chain_groups(limit_work_ns, t->cycle_ns);
    s->free = PERMITS;
    go_mutex_init(&s->lock);
    return go_cond_init(&s->left);
}

static void destroy_cond(void *state, unsigned threads)
{
    struct limited_cond *s = state;
    (void)threads;
    go_cond_destroy(&s->left);
    go_mutex_destroy(&s->lock);
}

SC_INLINE void enter_cond(void *state)
{
    struct limited_cond *s = state;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&s->lock, &node);
    while (s->free == 0)
        go_cond_wait(&s->left, &s->lock, &node);
    s->free--;
    go_mutex_release(&s->lock, &node);
}

SC_INLINE void leave_cond(void *state)
{
    struct limited_cond *s = state;
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(&s->lock, &node);
    s->free++;
    go_mutex_release(&s->lock, &node);
    go_cond_signal(&s->left);
}
LOOP(cond)

/* ---- the rows ---- */

#define WAY(name_)                                                                                 \
    {.name = #name_,                                                                               \
     .size = sizeof(struct limited_##name_),                                                       \
     .init = init_##name_,                                                                         \
     .destroy = destroy_##name_},
static const struct pattern_way ways[] = {
#define SEMAPHORE_SUBJECT(name, ...) WAY(name)
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT
    WAY(cond)};
#define BODY(name, ...) measured_pattern_limit_##name,
static const team_body bodies[] = {
#define SEMAPHORE_SUBJECT BODY
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT
    measured_pattern_limit_cond};

/* A limit shows where more threads come than it lets in: the shorter profiles have the rows with
 * the most threads, beyond the CPUs too. */
static enum bench_tier tier_of(const struct bench_rows *rows, const struct pattern_way *way,
                               unsigned threads)
{
    const unsigned most =
        rows->oversubscribed ? rows->oversubscribed : rows->threads[rows->n_threads - 1];
    if (threads != most)
        return TIER_FULL;
    return strcmp(way->name, "channel") == 0 ? TIER_QUICK : TIER_STANDARD;
}

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    pattern_add(rows,
                &(struct pattern_row){.row = {.tier = tier_of(rows, way, threads),
                                              .threads = threads,
                                              .floor = threads == 1 ? FLOOR_rmw : FLOOR_futex_wake,
                                              .shares = true,
                                              .body = bodies[way - ways]},
                                      .way = way},
                "pattern-limit", "visit/permits:2");
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-limit", enumerate};
    return bench_main(argc, argv, &family);
}
