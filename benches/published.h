// SPDX-License-Identifier: MIT
// Ways to publish a configuration: in place under locks, and as a new object behind a pointer.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "benches/config.h"
#include "benches/pattern.h"
#include "primitives/mutex/go.h"
#include "primitives/rwmutex/subjects.h"
#include "primitives/value/atomic.h"
#include "primitives/value/go.h"

/* Stamps run from 1 to this, and begin again. */
enum { PUBLISHED_RING = 512 };

SC_INLINE uint64_t published_next(uint64_t stamp)
{
    return stamp % PUBLISHED_RING + 1;
}

/*
 * The verbs of a way, on its state. look returns the stamp of the newest configuration, and counts
 * one that is not whole in *torn. publish puts one of that stamp in its place; false: no memory.
 */
struct published_verbs {
    uint64_t (*look)(void *state, uint64_t *torn);
    bool (*publish)(void *state, uint64_t stamp);
};

SC_INLINE uint64_t published_look(const struct config *c, uint64_t *torn)
{
    *torn += !config_is_whole(c);
    return c->stamp;
}

/* ---- in place, under a lock; each on lines of its own ---- */

typedef void (*published_verb)(void *lock);

SC_INLINE uint64_t look_inside(const struct config *c, void *lock, published_verb acquire,
                               published_verb release, uint64_t *torn)
{
    acquire(lock);
    uint64_t stamp = published_look(c, torn);
    release(lock);
    return stamp;
}

SC_INLINE bool publish_inside(struct config *c, void *lock, published_verb acquire,
                              published_verb release, uint64_t stamp)
{
    acquire(lock);
    config_fill(c, stamp);
    release(lock);
    return true;
}

SC_INLINE void published_acquire(void *mutex)
{
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_acquire(mutex, &node);
}

SC_INLINE void published_release(void *mutex)
{
    struct go_mutex_node node;
    go_mutex_node_init(&node);
    go_mutex_release(mutex, &node);
}

/* The state and the verbs of a way, of a type of lock and the verbs of that. */
#define PUBLISHED_IN_PLACE(name, type, read_acquire, read_release, write_acquire, write_release)   \
    struct published_##name {                                                                      \
        struct type lock;                                                                          \
        struct config config __attribute__((aligned(128)));                                        \
    };                                                                                             \
    SC_INLINE uint64_t look_##name(void *state, uint64_t *torn)                                    \
    {                                                                                              \
        struct published_##name *s = state;                                                        \
        return look_inside(&s->config, &s->lock, read_acquire, read_release, torn);                \
    }                                                                                              \
    SC_INLINE bool publish_##name(void *state, uint64_t stamp)                                     \
    {                                                                                              \
        struct published_##name *s = state;                                                        \
        return publish_inside(&s->config, &s->lock, write_acquire, write_release, stamp);          \
    }                                                                                              \
    static inline int init_##name(void *state, struct bench_trial *t)                              \
    {                                                                                              \
        (void)t;                                                                                   \
        type##_init(&((struct published_##name *)state)->lock);                                    \
        publish_##name(state, 1);                                                                  \
        return 0;                                                                                  \
    }                                                                                              \
    static inline void destroy_##name(void *state, unsigned threads)                               \
    {                                                                                              \
        (void)threads;                                                                             \
        type##_destroy(&((struct published_##name *)state)->lock);                                 \
    }

PUBLISHED_IN_PLACE(mutex, go_mutex, published_acquire, published_release, published_acquire,
                   published_release)
PUBLISHED_IN_PLACE(rwmutex, go_rwmutex, rwmutex_read_acquire_go, rwmutex_read_release_go,
                   rwmutex_write_acquire_go, rwmutex_write_release_go)
PUBLISHED_IN_PLACE(big_reader, big_reader_rwmutex, rwmutex_read_acquire_big_reader,
                   rwmutex_read_release_big_reader, rwmutex_write_acquire_big_reader,
                   rwmutex_write_release_big_reader)

/* Its readers run beside a writer: all words are atomics, relaxed. */
struct published_seqlock {
    struct seqlock_rwmutex lock;
    struct config config __attribute__((aligned(128)));
};

SC_INLINE uint64_t look_seqlock(void *state, uint64_t *torn)
{
    struct published_seqlock *s = state;
    uint64_t stamp, mirror;
    uint32_t began;
    do {
        began = seqlock_rwmutex_read_begin(&s->lock);
        /* Relaxed, both: the lock's fences order them. */
        stamp = __atomic_load_n(&s->config.stamp, __ATOMIC_RELAXED);
        mirror = __atomic_load_n(&s->config.mirror, __ATOMIC_RELAXED);
    } while (seqlock_rwmutex_read_retry(&s->lock, began));
    *torn += mirror != ~stamp;
    return stamp;
}

