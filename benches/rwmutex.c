// SPDX-License-Identifier: MIT
// Read-write locks by share of readers; attempts that do not wait; hand-overs to a waiting writer.
#include <string.h>

#include "benches/rwmutex_row.h"
#include "benches/rwmutex_try.h"
#include "benches/rwmutex_wake.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/histogram.h"
#include "harness/trial/loop.h"
#include "primitives/rwmutex/subjects.h"

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

SC_INLINE void access_data(struct contender *c, struct verbs v)
{
    if (next_is_read(&c->random, c->threshold)) {
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
    bool read = next_is_read(&c->random, c->threshold);
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

typedef uint32_t (*begin_verb)(void *lock);
typedef bool (*retry_verb)(void *lock, uint32_t began);
struct optimistic_verbs {
    begin_verb read_begin;
    retry_verb read_retry;
    verb write_acquire, write_release;
};

/* Reads both words again until no writer was there meanwhile: the words are atomics, relaxed. */
SC_INLINE void read_optimistically(struct contender *c, struct optimistic_verbs v)
{
    uint64_t first, second;
    uint32_t began;
    do {
        began = v.read_begin(c->lock);
        first = __atomic_load_n(&c->data->first, __ATOMIC_RELAXED);
        second = __atomic_load_n(&c->data->second, __ATOMIC_RELAXED);
    } while (v.read_retry(c->lock, began));
    c->torn += first != second;
}

SC_INLINE void write_beside_readers(struct contender *c, struct optimistic_verbs v)
{
    v.write_acquire(c->lock);
    __atomic_store_n(&c->data->first, c->data->first + 1, __ATOMIC_RELAXED);
    __atomic_store_n(&c->data->second, c->data->second + 1, __ATOMIC_RELAXED);
    v.write_release(c->lock);
    c->writes++;
}

SC_INLINE void access_optimistically(struct contender *c, struct optimistic_verbs v)
{
    if (next_is_read(&c->random, c->threshold))
        read_optimistically(c, v);
    else
        write_beside_readers(c, v);
}

/* The whole operation: an acquire that ends where the section begins there is not. */
SC_INLINE void access_optimistically_sampled(struct contender *c, struct optimistic_verbs v)
{
    uint64_t begin = ticks_begin();
    access_optimistically(c, v);
    histogram_add(c->samples, ticks_end() - begin);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct contender c = {.lock = s->lock,
                          .data = s->data,
                          .threshold = s->threshold,
                          .random = first_random(m->id),
                          .samples = m->samples};
    loop_run(m, &c, op);
    m->writes = c.writes;
    m->faults += c.torn;
}

/* The loops of one subject, into which its verbs dissolve. */
#define LOOPS(name)                                                                                \
    MEASURED void measured_rwmutex_##name(struct team_member *m, void *shared)                     \
    {                                                                                              \
        run(m, shared, op_##name);                                                                 \
    }                                                                                              \
    MEASURED void measured_rwmutex_sampled_##name(struct team_member *m, void *shared)             \
    {                                                                                              \
        run(m, shared, sampled_op_##name);                                                         \
    }
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
    LOOPS(name)
#define OPTIMISTIC_VERBS(name)                                                                     \
    (struct optimistic_verbs)                                                                      \
    {                                                                                              \
        rwmutex_read_begin_##name, rwmutex_read_retry_##name, rwmutex_write_acquire_##name,        \
            rwmutex_write_release_##name                                                           \
    }
#define RWMUTEX_OPTIMISTIC_SUBJECT(name, ...)                                                      \
    SC_INLINE void op_##name(void *c)                                                              \
    {                                                                                              \
        access_optimistically(c, OPTIMISTIC_VERBS(name));                                          \
    }                                                                                              \
    SC_INLINE void sampled_op_##name(void *c)                                                      \
    {                                                                                              \
        access_optimistically_sampled(c, OPTIMISTIC_VERBS(name));                                  \
    }                                                                                              \
    LOOPS(name)
#include RWMUTEX_LIST
#undef RWMUTEX_OPTIMISTIC_SUBJECT
#undef RWMUTEX_SUBJECT

struct loops {
    team_body body, sampled;
};
#define LOOPS_OF(name, ...) {measured_rwmutex_##name, measured_rwmutex_sampled_##name},
static const struct loops loops[RWMUTEX_SUBJECTS] = {
#define RWMUTEX_SUBJECT LOOPS_OF
#include RWMUTEX_LIST
#undef RWMUTEX_SUBJECT
};
static const struct loops optimistic_loops[RWMUTEX_OPTIMISTIC_SUBJECTS] = {
#define RWMUTEX_OPTIMISTIC_SUBJECT LOOPS_OF
#include RWMUTEX_LIST
#undef RWMUTEX_OPTIMISTIC_SUBJECT
};

static void add_row(struct bench_rows *rows, const struct row_lock *lock, const struct loops *own,
                    double percent, unsigned threads, enum bench_tier tier)
{
    char shown[SUBJECT_NAME];
    bool alone = threads == 1;
    struct rwmutex_row row = {.row = {.tier = tier,
                                      .threads = threads,
                                      .floor = alone ? FLOOR_rmw : FLOOR_line_transfer,
                                      .spins = lock->traits.spin_only,
                                      .shares = true,
                                      .body = own->body,
                                      .sampled = alone ? NULL : own->sampled,
                                      .setup = setup,
                                      .verify = verify,
                                      .teardown = teardown},
                              .lock = *lock,
                              .share = percent / 100};
    const struct rwmutex_traits *traits = &lock->traits;
    bench_promise(&row.row, !traits->null, "excludes");
    bench_promise(&row.row, traits->prefer_writer, "writers");
    bench_promise(&row.row, traits->readers_next, "readers");
    bench_promise(&row.row, !traits->null && !traits->spin_only, "sleeps");
    bench_add(rows, &row.row, sizeof row, "rwmutex/%s/%s/read:%g/threads:%u",
              subject_name(lock->name, shown), alone ? "uncontended" : "mixed", percent, threads);
}

/* Go's lock and the C library's; the others' rows are fewer in the shorter profiles. */
static bool is_common(const char *name)
{
    return strcmp(name, "go") == 0 || strcmp(name, "null") == 0 || strncmp(name, "pthread", 7) == 0;
}

static enum bench_tier tier_of(const char *name, double percent, unsigned threads, unsigned most)
{
    bool ends = percent == 0 || percent == 100;
    if (!is_common(name))
        return (threads == 1 && percent == 100) || (threads > 1 && threads == most && percent == 99)
                   ? TIER_STANDARD
                   : TIER_FULL;
    if (strcmp(name, "null") == 0 || strcmp(name, "pthread_writer") == 0)
        return ends || (threads > 1 && threads == most) ? TIER_STANDARD : TIER_FULL;
    if (percent == 100 ? threads == 1 || threads == most : percent == 90 && threads == most)
        return TIER_QUICK;
    return threads > 1 || ends ? TIER_STANDARD : TIER_FULL;
}

static void add_lock(struct bench_rows *rows, const struct row_lock *lock, const struct loops *own)
{
    static const double percents[] = {0, 50, 90, 99, 99.9, 100};
    unsigned most = rows->threads[rows->n_threads - 1];
    for (unsigned i = 0; i < sizeof percents / sizeof *percents; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++) {
            unsigned threads = rows->threads[j];
            if (threads == 1 || !lock->traits.null)
                add_row(rows, lock, own, percents[i], threads,
                        tier_of(lock->name, percents[i], threads, most));
        }
        if (rows->oversubscribed && !lock->traits.null)
            add_row(rows, lock, own, percents[i], rows->oversubscribed,
                    percents[i] != 90               ? TIER_FULL
                    : strcmp(lock->name, "go") == 0 ? TIER_QUICK
                    : is_common(lock->name)         ? TIER_STANDARD
                                                    : TIER_FULL);
    }
}

static void enumerate(struct bench_rows *rows)
{
    for (unsigned i = 0; i < RWMUTEX_SUBJECTS; i++) {
        const struct row_lock lock = ROW_LOCK(&rwmutex_subjects[i]);
        add_lock(rows, &lock, &loops[i]);
        add_tries(rows, &rwmutex_subjects[i]);
        add_wakes(rows, &rwmutex_subjects[i]);
    }
    for (unsigned i = 0; i < RWMUTEX_OPTIMISTIC_SUBJECTS; i++) {
        const struct row_lock lock = ROW_LOCK(&rwmutex_optimistic_subjects[i]);
        add_lock(rows, &lock, &optimistic_loops[i]);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"rwmutex", enumerate};
    return bench_main(argc, argv, &family);
}
