// SPDX-License-Identifier: MIT
// Every once behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/once/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef ONCE_LIST
#define ONCE_LIST "primitives/once/list.h"
#endif
#include ONCE_LIST

/*
 * o is size bytes, aligned for any type. What the verbs do: primitives/once/traits.h. A measured
 * loop takes them by name (once_do_go), as primitives/rwmutex/subjects.h says.
 */
struct once_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct once_traits traits;
    size_t size;
    void (*init)(void *o);
    void (*destroy)(void *o);
    void (*run)(void *o, void (*function)(void *), void *argument);
};

#define ONCE_SUBJECT(name_, ...)                                                                   \
    SC_INLINE void once_init_##name_(void *o)                                                      \
    {                                                                                              \
        name_##_once_init(o);                                                                      \
    }                                                                                              \
    SC_INLINE void once_destroy_##name_(void *o)                                                   \
    {                                                                                              \
        name_##_once_destroy(o);                                                                   \
    }                                                                                              \
    SC_INLINE void once_do_##name_(void *o, void (*function)(void *), void *argument)              \
    {                                                                                              \
        name_##_once_do(o, function, argument);                                                    \
    }
#include ONCE_LIST
#undef ONCE_SUBJECT

static const struct once_subject once_subjects[] = {
#define ONCE_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_once),                                                          \
     .init = once_init_##name_,                                                                    \
     .destroy = once_destroy_##name_,                                                              \
     .run = once_do_##name_},
#include ONCE_LIST
#undef ONCE_SUBJECT
};

enum { ONCE_SUBJECTS = sizeof once_subjects / sizeof *once_subjects };
