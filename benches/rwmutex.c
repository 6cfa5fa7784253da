// SPDX-License-Identifier: MIT
// Read-write locks by share of readers.
#include <math.h>
#include <stdio.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "primitives/rwmutex/subjects.h"

/* Always equal outside a write section: a reader that sees them differ was let in beside a
 * writer. */
struct protected_data {
    uint64_t first, second;
};

enum { LOCK_ROOM = 4096 - ARENA_ALIGN };

struct shared {
    void *lock;
    struct protected_data *data;
    uint64_t threshold; /* a random 32-bit number below it makes a read */
};

struct rwmutex_row {
    struct bench_row row;
    const struct rwmutex_subject *subject;
    double share; /* part of the operations that only read */
};

struct contender {
    void *lock;
    struct protected_data *data;
    uint64_t threshold, random, writes, torn;
    struct histogram *samples;
};

typedef void (*verb)(void *lock);
struct verbs {
    verb read_acquire, read_release, write_acquire, write_release;
};

/* xorshift64 (Marsaglia 2003): a few cycles, the same for every subject, and shown by the null
 * subject. */
SC_INLINE bool next_is_read(struct contender *c)
{
    c->random ^= c->random << 13;
    c->random ^= c->random >> 7;
    c->random ^= c->random << 17;
    return (c->random & UINT32_MAX) < c->threshold;
}

SC_INLINE void read_inside(struct contender *c)
{
    c->torn += c->data->first != c->data->second;
}
SC_INLINE void write_inside(struct contender *c)
{
    c->data->first++;
    c->data->second++;
    c->writes++;
}

/*
 * Ends a branch whose last call differs from the other branch's by the verb alone: clang 14 would
 * make one indirect call of the two. It is no instruction; gcc, which keeps them apart, would still
 * arrange the code around it differently.
 */
SC_INLINE void keep_apart(void)
{
#ifdef __clang__
    __asm__ volatile("# reader");
#endif
}

SC_INLINE void access_data(struct contender *c, struct verbs v)
{
    if (next_is_read(c)) {
        v.read_acquire(c->lock);
        read_inside(c);
        v.read_release(c->lock);
        keep_apart();
    } else {
        v.write_acquire(c->lock);
        write_inside(c);
        v.write_release(c->lock);
    }
}

SC_INLINE void access_data_sampled(struct contender *c, struct verbs v)
{
    bool read = next_is_read(c);
    uint64_t begin = ticks_begin();
    if (read) {
        v.read_acquire(c->lock);
        keep_apart();
    } else {
        v.write_acquire(c->lock);
    }
    uint64_t end = ticks_end();
    if (read) {
        read_inside(c);
        v.read_release(c->lock);
        keep_apart();
    } else {
        write_inside(c);
        v.write_release(c->lock);
    }
    histogram_add(c->samples, end - begin);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct contender c = {.lock = s->lock,
                          .data = s->data,
                          .threshold = s->threshold,
                          .random = 0x9e3779b97f4a7c15u * (m->id + 1),
                          .samples = m->samples};
    loop_run(m, &c, op);
    m->writes = c.writes;
    m->faults += c.torn;
}

/* The loops of one subject, into which its verbs dissolve. */
#define VERBS(name)                                                                                \
    (struct verbs)                                                                                 \
    {                                                                                              \
        rwmutex_read_acquire_##name, rwmutex_read_release_##name, rwmutex_write_acquire_##name,    \
            rwmutex_write_release_##name                                                           \
    }
