// SPDX-License-Identifier: MIT
// Published values: a look at the newest object, its replacement, and mixes of the two.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benches/config.h"
#include "benches/mix.h"
#include "common/subject.h"
#include "harness/frame/bench.h"
#include "harness/trial/loop.h"
#include "primitives/value/subjects.h"

enum { VALUE_ROOM = 4096 - ARENA_ALIGN, RING = 512 };

enum scenario { LOAD, MIXED, PUBLISH };
static const char *const scenario_names[] = {"load", "mixed", "publish"};

struct value_row {
    struct bench_row row; /* first: the frame hands back a pointer to it */
    const struct value_subject *subject;
    double share; /* part of the operations that only look */
};

struct shared {
    void *value;
    uint64_t threshold;  /* a random 32-bit number below it makes a look */
    struct config *ring; /* RING for each thread; NULL where the subject reclaims */
};

struct party {
    void *value;
    uint64_t threshold, random, writes, faults;
    struct config *ring; /* this thread's */
};

struct verbs {
    const void *(*load)(void *v);
    void (*done)(void *v);
    int (*store)(void *v, void *object);
    bool reclaims;
};

static void reclaim_object(void *object)
{
    config_spoil(object);
    free(object);
}

SC_INLINE void look(struct party *p, struct verbs v)
{
    const struct config *o = v.load(p->value);
    p->faults += !config_is_whole(o);
    v.done(p->value);
}

/*
 * Where nothing is reclaimed the objects were made beforehand, and are not changed: the cost of
 * making one is then not in the row.
 */
SC_INLINE void publish(struct party *p, struct verbs v)
{
    struct config *o = v.reclaims ? malloc(sizeof *o) : &p->ring[p->writes % RING];
    if (v.reclaims && o)
        config_fill(o, p->writes);
    p->faults += !o || v.store(p->value, o) != 0;
    p->writes++;
}

SC_INLINE void look_or_publish(struct party *p, struct verbs v)
{
    if (next_is_read(&p->random, p->threshold))
        look(p, v);
    else
        publish(p, v);
}

SC_INLINE void run(struct team_member *m, void *shared, loop_op op)
{
    const struct shared *s = shared;
    struct party p = {.value = s->value,
                      .threshold = s->threshold,
                      .random = first_random(m->id),
                      .ring = s->ring ? s->ring + RING * m->id : NULL};
    loop_run(m, &p, op);
    m->writes = p.writes;
    m->faults += p.faults;
}

/* The loops of one subject, into which its verbs dissolve. */
#define VERBS(name, ...)                                                                           \
    (struct verbs)                                                                                 \
    {                                                                                              \
        value_load_##name, value_done_##name, value_store_##name,                                  \
            ((struct value_traits){__VA_ARGS__}).reclaims                                          \
    }
