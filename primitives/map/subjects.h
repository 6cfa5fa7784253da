// SPDX-License-Identifier: MIT
// Every map behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/map/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef MAP_LIST
#define MAP_LIST "primitives/map/list.h"
#endif
#include MAP_LIST

/*
 * m is size bytes, aligned to MAP_ALIGN. What the verbs do: primitives/map/traits.h. A measured
 * loop takes them by name (map_load_go), as primitives/rwmutex/subjects.h says.
 */
enum { MAP_ALIGN = 128 };

struct map_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct map_traits traits;
    size_t size;
    int (*init)(void *m);
    void (*destroy)(void *m);
    bool (*load)(void *m, uint64_t key, uint64_t *value);
    int (*store)(void *m, uint64_t key, uint64_t value);
    int (*load_or_store)(void *m, uint64_t key, uint64_t value, uint64_t *actual);
    bool (*load_and_delete)(void *m, uint64_t key, uint64_t *value);
    int (*compare_and_swap)(void *m, uint64_t key, uint64_t old, uint64_t value);
    void (*range)(void *m, map_visit visit, void *context);
    int (*clear)(void *m);
};

#define MAP_SUBJECT(name_, ...)                                                                    \
    SC_INLINE int map_init_##name_(void *m)                                                        \
    {                                                                                              \
        return name_##_map_init(m);                                                                \
    }                                                                                              \
    SC_INLINE void map_destroy_##name_(void *m)                                                    \
    {                                                                                              \
        name_##_map_destroy(m);                                                                    \
    }                                                                                              \
    SC_INLINE bool map_load_##name_(void *m, uint64_t key, uint64_t *value)                        \
    {                                                                                              \
        return name_##_map_load(m, key, value);                                                    \
    }                                                                                              \
    SC_INLINE int map_store_##name_(void *m, uint64_t key, uint64_t value)                         \
    {                                                                                              \
        return name_##_map_store(m, key, value);                                                   \
    }                                                                                              \
    SC_INLINE int map_load_or_store_##name_(void *m, uint64_t key, uint64_t value,                 \
                                            uint64_t *actual)                                      \
    {                                                                                              \
        return name_##_map_load_or_store(m, key, value, actual);                                   \
    }                                                                                              \
    SC_INLINE bool map_load_and_delete_##name_(void *m, uint64_t key, uint64_t *value)             \
    {                                                                                              \
        return name_##_map_load_and_delete(m, key, value);                                         \
    }                                                                                              \
    SC_INLINE int map_compare_and_swap_##name_(void *m, uint64_t key, uint64_t old,                \
                                               uint64_t value)                                     \
    {                                                                                              \
        return name_##_map_compare_and_swap(m, key, old, value);                                   \
    }                                                                                              \
    SC_INLINE void map_range_##name_(void *m, map_visit visit, void *context)                      \
    {                                                                                              \
        name_##_map_range(m, visit, context);                                                      \
    }                                                                                              \
    SC_INLINE int map_clear_##name_(void *m)                                                       \
    {                                                                                              \
        return name_##_map_clear(m);                                                               \
    }
#include MAP_LIST
#undef MAP_SUBJECT

static const struct map_subject map_subjects[] = {
#define MAP_SUBJECT(name_, ...)                                                                    \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_map),                                                           \
     .init = map_init_##name_,                                                                     \
     .destroy = map_destroy_##name_,                                                               \
     .load = map_load_##name_,                                                                     \
     .store = map_store_##name_,                                                                   \
     .load_or_store = map_load_or_store_##name_,                                                   \
     .load_and_delete = map_load_and_delete_##name_,                                               \
     .compare_and_swap = map_compare_and_swap_##name_,                                             \
     .range = map_range_##name_,                                                                   \
     .clear = map_clear_##name_},
#include MAP_LIST
#undef MAP_SUBJECT
};

enum { MAP_SUBJECTS = sizeof map_subjects / sizeof *map_subjects };
