// SPDX-License-Identifier: MIT
// Every pool behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/pool/list.h"
#include "primitives/pool/traits.h"

/*
 * p is size bytes, aligned for any type. What the verbs do: primitives/pool/traits.h. A measured
 * loop takes them by name (pool_get_go), as primitives/rwmutex/subjects.h says.
 */
struct pool_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct pool_traits traits;
    size_t size;
    int (*init)(void *p, void *(*make)(void), void (*drop)(void *object));
    void (*destroy)(void *p);
    void *(*get)(void *p);
    void (*put)(void *p, void *object);
    void (*trim)(void *p);
};

#define POOL_SUBJECT(name_, ...)                                                                   \
    SC_INLINE int pool_init_##name_(void *p, void *(*make)(void), void (*drop)(void *object))      \
    {                                                                                              \
        return name_##_pool_init(p, make, drop);                                                   \
    }                                                                                              \
    SC_INLINE void pool_destroy_##name_(void *p)                                                   \
    {                                                                                              \
        name_##_pool_destroy(p);                                                                   \
    }                                                                                              \
    SC_INLINE void *pool_get_##name_(void *p)                                                      \
    {                                                                                              \
        return name_##_pool_get(p);                                                                \
    }                                                                                              \
    SC_INLINE void pool_put_##name_(void *p, void *object)                                         \
    {                                                                                              \
        name_##_pool_put(p, object);                                                               \
    }                                                                                              \
    SC_INLINE void pool_trim_##name_(void *p)                                                      \
    {                                                                                              \
        name_##_pool_trim(p);                                                                      \
    }
#include "primitives/pool/list.h"
#undef POOL_SUBJECT

static const struct pool_subject pool_subjects[] = {
#define POOL_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_pool),                                                          \
     .init = pool_init_##name_,                                                                    \
     .destroy = pool_destroy_##name_,                                                              \
     .get = pool_get_##name_,                                                                      \
     .put = pool_put_##name_,                                                                      \
     .trim = pool_trim_##name_},
#include "primitives/pool/list.h"
#undef POOL_SUBJECT
};

enum { POOL_SUBJECTS = sizeof pool_subjects / sizeof *pool_subjects };
