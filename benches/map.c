// SPDX-License-Identifier: MIT
// Maps of 64-bit keys: written once and read, keys of each thread's own, a mix, and growth.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/map/subjects.h"
#include "primitives/random.h"

enum { MAP_ROOM = 16384 - ARENA_ALIGN, KEYS = 1024, OWN_KEYS = 256, CLEAR_AT = 4096 };

enum scenario { READ, DISJOINT, MIXED, GROWING };
static const char *const scenario_names[] = {"read", "disjoint", "mixed", "growing"};

struct map_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct map_subject *subject;
    enum scenario scenario;
    double share; /* part of the operations of a mix that load */
};

struct shared {
    void *map;
    uint64_t threshold; /* a random 32-bit number below it makes a load */
};

struct party {
    void *map;
    uint64_t threshold, random, id, threads, next, faults;
};

struct verbs {
    bool (*load)(void *m, uint64_t key, uint64_t *value);
    int (*store)(void *m, uint64_t key, uint64_t value);
    int (*load_or_store)(void *m, uint64_t key, uint64_t value, uint64_t *actual);
    bool (*load_and_delete)(void *m, uint64_t key, uint64_t *value);
    int (*clear)(void *m);
};

/* A value says which key it belongs to, in its upper bits. */
SC_INLINE uint64_t value_of(uint64_t key, uint64_t low)
{
    return key << 16 | (low & UINT16_MAX);
}

SC_INLINE void look_up(struct party *p, struct verbs v)
{
    uint64_t key = 1 + random_xorshift(&p->random) % KEYS, value = 0;
    p->faults += !v.load(p->map, key, &value) || value != value_of(key, 0);
}

/* Stores and loads in turn: nobody else writes these keys. */
SC_INLINE void use_own(struct party *p, struct verbs v)
{
    uint64_t turn = p->next++, value = 0;
    uint64_t key = 1 + p->id * OWN_KEYS + turn / 2 % OWN_KEYS;
    if (turn % 2 == 0)
        p->faults += v.store(p->map, key, value_of(key, turn)) != 0;
    else
        p->faults += !v.load(p->map, key, &value) || value != value_of(key, turn - 1);
}

/* A load, or a store, or a deletion: of the keys about two in three are there. */
SC_INLINE void mix(struct party *p, struct verbs v)
{
    uint64_t random = random_xorshift(&p->random), key = 1 + (random >> 32) % KEYS,
             value = value_of(key, 0);
    if ((random & UINT32_MAX) < p->threshold)
        v.load(p->map, key, &value);
    else if (random >> 48 & 1 || random >> 49 & 1)
        p->faults += v.store(p->map, key, value_of(key, random)) != 0;
    else
        v.load_and_delete(p->map, key, &value);
    p->faults += value >> 16 != key;
}

