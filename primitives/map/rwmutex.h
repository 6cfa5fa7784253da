// SPDX-License-Identifier: MIT
// A hash table under Go's read-write mutex.
/*
 * Example: how often was each word seen, by its number? Any thread may count.
 *
 *     struct rwmutex_map seen;
 *     uint64_t times = 0;
 *     if (rwmutex_map_init(&seen) != 0 || rwmutex_map_load_or_store(&seen, 17, 0, &times) < 0)
 *         return 1; // no memory
 *     while (rwmutex_map_compare_and_swap(&seen, 17, times, times + 1) == 0)
 *         rwmutex_map_load(&seen, 17, &times);
 *     rwmutex_map_destroy(&seen);
 */
#ifndef SYNCCOST_MAP_RWMUTEX_H
#define SYNCCOST_MAP_RWMUTEX_H

#include "primitives/compiler.h"
#include "primitives/map/locked.h"
#include "primitives/rwmutex/go.h"

/* Loads and ranges share the lock; the others have it alone. Memory ordering: the lock's. */
struct rwmutex_map {
    struct go_rwmutex lock;
    struct map_table table; /* guarded by lock */
};

/* Always 0. */
SC_INLINE int rwmutex_map_init(struct rwmutex_map *m)
{
    go_rwmutex_init(&m->lock);
    map_table_init(&m->table);
    return 0;
}

SC_INLINE void rwmutex_map_destroy(struct rwmutex_map *m)
{
    map_table_clear(&m->table);
    go_rwmutex_destroy(&m->lock);
}

SC_INLINE void rwmutex_map_read_acquire(struct rwmutex_map *m)
{
    go_rwmutex_read_acquire(&m->lock);
}

SC_INLINE void rwmutex_map_read_release(struct rwmutex_map *m)
{
    go_rwmutex_read_release(&m->lock);
}

SC_INLINE void rwmutex_map_write_acquire(struct rwmutex_map *m)
{
    go_rwmutex_write_acquire(&m->lock);
}

SC_INLINE void rwmutex_map_write_release(struct rwmutex_map *m)
{
    go_rwmutex_write_release(&m->lock);
}

MAP_LOCKED_VERBS(rwmutex)

#endif
#ifdef MAP_SUBJECT
MAP_SUBJECT(rwmutex, .free_reads = false, .clears_at_once = true)
#endif
