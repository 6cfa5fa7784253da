// SPDX-License-Identifier: MIT
// Every way to initialise data behind one type: the verbs of list.h's members with untyped
// arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/init/list.h"
#include "primitives/init/traits.h"

/*
 * i is size bytes, aligned for any type. What the verbs do: primitives/init/traits.h. A measured
 * loop takes them by name (init_get_once), as primitives/rwmutex/subjects.h says.
 */
struct init_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct init_traits traits;
    size_t size;
    int (*open)(void *i, const char *object);
    void (*close)(void *i);
    const struct init_data *(*get)(void *i);
};

#define INIT_SUBJECT(name_, ...)                                                                   \
    SC_INLINE int init_open_##name_(void *i, const char *object)                                   \
    {                                                                                              \
        return name_##_init_open(i, object);                                                       \
    }                                                                                              \
    SC_INLINE void init_close_##name_(void *i)                                                     \
    {                                                                                              \
        name_##_init_close(i);                                                                     \
    }                                                                                              \
    SC_INLINE const struct init_data *init_get_##name_(void *i)                                    \
    {                                                                                              \
        return name_##_init_get(i);                                                                \
    }
#include "primitives/init/list.h"
#undef INIT_SUBJECT

static const struct init_subject init_subjects[] = {
#define INIT_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_init),                                                          \
     .open = init_open_##name_,                                                                    \
     .close = init_close_##name_,                                                                  \
     .get = init_get_##name_},
#include "primitives/init/list.h"
#undef INIT_SUBJECT
};

enum { INIT_SUBJECTS = sizeof init_subjects / sizeof *init_subjects };