/* Adds a key that was never there, and empties the map after CLEAR_AT of this thread's. */
SC_INLINE void grow(struct party *p, struct verbs v)
{
    uint64_t key = 1 + p->next * p->threads + p->id, actual = 0;
    p->faults += v.load_or_store(p->map, key, key, &actual) != 0 || actual != key;
    if (++p->next % CLEAR_AT == 0)
        p->faults += v.clear(p->map) != 0;
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    struct shared *s = shared;
    struct party p = {.map = s->map,
                      .threshold = s->threshold,
                      .random = 0x9e3779b97f4a7c15u * (m->id + 1),
                      .id = m->id,
                      .threads = m->threads,
                      .next = (uint64_t)m->phase << 40}; /* its keys are new in each phase */
    loop_run(m, &p, op);
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define VERBS(name)                                                                                \
    (struct verbs)                                                                                 \
    {                                                                                              \
        map_load_##name, map_store_##name, map_load_or_store_##name, map_load_and_delete_##name,   \
            map_clear_##name                                                                       \
    }
#define MAP_LOOP(name, scenario, op)                                                               \
    SC_INLINE void op_##scenario##_##name(void *p)                                                 \
    {                                                                                              \
        op(p, VERBS(name));                                                                        \
    }                                                                                              \
    MEASURED void measured_map_##scenario##_##name(struct team_member *m, void *shared)            \
    {                                                                                              \
        run(m, shared, op_##scenario##_##name);                                                    \
    }
#define MAP_SUBJECT(name, ...)                                                                     \
    MAP_LOOP(name, read, look_up)                                                                  \
    MAP_LOOP(name, disjoint, use_own)                                                              \
    MAP_LOOP(name, mixed, mix)                                                                     \
    MAP_LOOP(name, growing, grow)
#include MAP_LIST
#undef MAP_SUBJECT

static const team_body bodies[MAP_SUBJECTS][4] = {
#define MAP_SUBJECT(name, ...)                                                                     \
    {measured_map_read_##name, measured_map_disjoint_##name, measured_map_mixed_##name,            \
     measured_map_growing_##name},
#include MAP_LIST
#undef MAP_SUBJECT
};

static const struct map_row *row_of(const struct bench_trial *t)
{
    return (const struct map_row *)t->row;
}

static bool fill(const struct map_subject *subject, void *map)
{
    for (uint64_t key = 1; key <= KEYS; key++)
        if (subject->store(map, key, value_of(key, 0)) != 0)
            return false;
    return true;
}

static void *setup(struct bench_trial *t)
{
    const struct map_row *row = row_of(t);
    struct shared *s = arena_place(t->arena, sizeof *s);
    if (!s || row->subject->size > MAP_ROOM || !(s->map = arena_place(t->arena, MAP_ROOM)))
        return NULL;
    s->threshold = (uint64_t)llround(row->share * 4294967296.0);
    const bool filled = row->scenario == READ || row->scenario == MIXED;
    if (row->subject->init(s->map) == 0 && (!filled || fill(row->subject, s->map)))
        return s;
    snprintf(t->why, SC_ERR, "no memory for the map");
    return NULL;
}

static void teardown(struct bench_trial *t)
{
    row_of(t)->subject->destroy(((struct shared *)t->shared)->map);
}

static bool is(const struct map_subject *subject, const char *name)
{
    return strcmp(subject->name, name) == 0;
}

/* The headline at the least and at the most threads; then what a reader compares it with. */
static enum bench_tier tier_of(const struct map_row *row, bool alone, bool most)
{
    const bool go = is(row->subject, "go"), sharded = is(row->subject, "sharded");
    switch (row->scenario) {
    case READ:
        if (most || (alone && go))
            return go && most ? TIER_QUICK : TIER_STANDARD;
        return alone && is(row->subject, "mutex") ? TIER_STANDARD : TIER_FULL;
    case MIXED:
        if (row->share != 0.9 || !(most || (alone && go)))
            return TIER_FULL;
        return most && go ? TIER_QUICK : TIER_STANDARD;
    default:
        return most && (go || sharded) ? TIER_STANDARD : TIER_FULL;
    }
}

static void add_row(struct bench_rows *rows, const struct map_subject *subject,
                    enum scenario scenario, double percent, unsigned threads)
{
    static const enum floor floors[][2] = {[READ] = {FLOOR_load, FLOOR_load},
                                           [DISJOINT] = {FLOOR_rmw, FLOOR_rmw},
                                           [MIXED] = {FLOOR_rmw, FLOOR_line_transfer},
                                           [GROWING] = {FLOOR_rmw, FLOOR_line_transfer}};
    char shown[SUBJECT_NAME], read[32] = "";
    bool alone = threads == 1;
    struct map_row row = {.row = {.threads = threads,
                                  .floor = floors[scenario][!alone],
                                  .shares = true,
                                  .body = bodies[subject - map_subjects][scenario],
                                  .setup = setup,
                                  .teardown = teardown},
                          .subject = subject,
                          .scenario = scenario,
                          .share = percent / 100};
    row.row.tier = tier_of(&row, alone, threads == rows->threads[rows->n_threads - 1]);
    if (scenario == MIXED)
        snprintf(read, sizeof read, "/read:%g", percent);
    bench_promise(&row.row, true, "keys");
    bench_promise(&row.row, subject->traits.free_reads, "free-reads");
    bench_promise(&row.row, subject->traits.clears_at_once, "clears");
    bench_add(rows, &row.row, sizeof row, "map/%s/%s%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], read, threads);
}

static void add_threads(struct bench_rows *rows, const struct map_subject *subject,
                        unsigned threads)
{
    static const double percents[] = {50, 90, 99};
    add_row(rows, subject, READ, 100, threads);
    add_row(rows, subject, DISJOINT, 50, threads);
    for (unsigned i = 0; i < sizeof percents / sizeof *percents; i++)
        add_row(rows, subject, MIXED, percents[i], threads);
    add_row(rows, subject, GROWING, 0, threads);
}

static void enumerate(struct bench_rows *rows)
{
    for (unsigned i = 0; i < MAP_SUBJECTS; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++)
            add_threads(rows, &map_subjects[i], rows->threads[j]);
        if (rows->oversubscribed)
            add_row(rows, &map_subjects[i], MIXED, 90, rows->oversubscribed);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"map", enumerate};
    return bench_main(argc, argv, &family);
}
