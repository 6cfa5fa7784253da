// SPDX-License-Identifier: MIT
// Every way to run a function in another thread behind one type: the verbs of list.h's members with
// untyped arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/thread/list.h"
#include "primitives/thread/traits.h"

/*
 * t is size bytes, aligned for any type. What the verbs do: primitives/thread/traits.h. A measured
 * loop takes them by name (thread_start_pool), as primitives/rwmutex/subjects.h says.
 */
struct thread_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct thread_traits traits;
    size_t size;
    int (*init)(void *t);
    void (*destroy)(void *t);
    int (*start)(void *t, void (*function)(void *), void *argument);
    int (*join)(void *t);
};

#define THREAD_SUBJECT(name_, ...)                                                                 \
    SC_INLINE int thread_init_##name_(void *t)                                                     \
    {                                                                                              \
        return name_##_thread_init(t);                                                             \
    }                                                                                              \
    SC_INLINE void thread_destroy_##name_(void *t)                                                 \
    {                                                                                              \
        name_##_thread_destroy(t);                                                                 \
    }                                                                                              \
    SC_INLINE int thread_start_##name_(void *t, void (*function)(void *), void *argument)          \
    {                                                                                              \
        return name_##_thread_start(t, function, argument);                                        \
    }                                                                                              \
    SC_INLINE int thread_join_##name_(void *t)                                                     \
    {                                                                                              \
        return name_##_thread_join(t);                                                             \
    }
#include "primitives/thread/list.h"
#undef THREAD_SUBJECT

static const struct thread_subject thread_subjects[] = {
#define THREAD_SUBJECT(name_, ...)                                                                 \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_thread),                                                        \
     .init = thread_init_##name_,                                                                  \
     .destroy = thread_destroy_##name_,                                                            \
     .start = thread_start_##name_,                                                                \
     .join = thread_join_##name_},
#include "primitives/thread/list.h"
#undef THREAD_SUBJECT
};

enum { THREAD_SUBJECTS = sizeof thread_subjects / sizeof *thread_subjects };
