// SPDX-License-Identifier: MIT
// Every mutex behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/mutex/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef MUTEX_LIST
#define MUTEX_LIST "primitives/mutex/list.h"
#endif
#include MUTEX_LIST

/*
 * m is size bytes and node, one per thread, node_size bytes, both aligned for any type. What the
 * verbs do: docs/STYLE.md. A measured loop takes them by name (mutex_acquire_go): gcc inlines a
 * call through the table later, and then lays the loop around it out differently.
 */
struct mutex_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct mutex_traits traits;
    size_t size, node_size;
    void (*init)(void *m);
    void (*destroy)(void *m);
    void (*node_init)(void *node);
    void (*acquire)(void *m, void *node);
    void (*release)(void *m, void *node);
    bool (*try_acquire)(void *m, void *node); /* NULL: it has none */
};

#define MUTEX_SUBJECT(name_, ...)                                                                  \
    SC_INLINE void mutex_init_##name_(void *m)                                                     \
    {                                                                                              \
        name_##_mutex_init(m);                                                                     \
    }                                                                                              \
    SC_INLINE void mutex_destroy_##name_(void *m)                                                  \
    {                                                                                              \
        name_##_mutex_destroy(m);                                                                  \
    }                                                                                              \
    SC_INLINE void mutex_node_init_##name_(void *node)                                             \
    {                                                                                              \
        name_##_mutex_node_init(node);                                                             \
    }                                                                                              \
    SC_INLINE void mutex_acquire_##name_(void *m, void *node)                                      \
    {                                                                                              \
        name_##_mutex_acquire(m, node);                                                            \
    }                                                                                              \
    SC_INLINE void mutex_release_##name_(void *m, void *node)                                      \
    {                                                                                              \
        name_##_mutex_release(m, node);                                                            \
    }
#define MUTEX_TRY_SUBJECT(name_)                                                                   \
    SC_INLINE bool mutex_try_acquire_##name_(void *m, void *node)                                  \
    {                                                                                              \
        return name_##_mutex_try_acquire(m, node);                                                 \
    }
#include MUTEX_LIST
#undef MUTEX_TRY_SUBJECT
#undef MUTEX_SUBJECT

/* The place of a subject in the table: mutex_place_go. */
enum mutex_place {
#define MUTEX_SUBJECT(name_, ...) mutex_place_##name_,
#include MUTEX_LIST
#undef MUTEX_SUBJECT
    MUTEX_SUBJECTS
};

/* What one subject has is added to its entry: the second round names a member, not the whole. */
static const struct mutex_subject mutex_subjects[MUTEX_SUBJECTS] = {
#define MUTEX_SUBJECT(name_, ...)                                                                  \
    [mutex_place_##name_] = {.name = #name_,                                                       \
                             .traits = {__VA_ARGS__},                                              \
                             .size = sizeof(struct name_##_mutex),                                 \
                             .node_size = sizeof(struct name_##_mutex_node),                       \
                             .init = mutex_init_##name_,                                           \
                             .destroy = mutex_destroy_##name_,                                     \
                             .node_init = mutex_node_init_##name_,                                 \
                             .acquire = mutex_acquire_##name_,                                     \
                             .release = mutex_release_##name_},
#define MUTEX_TRY_SUBJECT(name_) [mutex_place_##name_].try_acquire = mutex_try_acquire_##name_,
#include MUTEX_LIST
#undef MUTEX_TRY_SUBJECT
#undef MUTEX_SUBJECT
};
