// SPDX-License-Identifier: MIT
// Lazy initialisation: the first thread that needs an object makes it, and the others find it made.
#include "benches/config.h"
#include "benches/pattern.h"
#include "harness/machine/chain.h"
#include "primitives/once/subjects.h"
#include "primitives/rwmutex/subjects.h"

/* What is made. Each part on lines of its own: the look at the lock is not a look at the object. */
struct made {
    struct config config __attribute__((aligned(128)));
    uint64_t runs; /* of make_slow */
};

/* About 0.3 µs: long enough for other threads to catch up with the one that makes the objects. */
enum { MAKING = 128 }; /* chain groups */

/* Out of line, as a function whose address is handed over is. */
static __attribute__((noinline)) void make_slow(void *made)
{
    struct made *m = made;
    chain_run(MAKING);
    config_fill(&m->config, 1);
    m->runs++;
}

/* Of a trial: one that is used all the time, and more for which the threads race in the warm-up. */
enum { OBJECTS = 64 };

struct party {
    void *object;
    uint64_t faults;
};

SC_INLINE void look(struct party *p, const struct made *made)
{
    p->faults += !config_is_whole(&made->config);
}

/* size: of one object with what guards it. */
SC_INLINE void run(struct team_member *m, void *shared, loop_op op, size_t size)
{
    char *first = ((struct pattern *)shared)->state;
    struct party p = {0};
    for (unsigned i = 1; m->phase == 0 && i < OBJECTS; i++) {
        p.object = first + i * size;
        op(&p);
    }
    p.object = first;
    loop_run_short(m, &p, op);
    m->faults += p.faults;
}

/* What begin, end and look at a state of OBJECTS do, of what they do with one object. */
#define LAZY_STATE(name)                                                                           \
    static int init_##name(void *state, struct bench_trial *t)                                     \
    {                                                                                              \
        struct lazy_##name *s = state;                                                             \
        (void)t;                                                                                   \
        for (unsigned i = 0; i < OBJECTS; i++)                                                     \
            begin_##name(&s[i]);                                                                   \
        return 0;                                                                                  \
    }                                                                                              \
    static void destroy_##name(void *state, unsigned threads)                                      \
    {                                                                                              \
        struct lazy_##name *s = state;                                                             \
        (void)threads;                                                                             \
        for (unsigned i = 0; i < OBJECTS; i++)                                                     \
            end_##name(&s[i]);                                                                     \
    }                                                                                              \
    static const char *wrong_##name(void *state, const struct team_result *r)                      \
    {                                                                                              \
        const struct lazy_##name *s = state;                                                       \
        (void)r;                                                                                   \
        for (unsigned i = 0; i < OBJECTS; i++)                                                     \
            if (s[i].made.runs != 1)                                                               \
                return "an object was not made once";                                              \
        return NULL;                                                                               \
    }                                                                                              \
    MEASURED void measured_pattern_lazy_##name(struct team_member *m, void *shared)                \
    {                                                                                              \
        run(m, shared, op_##name, sizeof(struct lazy_##name));                                     \
    }

/* ---- every once ---- */

#define ONCE_SUBJECT(name, ...)                                                                    \
    struct lazy_##name {                                                                           \
        struct name##_once once;                                                                   \
        struct made made;                                                                          \
    };                                                                                             \
    static void begin_##name(struct lazy_##name *s)                                                \
    {                                                                                              \
        name##_once_init(&s->once);                                                                \
    }                                                                                              \
    static void end_##name(struct lazy_##name *s)                                                  \
    {                                                                                              \
        name##_once_destroy(&s->once);                                                             \
    }                                                                                              \
    SC_INLINE void op_##name(void *party)                                                          \
    {                                                                                              \
        struct lazy_##name *s = ((struct party *)party)->object;                                   \
        name##_once_do(&s->once, make_slow, &s->made);                                             \
        look(party, &s->made);                                                                     \
    }                                                                                              \
    LAZY_STATE(name)
#include "primitives/once/list.h"
#undef ONCE_SUBJECT

/* ---- a read-write lock ---- */

struct lazy_rwmutex {
    struct go_rwmutex lock;
    struct made made; /* runs says whether it has been made */
};

static void begin_rwmutex(struct lazy_rwmutex *s)
{
    go_rwmutex_init(&s->lock);
}

static void end_rwmutex(struct lazy_rwmutex *s)
{
    go_rwmutex_destroy(&s->lock);
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
    struct lazy_rwmutex *s = ((struct party *)party)->object;
    go_rwmutex_read_acquire(&s->lock);
    bool made = s->made.runs != 0;
    go_rwmutex_read_release(&s->lock);
    if (!made)
        make_if_missing_slow(s);
    look(party, &s->made);
}

LAZY_STATE(rwmutex)

/* ---- the rows ---- */

static const struct pattern_way ways[] = {
#define ONCE_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .size = OBJECTS * sizeof(struct lazy_##name_),                                                \
     .init = init_##name_,                                                                         \
     .destroy = destroy_##name_,                                                                   \
     .wrong = wrong_##name_},
#include "primitives/once/list.h"
#undef ONCE_SUBJECT
    {.name = "rwmutex",
     .size = OBJECTS * sizeof(struct lazy_rwmutex),
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
