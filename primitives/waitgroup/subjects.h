// SPDX-License-Identifier: MIT
// Every waitgroup behind one type: the verbs of list.h's members with untyped arguments, in one
// table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/waitgroup/list.h"
#include "primitives/waitgroup/traits.h"

/*
 * w is size bytes, aligned for any type. What the verbs do: primitives/waitgroup/traits.h. A
 * measured loop takes them by name (waitgroup_wait_go), as primitives/rwmutex/subjects.h says.
 */
struct waitgroup_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct waitgroup_traits traits;
    size_t size;
    int (*init)(void *w, unsigned parties);
    void (*destroy)(void *w);
    void (*add)(void *w, int delta);
    void (*done)(void *w);
    void (*wait)(void *w);
    int (*pending)(void *w);
};

#define WAITGROUP_SUBJECT(name_, ...)                                                              \
    SC_INLINE int waitgroup_init_##name_(void *w, unsigned parties)                                \
    {                                                                                              \
        return name_##_waitgroup_init(w, parties);                                                 \
    }                                                                                              \
    SC_INLINE void waitgroup_destroy_##name_(void *w)                                              \
    {                                                                                              \
        name_##_waitgroup_destroy(w);                                                              \
    }                                                                                              \
    SC_INLINE void waitgroup_add_##name_(void *w, int delta)                                       \
    {                                                                                              \
        name_##_waitgroup_add(w, delta);                                                           \
    }                                                                                              \
    SC_INLINE void waitgroup_done_##name_(void *w)                                                 \
    {                                                                                              \
        name_##_waitgroup_done(w);                                                                 \
    }                                                                                              \
    SC_INLINE void waitgroup_wait_##name_(void *w)                                                 \
    {                                                                                              \
        name_##_waitgroup_wait(w);                                                                 \
    }                                                                                              \
    SC_INLINE int waitgroup_pending_##name_(void *w)                                               \
    {                                                                                              \
        return name_##_waitgroup_pending(w);                                                       \
    }
#include "primitives/waitgroup/list.h"
#undef WAITGROUP_SUBJECT

static const struct waitgroup_subject waitgroup_subjects[] = {
#define WAITGROUP_SUBJECT(name_, ...)                                                              \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_waitgroup),                                                     \
     .init = waitgroup_init_##name_,                                                               \
     .destroy = waitgroup_destroy_##name_,                                                         \
     .add = waitgroup_add_##name_,                                                                 \
     .done = waitgroup_done_##name_,                                                               \
     .wait = waitgroup_wait_##name_,                                                               \
     .pending = waitgroup_pending_##name_},
#include "primitives/waitgroup/list.h"
#undef WAITGROUP_SUBJECT
};

enum { WAITGROUP_SUBJECTS = sizeof waitgroup_subjects / sizeof *waitgroup_subjects };
