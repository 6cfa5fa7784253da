// SPDX-License-Identifier: MIT
// Hash tables that each have a mutex; the key's hash chooses one of them.
/*
 * Example: how often was each word seen, by its number? Any thread may count.
 *
 *     struct sharded_map seen;
 *     uint64_t times = 0;
 *     if (sharded_map_init(&seen) != 0 || sharded_map_load_or_store(&seen, 17, 0, &times) < 0)
 *         return 1; // no memory
 *     while (sharded_map_compare_and_swap(&seen, 17, times, times + 1) == 0)
 *         sharded_map_load(&seen, 17, &times);
 *     sharded_map_destroy(&seen);
 */
#ifndef SYNCCOST_MAP_SHARDED_H
#define SYNCCOST_MAP_SHARDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/map/mutex.h"
#include "primitives/map/traits.h"

/*
 * Threads meet where their keys have the same shard. The upper bits of the hash choose it, as a
 * table uses the lower ones. Each shard has lines of its own, two for the prefetcher of x86. Memory
 * ordering: the mutexes'.
 */
enum { SHARDED_MAP_BITS = 6, SHARDED_MAP_SHARDS = 1 << SHARDED_MAP_BITS, SHARDED_MAP_LINE = 128 };

struct sharded_map {
    struct {
        _Alignas(SHARDED_MAP_LINE) struct mutex_map map;
    } shard[SHARDED_MAP_SHARDS];
};

SC_INLINE struct mutex_map *sharded_map_of(struct sharded_map *m, uint64_t key)
{
    return &m->shard[map_hash(key) >> (64 - SHARDED_MAP_BITS)].map;
}

/* Always 0. */
SC_INLINE int sharded_map_init(struct sharded_map *m)
{
    for (size_t i = 0; i < SHARDED_MAP_SHARDS; i++)
        mutex_map_init(&m->shard[i].map);
    return 0;
}

SC_INLINE void sharded_map_destroy(struct sharded_map *m)
{
    for (size_t i = 0; i < SHARDED_MAP_SHARDS; i++)
        mutex_map_destroy(&m->shard[i].map);
}

SC_INLINE bool sharded_map_load(struct sharded_map *m, uint64_t key, uint64_t *value)
{
    return mutex_map_load(sharded_map_of(m, key), key, value);
}

SC_INLINE int sharded_map_store(struct sharded_map *m, uint64_t key, uint64_t value)
{
    return mutex_map_store(sharded_map_of(m, key), key, value);
}

SC_INLINE int sharded_map_load_or_store(struct sharded_map *m, uint64_t key, uint64_t value,
                                        uint64_t *actual)
{
    return mutex_map_load_or_store(sharded_map_of(m, key), key, value, actual);
}

SC_INLINE bool sharded_map_load_and_delete(struct sharded_map *m, uint64_t key, uint64_t *value)
{
    return mutex_map_load_and_delete(sharded_map_of(m, key), key, value);
}

SC_INLINE int sharded_map_compare_and_swap(struct sharded_map *m, uint64_t key, uint64_t old,
                                           uint64_t value)
{
    return mutex_map_compare_and_swap(sharded_map_of(m, key), key, old, value);
}

/* Shard by shard; visit runs under the mutex of the key's. */
static inline void sharded_map_range(struct sharded_map *m, map_visit visit, void *context)
{
    bool more = true;
    for (size_t i = 0; i < SHARDED_MAP_SHARDS && more; i++) {
        struct mutex_map *one = &m->shard[i].map;
        go_mutex_acquire(&one->lock, &one->node);
        more = map_table_range(&one->table, visit, context);
        go_mutex_release(&one->lock, &one->node);
    }
}

/* Always 0. Shard by shard: a key may be stored before the last one is clear. */
SC_INLINE int sharded_map_clear(struct sharded_map *m)
{
    for (size_t i = 0; i < SHARDED_MAP_SHARDS; i++)
        mutex_map_clear(&m->shard[i].map);
    return 0;
}

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(sharded, .free_reads = false, .clears_at_once = false)
#endif