#define VALUE_SUBJECT(name, ...)                                                                   \
    SC_INLINE void op_load_##name(void *p)                                                         \
    {                                                                                              \
        look(p, VERBS(name, __VA_ARGS__));                                                         \
    }                                                                                              \
    SC_INLINE void op_mixed_##name(void *p)                                                        \
    {                                                                                              \
        look_or_publish(p, VERBS(name, __VA_ARGS__));                                              \
    }                                                                                              \
    SC_INLINE void op_publish_##name(void *p)                                                      \
    {                                                                                              \
        publish(p, VERBS(name, __VA_ARGS__));                                                      \
    }                                                                                              \
    MEASURED void measured_value_load_##name(struct team_member *m, void *shared)                  \
    {                                                                                              \
        run(m, shared, op_load_##name);                                                            \
    }                                                                                              \
    MEASURED void measured_value_mixed_##name(struct team_member *m, void *shared)                 \
    {                                                                                              \
        run(m, shared, op_mixed_##name);                                                           \
    }                                                                                              \
    MEASURED void measured_value_publish_##name(struct team_member *m, void *shared)               \
    {                                                                                              \
        run(m, shared, op_publish_##name);                                                         \
    }
#include VALUE_LIST
#undef VALUE_SUBJECT

static const team_body bodies[VALUE_SUBJECTS][3] = {
#define VALUE_SUBJECT(name, ...)                                                                   \
    {measured_value_load_##name, measured_value_mixed_##name, measured_value_publish_##name},
#include VALUE_LIST
#undef VALUE_SUBJECT
};

static const struct value_row *row_of(const struct bench_trial *t)
{
    return (const struct value_row *)t->row;
}

/* The first object: as large as the others, and reclaimed like them. */
static bool publish_first(const struct value_subject *subject, struct shared *s)
{
    struct config *first = subject->traits.reclaims ? malloc(sizeof *first) : s->ring;
    if (!first)
        return false;
    config_fill(first, 1);
    if (subject->store(s->value, first) == 0)
        return true;
    free(first);
    return false;
}

static void *setup(struct bench_trial *t)
{
    const struct value_subject *subject = row_of(t)->subject;
    struct shared *s = arena_place(t->arena, sizeof *s);
    size_t objects = subject->traits.reclaims ? 0 : (size_t)RING * t->row->threads;
    if (!s || subject->size > VALUE_ROOM || !(s->value = arena_place(t->arena, VALUE_ROOM)) ||
        (objects && !(s->ring = arena_place(t->arena, objects * sizeof *s->ring))))
        return NULL;
    for (size_t i = 0; i < objects; i++)
        config_fill(&s->ring[i], i);
    s->threshold = (uint64_t)llround(row_of(t)->share * 4294967296.0);
    subject->init(s->value, reclaim_object);
    if (publish_first(subject, s))
        return s;
    snprintf(t->why, SC_ERR, "no memory for the first object");
    return NULL;
}

/* Nobody looks any more, so that what was replaced is reclaimed before the next trial. */
static void teardown(struct bench_trial *t)
{
    const struct value_subject *subject = row_of(t)->subject;
    struct shared *s = t->shared;
    subject->destroy(s->value);
    subject->drain(s->value);
}

/* The primitives of the headline at the least and at the most threads. */
static enum bench_tier tier_of(const struct value_subject *subject, enum scenario scenario,
                               double percent, bool alone, bool most)
{
    const bool go = strcmp(subject->name, "go") == 0;
    if ((scenario == LOAD && (alone || most)) || (scenario == MIXED && percent == 99 && most))
        return go ? TIER_QUICK : TIER_STANDARD;
    bool published = scenario == PUBLISH && alone && strcmp(subject->name, "rwmutex") != 0;
    return published ? TIER_STANDARD : TIER_FULL;
}

static void add_row(struct bench_rows *rows, const struct value_subject *subject,
                    enum scenario scenario, double percent, unsigned threads)
{
    static const enum floor floors[][2] = {[LOAD] = {FLOOR_load, FLOOR_load},
                                           [MIXED] = {FLOOR_rmw, FLOOR_line_transfer},
                                           [PUBLISH] = {FLOOR_rmw, FLOOR_line_transfer}};
    char shown[SUBJECT_NAME], read[32] = "";
    bool alone = threads == 1, most = threads == rows->threads[rows->n_threads - 1];
    struct value_row row = {.row = {.tier = tier_of(subject, scenario, percent, alone, most),
                                    .threads = threads,
                                    .floor = floors[scenario][!alone],
                                    .shares = true,
                                    .body = bodies[subject - value_subjects][scenario],
                                    .setup = setup,
                                    .teardown = teardown},
                            .subject = subject,
                            .share = percent / 100};
    if (scenario == MIXED)
        snprintf(read, sizeof read, "/read:%g", percent);
    bench_promise(&row.row, true, "whole");
    bench_promise(&row.row, subject->traits.reclaims, "reclaims");
    bench_promise(&row.row, !subject->traits.waits, "free-reads");
    bench_add(rows, &row.row, sizeof row, "value/%s/%s%s/threads:%u",
              subject_name(subject->name, shown), scenario_names[scenario], read, threads);
}

static void add_threads(struct bench_rows *rows, const struct value_subject *subject,
                        unsigned threads)
{
    static const double percents[] = {50, 90, 99, 99.9, 99.99};
    add_row(rows, subject, LOAD, 100, threads);
    for (unsigned i = 0; i < sizeof percents / sizeof *percents; i++)
        add_row(rows, subject, MIXED, percents[i], threads);
    add_row(rows, subject, PUBLISH, 0, threads);
}

static void enumerate(struct bench_rows *rows)
{
    for (unsigned i = 0; i < VALUE_SUBJECTS; i++) {
        for (unsigned j = 0; j < rows->n_threads; j++)
            add_threads(rows, &value_subjects[i], rows->threads[j]);
        if (rows->oversubscribed)
            add_row(rows, &value_subjects[i], MIXED, 99, rows->oversubscribed);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_family family = {"value", enumerate};
    return bench_main(argc, argv, &family);
}
