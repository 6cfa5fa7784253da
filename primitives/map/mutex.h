// SPDX-License-Identifier: MIT
// A hash table under Go's mutex.
/*
 * Example: how often was each word seen, by its number? Any thread may count.
 *
 *     struct mutex_map seen;
 *     uint64_t times = 0;
 *     if (mutex_map_init(&seen) != 0 || mutex_map_load_or_store(&seen, 17, 0, &times) < 0)
 *         return 1; // no memory
 *     while (mutex_map_compare_and_swap(&seen, 17, times, times + 1) == 0)
 *         mutex_map_load(&seen, 17, &times);
 *     mutex_map_destroy(&seen);
 */
#ifndef SYNCCOST_MAP_MUTEX_H
#define SYNCCOST_MAP_MUTEX_H

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/map/table.h"
#include "primitives/map/traits.h"
#include "primitives/mutex/go.h"

/* Every verb is one critical section. Memory ordering: the mutex's. */
struct mutex_map {
    struct go_mutex lock;
    struct go_mutex_node node; /* of whoever holds lock; empty, so that all may share it */
    struct map_table table;    /* guarded by lock */
};

/* Always 0. */
SC_INLINE int mutex_map_init(struct mutex_map *m)
{
    go_mutex_init(&m->lock);
    go_mutex_node_init(&m->node);
    map_table_init(&m->table);
    return 0;
}

SC_INLINE void mutex_map_destroy(struct mutex_map *m)
{
    map_table_clear(&m->table);
    go_mutex_destroy(&m->lock);
}

SC_INLINE bool mutex_map_load(struct mutex_map *m, uint64_t key, uint64_t *value)
{
    go_mutex_acquire(&m->lock, &m->node);
    bool there = map_table_load(&m->table, key, value);
    go_mutex_release(&m->lock, &m->node);
    return there;
}

SC_INLINE int mutex_map_store(struct mutex_map *m, uint64_t key, uint64_t value)
{
    go_mutex_acquire(&m->lock, &m->node);
    int error = map_table_store(&m->table, key, value);
    go_mutex_release(&m->lock, &m->node);
    return error;
}

SC_INLINE int mutex_map_load_or_store(struct mutex_map *m, uint64_t key, uint64_t value,
                                      uint64_t *actual)
{
    go_mutex_acquire(&m->lock, &m->node);
    int result = map_table_load_or_store(&m->table, key, value, actual);
    go_mutex_release(&m->lock, &m->node);
    return result;
}

SC_INLINE bool mutex_map_load_and_delete(struct mutex_map *m, uint64_t key, uint64_t *value)
{
    go_mutex_acquire(&m->lock, &m->node);
    bool there = map_table_load_and_delete(&m->table, key, value);
    go_mutex_release(&m->lock, &m->node);
    return there;
}

SC_INLINE int mutex_map_compare_and_swap(struct mutex_map *m, uint64_t key, uint64_t old,
                                         uint64_t value)
{
    go_mutex_acquire(&m->lock, &m->node);
    int result = map_table_compare_and_swap(&m->table, key, old, value);
    go_mutex_release(&m->lock, &m->node);
    return result;
}

/* visit runs under the mutex. */
static inline void mutex_map_range(struct mutex_map *m, map_visit visit, void *context)
{
    go_mutex_acquire(&m->lock, &m->node);
    map_table_range(&m->table, visit, context);
    go_mutex_release(&m->lock, &m->node);
}

/* Always 0. */
SC_INLINE int mutex_map_clear(struct mutex_map *m)
{
    go_mutex_acquire(&m->lock, &m->node);
    map_table_clear(&m->table);
    go_mutex_release(&m->lock, &m->node);
    return 0;
}

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(mutex, .free_reads = false, .clears_at_once = true)
#endif