SC_INLINE bool publish_seqlock(void *state, uint64_t stamp)
{
    struct published_seqlock *s = state;
    struct config *c = &s->config;
    seqlock_rwmutex_write_acquire(&s->lock);
    /* Relaxed, all: the lock's fences order them. */
    __atomic_store_n(&c->stamp, stamp, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < sizeof c->payload / sizeof *c->payload; i++)
        __atomic_store_n(&c->payload[i], stamp + i, __ATOMIC_RELAXED);
    __atomic_store_n(&c->mirror, ~stamp, __ATOMIC_RELAXED);
    seqlock_rwmutex_write_release(&s->lock);
    return true;
}

/* ---- a new object behind a pointer ---- */

struct published_value {
    struct go_value value;
};

static void published_reclaim(void *config)
{
    config_spoil(config);
    free(config);
}

SC_INLINE uint64_t look_value(void *state, uint64_t *torn)
{
    struct published_value *s = state;
    uint64_t stamp = published_look(go_value_load(&s->value), torn);
    go_value_done(&s->value);
    return stamp;
}

SC_INLINE bool publish_value(void *state, uint64_t stamp)
{
    struct published_value *s = state;
    struct config *c = malloc(sizeof *c);
    if (!c)
        return false;
    config_fill(c, stamp);
    if (go_value_store(&s->value, c) == 0)
        return true;
    free(c);
    return false;
}

/*
 * A pointer without reclamation, the floor of the ways. Its objects were made beforehand, one for
 * each stamp, and are never changed: what it costs to make one is not in the row.
 */
struct published_atomic {
    struct atomic_value value;
    struct config *ring; /* of stamp 1 on */
};

SC_INLINE uint64_t look_atomic(void *state, uint64_t *torn)
{
    struct published_atomic *s = state;
    return published_look(atomic_value_load(&s->value), torn);
}

SC_INLINE bool publish_atomic(void *state, uint64_t stamp)
{
    struct published_atomic *s = state;
    return atomic_value_store(&s->value, &s->ring[stamp - 1]) == 0;
}

static inline int init_seqlock(void *state, struct bench_trial *t)
{
    (void)t;
    seqlock_rwmutex_init(&((struct published_seqlock *)state)->lock);
    publish_seqlock(state, 1);
    return 0;
}

static inline int init_value(void *state, struct bench_trial *t)
{
    (void)t;
    go_value_init(&((struct published_value *)state)->value, published_reclaim);
    return publish_value(state, 1) ? 0 : -ENOMEM;
}

/* Nobody looks any more, so that what was replaced is reclaimed before the next trial. */
static inline void destroy_value(void *state, unsigned threads)
{
    struct published_value *s = state;
    (void)threads;
    go_value_destroy(&s->value);
    go_value_drain(&s->value);
}

static inline int init_atomic(void *state, struct bench_trial *t)
{
    struct published_atomic *s = state;
    s->ring = arena_place(t->arena, PUBLISHED_RING * sizeof *s->ring);
    if (!s->ring)
        return -ENOMEM;
    for (unsigned i = 0; i < PUBLISHED_RING; i++)
        config_fill(&s->ring[i], i + 1);
    atomic_value_init(&s->value, NULL);
    publish_atomic(state, 1);
    return 0;
}

/*
 * Every way that keeps one configuration for all: PUBLISHED(name, members of struct pattern_way).
 * struct published_name belongs to it, init_name, which publishes stamp 1, and the verbs look_name
 * and publish_name.
 */
#define PUBLISHED_WAYS(PUBLISHED)                                                                  \
    PUBLISHED(mutex, .destroy = destroy_mutex)                                                     \
    PUBLISHED(rwmutex, .destroy = destroy_rwmutex)                                                 \
    PUBLISHED(big_reader, .destroy = destroy_big_reader)                                           \
    PUBLISHED(seqlock, .spins = true)                                                              \
    PUBLISHED(value, .destroy = destroy_value, .telling = true, .alone = true)                     \
    PUBLISHED(atomic, .spins = true)
#define PUBLISHED_WAY(name_, ...)                                                                  \
    {.name = #name_, .size = sizeof(struct published_##name_), .init = init_##name_, __VA_ARGS__},
