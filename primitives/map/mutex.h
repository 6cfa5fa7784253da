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

#include "primitives/compiler.h"
#include "primitives/map/locked.h"
#include "primitives/mutex/go.h"

/* Readers and writers have the mutex alone. Memory ordering: the mutex's. */
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

SC_INLINE void mutex_map_read_acquire(struct mutex_map *m)
{
    go_mutex_acquire(&m->lock, &m->node);
}

SC_INLINE void mutex_map_read_release(struct mutex_map *m)
{
    go_mutex_release(&m->lock, &m->node);
}

SC_INLINE void mutex_map_write_acquire(struct mutex_map *m)
{
    go_mutex_acquire(&m->lock, &m->node);
}

SC_INLINE void mutex_map_write_release(struct mutex_map *m)
{
    go_mutex_release(&m->lock, &m->node);
}

MAP_LOCKED_VERBS(mutex)

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(mutex, .free_reads = false, .clears_at_once = true)
#endif
