// SPDX-License-Identifier: MIT
// Every value behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/value/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef VALUE_LIST
#define VALUE_LIST "primitives/value/list.h"
#endif
#include VALUE_LIST

/*
 * v is size bytes, aligned for any type. What the verbs do: primitives/value/traits.h. A measured
 * loop takes them by name (value_load_go), as primitives/rwmutex/subjects.h says.
 */
struct value_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct value_traits traits;
    size_t size;
    void (*init)(void *v, void (*reclaim)(void *object));
    void (*destroy)(void *v);
    const void *(*load)(void *v);
    void (*done)(void *v);
    int (*store)(void *v, void *object);
    int (*swap)(void *v, void *object, const void **old);
    int (*compare_and_swap)(void *v, const void *old, void *object);
    void (*drain)(void *v);
};

#define VALUE_SUBJECT(name_, ...)                                                                  \
    SC_INLINE void value_init_##name_(void *v, void (*reclaim)(void *object))                      \
    {                                                                                              \
        name_##_value_init(v, reclaim);                                                            \
    }                                                                                              \
    SC_INLINE void value_destroy_##name_(void *v)                                                  \
    {                                                                                              \
        name_##_value_destroy(v);                                                                  \
    }                                                                                              \
    SC_INLINE const void *value_load_##name_(void *v)                                              \
    {                                                                                              \
        return name_##_value_load(v);                                                              \
    }                                                                                              \
    SC_INLINE void value_done_##name_(void *v)                                                     \
    {                                                                                              \
        name_##_value_done(v);                                                                     \
    }                                                                                              \
    SC_INLINE int value_store_##name_(void *v, void *object)                                       \
    {                                                                                              \
        return name_##_value_store(v, object);                                                     \
    }                                                                                              \
    SC_INLINE int value_swap_##name_(void *v, void *object, const void **old)                      \
    {                                                                                              \
        return name_##_value_swap(v, object, old);                                                 \
    }                                                                                              \
    SC_INLINE int value_compare_and_swap_##name_(void *v, const void *old, void *object)           \
    {                                                                                              \
        return name_##_value_compare_and_swap(v, old, object);                                     \
    }                                                                                              \
    SC_INLINE void value_drain_##name_(void *v)                                                    \
    {                                                                                              \
        name_##_value_drain(v);                                                                    \
    }
#include VALUE_LIST
#undef VALUE_SUBJECT

static const struct value_subject value_subjects[] = {
#define VALUE_SUBJECT(name_, ...)                                                                  \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_value),                                                         \
     .init = value_init_##name_,                                                                   \
     .destroy = value_destroy_##name_,                                                             \
     .load = value_load_##name_,                                                                   \
     .done = value_done_##name_,                                                                   \
     .store = value_store_##name_,                                                                 \
     .swap = value_swap_##name_,                                                                   \
     .compare_and_swap = value_compare_and_swap_##name_,                                           \
     .drain = value_drain_##name_},
#include VALUE_LIST
#undef VALUE_SUBJECT
};

enum { VALUE_SUBJECTS = sizeof value_subjects / sizeof *value_subjects };
