// SPDX-License-Identifier: MIT
// Every read-write lock behind one type: the verbs of list.h's members with untyped arguments, in
// one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/list.h"
#include "primitives/rwmutex/traits.h"

/*
 * rw is size bytes, aligned for any type. What the verbs do: docs/STYLE.md. A measured loop takes
 * them by name (rwmutex_read_acquire_go): gcc inlines a call through the table later, and then lays
 * the loop around it out differently.
 */
struct rwmutex_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct rwmutex_traits traits;
    size_t size;
    void (*init)(void *rw);
    void (*destroy)(void *rw);
    void (*read_acquire)(void *rw);
    void (*read_release)(void *rw);
    void (*write_acquire)(void *rw);
    void (*write_release)(void *rw);
};

#define RWMUTEX_VERB(name_, verb)                                                                  \
    SC_INLINE void rwmutex_##verb##_##name_(void *rw)                                              \
    {                                                                                              \
        name_##_rwmutex_##verb(rw);                                                                \
    }
#define RWMUTEX_SUBJECT(name_, ...)                                                                \
    RWMUTEX_VERB(name_, init)                                                                      \
    RWMUTEX_VERB(name_, destroy)                                                                   \
    RWMUTEX_VERB(name_, read_acquire)                                                              \
    RWMUTEX_VERB(name_, read_release)                                                              \
    RWMUTEX_VERB(name_, write_acquire)                                                             \
    RWMUTEX_VERB(name_, write_release)
#include "primitives/rwmutex/list.h"
#undef RWMUTEX_SUBJECT
#undef RWMUTEX_VERB

static const struct rwmutex_subject rwmutex_subjects[] = {
#define RWMUTEX_SUBJECT(name_, ...)                                                                \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_rwmutex),                                                       \
     .init = rwmutex_init_##name_,                                                                 \
     .destroy = rwmutex_destroy_##name_,                                                           \
     .read_acquire = rwmutex_read_acquire_##name_,                                                 \
     .read_release = rwmutex_read_release_##name_,                                                 \
     .write_acquire = rwmutex_write_acquire_##name_,                                               \
     .write_release = rwmutex_write_release_##name_},
#include "primitives/rwmutex/list.h"
#undef RWMUTEX_SUBJECT
};

enum { RWMUTEX_SUBJECTS = sizeof rwmutex_subjects / sizeof *rwmutex_subjects };
