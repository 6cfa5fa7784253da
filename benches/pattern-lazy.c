// SPDX-License-Identifier: MIT
// Lazy initialisation: the first thread that needs an object makes it, and the others find it made.
#include "benches/config.h"
#include "benches/pattern.h"
#include "primitives/once/subjects.h"
#include "primitives/rwmutex/subjects.h"

/* What is made. Each part on lines of its own: the look at the lock is not a look at the object. */
struct made {
    struct config config __attribute__((aligned(128)));
    uint64_t runs; /* of make_slow */
};

/* Out of line, as a function whose address is handed over is. */
static __attribute__((noinline)) void make_slow(void *made)
{
    struct made *m = made;
    config_fill(&m->config, 1);
    m->runs++;
}

static const char *wrong_runs(uint64_t runs)
{
    return runs == 1 ? NULL : "the object was not made once";
}

struct party {
    void *state;
    uint64_t faults;
};

SC_INLINE void look(struct party *p, const struct made *made)
{
    p->faults += !config_is_whole(&made->config);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct party p = {.state = ((struct pattern *)shared)->state};
    loop_run_short(m, &p, op);
    m->faults += p.faults;
}

/* ---- every once ---- */

#define ONCE_SUBJECT(name, ...)                                                                    \
    struct lazy_##name {                                                                           \
        struct name##_once once;                                                                   \
        struct made made;                                                                          \
    };                                                                                             \
    static int init_##name(void *state, struct bench_trial *t)                                     \
    {                                                                                              \
        (void)t;                                                                                   \
        name##_once_init(&((struct lazy_##name *)state)->once);                                    \
        return 0;                                                                                  \
    }                                                                                              \
    static void destroy_##name(void *state, unsigned threads)                                      \
    {                                                                                              \
        (void)threads;                                                                             \
        name##_once_destroy(&((struct lazy_##name *)state)->once);                                 \
    }                                                                                              \
    static const char *wrong_##name(void *state, const struct team_result *r)                      \
    {                                                                                              \
        (void)r;                                                                                   \
        return wrong_runs(((struct lazy_##name *)state)->made.runs);                               \
    }                                                                                              \
    SC_INLINE void op_##name(void *party)                                                          \
    {                                                                                              \
        struct lazy_##name *s = ((struct party *)party)->state;                                    \
        name##_once_do(&s->once, make_slow, &s->made);                                             \
        look(party, &s->made);                                                                     \
    }                                                                                              \
    MEASURED void measured_pattern_lazy_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }
#include "primitives/once/list.h"
#undef ONCE_SUBJECT

/* ---- a read-write lock ---- */

struct lazy_rwmutex {
    struct go_rwmutex lock;
    struct made made; /* runs says whether it has been made */
};

static int init_rwmutex(void *state, struct bench_trial *t)
{
    (void)t;
    go_rwmutex_init(&((struct lazy_rwmutex *)state)->lock);
    return 0;
}

static void destroy_rwmutex(void *state, unsigned threads)
{
    (void)threads;
    go_rwmutex_destroy(&((struct lazy_rwmutex *)state)->lock);
}

static const char *wrong_rwmutex(void *state, const struct team_result *r)
{
    (void)r;
    return wrong_runs(((struct lazy_rwmutex *)state)->made.runs);
}

/* Others may have made it between the two locks. */
static void make_if_missing_slow(struct lazy_rwmutex *s)
{
    go_rwmutex_write_acquire(&s->lock);
    if (s->made.runs == 0)
        make_slow(&s->made);
    go_rwmutex_write_release(&s->lock);
}

SC_INLINE void op_rwmutex(void *party)
{
    struct lazy_rwmutex *s = ((struct party *)party)->state;
    go_rwmutex_read_acquire(&s->lock);
    bool made = s->made.runs != 0;
    go_rwmutex_read_release(&s->lock);
    if (!made)
        make_if_missing_slow(s);
    look(party, &s->made);
}

MEASURED void measured_pattern_lazy_rwmutex(struct team_member *m, void *shared)
{
    run(m, shared, op_rwmutex);
}

/* ---- the rows ---- */

static const struct pattern_way ways[] = {
#define ONCE_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .size = sizeof(struct lazy_##name_),                                                          \
     .init = init_##name_,                                                                         \
     .destroy = destroy_##name_,                                                                   \
     .wrong = wrong_##name_},
#include "primitives/once/list.h"
#undef ONCE_SUBJECT
    {.name = "rwmutex",
     .size = sizeof(struct lazy_rwmutex),
     .init = init_rwmutex,
     .destroy = destroy_rwmutex,
     .wrong = wrong_rwmutex}};
static const team_body bodies[] = {
#define ONCE_SUBJECT(name, ...) measured_pattern_lazy_##name,
#include "primitives/once/list.h"
#undef ONCE_SUBJECT
    measured_pattern_lazy_rwmutex};

/* Go's once tells of the pattern; a mutex around a flag is what all others save. */
static enum bench_tier tier_of(const struct bench_rows *rows, const struct pattern_way *way,
                               unsigned threads)
{
    struct pattern_way shown = *way;
    shown.telling = strcmp(way->name, "go") == 0;
    shown.alone = shown.telling || strcmp(way->name, "mutex_flag") == 0;
    return pattern_tier(rows, &shown, threads);
}

static void add(struct bench_rows *rows, const struct pattern_way *way, unsigned threads)
{
    pattern_add(rows,
                &(struct pattern_row){.row = {.tier = tier_of(rows, way, threads),
                                              .threads = threads,
                                              .floor = FLOOR_load,
                                              .shares = true,
                                              .body = bodies[way - ways]},
                                      .way = way},
                "pattern-lazy", "get");
}

static void enumerate(struct bench_rows *rows)
{
    pattern_each(rows, ways, sizeof ways / sizeof *ways, add);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"pattern-lazy", enumerate};
    return bench_main(argc, argv, &family);
}