#define RWMUTEX_SUBJECT(name, ...)                                                                 \
    SC_INLINE void op_##name(void *c)                                                              \
    {                                                                                              \
        access_data(c, VERBS(name));                                                               \
    }                                                                                              \
    SC_INLINE void sampled_op_##name(void *c)                                                      \
    {                                                                                              \
        access_data_sampled(c, VERBS(name));                                                       \
    }                                                                                              \
    MEASURED void measured_rwmutex_##name(struct team_member *m, void *shared)                     \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }                                                                                              \
    MEASURED void measured_rwmutex_sampled_##name(struct team_member *m, void *shared)             \
    {                                                                                              \
        run(m, shared, sampled_op_##name);                                                         \
    }
#include "primitives/rwmutex/list.h"
#undef RWMUTEX_SUBJECT

static const struct loops {
    team_body body, sampled;
} loops[RWMUTEX_SUBJECTS] = {
#define RWMUTEX_SUBJECT(name, ...) {measured_rwmutex_##name, measured_rwmutex_sampled_##name},
#include "primitives/rwmutex/list.h"
#undef RWMUTEX_SUBJECT
};

static const struct rwmutex_row *row_of(const struct bench_trial *t)
{
    return (const struct rwmutex_row *)t->row;
}

static void *setup(struct bench_trial *t)
{
    const struct rwmutex_subject *subject = row_of(t)->subject;
    struct shared *s = arena_place(t->arena, sizeof *s);
    void *lock = arena_place(t->arena, LOCK_ROOM);
    struct protected_data *data = arena_place(t->arena, sizeof *data);
    if (!s || !lock || !data || subject->size > LOCK_ROOM)
        return NULL;
    *s = (struct shared){lock, data, (uint64_t)llround(row_of(t)->share * 4294967296.0)};
    subject->init(lock);
    return s;
}

static void teardown(struct bench_trial *t)
{
    row_of(t)->subject->destroy(((struct shared *)t->shared)->lock);
}

static bool verify(struct bench_trial *t, const struct team_result *r)
{
    const struct shared *s = t->shared;
    if (s->data->first == r->all_writes && s->data->second == r->all_writes)
        return true;
    snprintf(t->why, SC_ERR,
             "the lock did not exclude writers: the data was raised by %llu in %llu writes",
             (unsigned long long)s->data->first, (unsigned long long)r->all_writes);
    return false;
}

static void add_row(struct bench_rows *rows, const struct rwmutex_subject *subject, double percent,
                    unsigned threads, enum bench_tier tier)
{
    char shown[SUBJECT_NAME];
    bool alone = threads == 1;
    const struct loops *own = &loops[subject - rwmutex_subjects];
    struct rwmutex_row row = {.row = {.tier = tier,
                                      .threads = threads,
                                      .floor = alone ? FLOOR_rmw : FLOOR_line_transfer,
                                      .shares = true,
                                      .body = own->body,
                                      .sampled = alone ? NULL : own->sampled,
                                      .setup = setup,
                                      .verify = verify,
                                      .teardown = teardown},
                              .subject = subject,
                              .share = percent / 100};
    bench_add(rows, &row.row, sizeof row, "rwmutex/%s/%s/read:%g/threads:%u",
              subject_name(subject->name, shown), alone ? "uncontended" : "mixed", percent,
              threads);
}

static void add_subject(struct bench_rows *rows, const struct rwmutex_subject *subject)
{
    static const double percents[] = {0, 50, 90, 99, 99.9, 100};
    unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < sizeof percents / sizeof *percents; i++) {
        bool ends = percents[i] == 0 || percents[i] == 100;
        for (unsigned j = 0; j < rows->n_threads; j++) {
            unsigned threads = rows->threads[j];
            enum bench_tier tier = threads == 1 ? (ends ? TIER_QUICK : TIER_FULL) : TIER_STANDARD;
            if (threads == most && (ends || percents[i] == 90))
                tier = TIER_QUICK;
            if (threads == 1 || !subject->traits.null)
                add_row(rows, subject, percents[i], threads, tier);
        }
        if (rows->oversubscribed && !subject->traits.null)
            add_row(rows, subject, percents[i], rows->oversubscribed,
                    percents[i] == 90 ? TIER_QUICK : TIER_FULL);
    }
}

static void enumerate(struct bench_rows *rows)
{
    for (unsigned i = 0; i < RWMUTEX_SUBJECTS; i++)
        add_subject(rows, &rwmutex_subjects[i]);
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"rwmutex", enumerate};
    return bench_main(argc, argv, &family);
}
