// SPDX-License-Identifier: MIT
// The verbs of a hash table under one lock, whichever it is. No subject itself.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/map/table.h"
#include "primitives/map/traits.h"

/*
 * Every verb is one critical section: struct <name>_map has a table that its lock guards, and
 * <name>_map_read_acquire, _read_release, _write_acquire and _write_release take and give back the
 * lock. Those who read may share it. The visit of a range runs under the lock. clear returns 0
 * always; what the others return: primitives/map/traits.h. Memory ordering: the lock's.
 */
#define MAP_LOCKED_VERBS(name_)                                                                    \
    SC_INLINE bool name_##_map_load(struct name_##_map *m, uint64_t key, uint64_t *value)          \
    {                                                                                              \
        name_##_map_read_acquire(m);                                                               \
        bool there = map_table_load(&m->table, key, value);                                        \
        name_##_map_read_release(m);                                                               \
        return there;                                                                              \
    }                                                                                              \
    SC_INLINE int name_##_map_store(struct name_##_map *m, uint64_t key, uint64_t value)           \
    {                                                                                              \
        name_##_map_write_acquire(m);                                                              \
        int error = map_table_store(&m->table, key, value);                                        \
        name_##_map_write_release(m);                                                              \
        return error;                                                                              \
    }                                                                                              \
    SC_INLINE int name_##_map_load_or_store(struct name_##_map *m, uint64_t key, uint64_t value,   \
                                            uint64_t *actual)                                      \
    {                                                                                              \
        name_##_map_write_acquire(m);                                                              \
        int result = map_table_load_or_store(&m->table, key, value, actual);                       \
        name_##_map_write_release(m);                                                              \
        return result;                                                                             \
    }                                                                                              \
    SC_INLINE bool name_##_map_load_and_delete(struct name_##_map *m, uint64_t key,                \
                                               uint64_t *value)                                    \
    {                                                                                              \
        name_##_map_write_acquire(m);                                                              \
        bool there = map_table_load_and_delete(&m->table, key, value);                             \
        name_##_map_write_release(m);                                                              \
        return there;                                                                              \
    }                                                                                              \
    SC_INLINE int name_##_map_compare_and_swap(struct name_##_map *m, uint64_t key, uint64_t old,  \
                                               uint64_t value)                                     \
    {                                                                                              \
        name_##_map_write_acquire(m);                                                              \
        int result = map_table_compare_and_swap(&m->table, key, old, value);                       \
        name_##_map_write_release(m);                                                              \
        return result;                                                                             \
    }                                                                                              \
    static inline void name_##_map_range(struct name_##_map *m, map_visit visit, void *context)    \
    {                                                                                              \
        name_##_map_read_acquire(m);                                                               \
        map_table_range(&m->table, visit, context);                                                \
        name_##_map_read_release(m);                                                               \
    }                                                                                              \
    SC_INLINE int name_##_map_clear(struct name_##_map *m)                                         \
    {                                                                                              \
        name_##_map_write_acquire(m);                                                              \
        map_table_clear(&m->table);                                                                \
        name_##_map_write_release(m);                                                              \
        return 0;                                                                                  \
    }
