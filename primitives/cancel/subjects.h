// SPDX-License-Identifier: MIT
// Every cancellation behind one type: the verbs of list.h's members with untyped arguments, in one
// table.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "primitives/cancel/traits.h"
#include "primitives/compiler.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef CANCEL_LIST
#define CANCEL_LIST "primitives/cancel/list.h"
#endif
#include CANCEL_LIST

/*
 * c is size bytes, aligned for any type. What the verbs do: primitives/cancel/traits.h. A measured
 * loop takes them by name (cancel_canceled_go), as primitives/rwmutex/subjects.h says.
 */
struct cancel_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct cancel_traits traits;
    size_t size;
    int (*init)(void *c); /* 0, or a negative errno value */
    void (*destroy)(void *c);
    void (*cancel)(void *c);
    bool (*canceled)(void *c);
    void (*wait)(void *c);
};

#define CANCEL_SUBJECT(name_, ...)                                                                 \
    SC_INLINE int cancel_init_##name_(void *c)                                                     \
    {                                                                                              \
        return name_##_cancel_init(c);                                                             \
    }                                                                                              \
    SC_INLINE void cancel_destroy_##name_(void *c)                                                 \
    {                                                                                              \
        name_##_cancel_destroy(c);                                                                 \
    }                                                                                              \
    SC_INLINE void cancel_cancel_##name_(void *c)                                                  \
    {                                                                                              \
        name_##_cancel_cancel(c);                                                                  \
    }                                                                                              \
    SC_INLINE bool cancel_canceled_##name_(void *c)                                                \
    {                                                                                              \
        return name_##_cancel_canceled(c);                                                         \
    }                                                                                              \
    SC_INLINE void cancel_wait_##name_(void *c)                                                    \
    {                                                                                              \
        name_##_cancel_wait(c);                                                                    \
    }
#include CANCEL_LIST
#undef CANCEL_SUBJECT

static const struct cancel_subject cancel_subjects[] = {
#define CANCEL_SUBJECT(name_, ...)                                                                 \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_cancel),                                                        \
     .init = cancel_init_##name_,                                                                  \
     .destroy = cancel_destroy_##name_,                                                            \
     .cancel = cancel_cancel_##name_,                                                              \
     .canceled = cancel_canceled_##name_,                                                          \
     .wait = cancel_wait_##name_},
#include CANCEL_LIST
#undef CANCEL_SUBJECT
};

enum { CANCEL_SUBJECTS = sizeof cancel_subjects / sizeof *cancel_subjects };
