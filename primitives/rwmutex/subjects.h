// SPDX-License-Identifier: MIT
// Every read-write lock behind one type: the verbs of list.h's members with untyped arguments, in
// one table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef RWMUTEX_LIST
#define RWMUTEX_LIST "primitives/rwmutex/list.h"
#endif
#include RWMUTEX_LIST

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
    bool (*try_read_acquire)(void *rw); /* both NULL: it has none */
    bool (*try_write_acquire)(void *rw);
};

/* A lock whose readers read again where a writer was inside. */
struct rwmutex_optimistic_subject {
    const char *name;
    struct rwmutex_traits traits;
    size_t size;
    void (*init)(void *rw);
    void (*destroy)(void *rw);
    uint32_t (*read_begin)(void *rw);
    bool (*read_retry)(void *rw, uint32_t began);
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
#define RWMUTEX_TRY_SUBJECT(name_)                                                                 \
    SC_INLINE bool rwmutex_try_read_acquire_##name_(void *rw)                                      \
    {                                                                                              \
        return name_##_rwmutex_try_read_acquire(rw);                                               \
    }                                                                                              \
    SC_INLINE bool rwmutex_try_write_acquire_##name_(void *rw)                                     \
    {                                                                                              \
        return name_##_rwmutex_try_write_acquire(rw);                                              \
    }
#define RWMUTEX_OPTIMISTIC_SUBJECT(name_, ...)                                                     \
    RWMUTEX_VERB(name_, init)                                                                      \
    RWMUTEX_VERB(name_, destroy)                                                                   \
    RWMUTEX_VERB(name_, write_acquire)                                                             \
    RWMUTEX_VERB(name_, write_release)                                                             \
    SC_INLINE uint32_t rwmutex_read_begin_##name_(void *rw)                                        \
    {                                                                                              \
        return name_##_rwmutex_read_begin(rw);                                                     \
    }                                                                                              \
    SC_INLINE bool rwmutex_read_retry_##name_(void *rw, uint32_t began)                            \
    {                                                                                              \
        return name_##_rwmutex_read_retry(rw, began);                                              \
    }
#include RWMUTEX_LIST
#undef RWMUTEX_OPTIMISTIC_SUBJECT
#undef RWMUTEX_TRY_SUBJECT
#undef RWMUTEX_SUBJECT
#undef RWMUTEX_VERB

/* The place of a subject in the table: rwmutex_place_go. */
enum rwmutex_place {
#define RWMUTEX_SUBJECT(name_, ...) rwmutex_place_##name_,
#include RWMUTEX_LIST
#undef RWMUTEX_SUBJECT
    RWMUTEX_SUBJECTS
};

/* What one subject has is added to its entry: the second round names a member, not the whole. */
static const struct rwmutex_subject rwmutex_subjects[RWMUTEX_SUBJECTS] = {
#define RWMUTEX_SUBJECT(name_, ...)                                                                \
    [rwmutex_place_##name_] = {.name = #name_,                                                     \
                               .traits = {__VA_ARGS__},                                            \
                               .size = sizeof(struct name_##_rwmutex),                             \
                               .init = rwmutex_init_##name_,                                       \
                               .destroy = rwmutex_destroy_##name_,                                 \
                               .read_acquire = rwmutex_read_acquire_##name_,                       \
                               .read_release = rwmutex_read_release_##name_,                       \
                               .write_acquire = rwmutex_write_acquire_##name_,                     \
                               .write_release = rwmutex_write_release_##name_},
#define RWMUTEX_TRY_SUBJECT(name_)                                                                 \
    [rwmutex_place_##name_].try_read_acquire = rwmutex_try_read_acquire_##name_,                   \
    [rwmutex_place_##name_].try_write_acquire = rwmutex_try_write_acquire_##name_,
#include RWMUTEX_LIST
#undef RWMUTEX_TRY_SUBJECT
#undef RWMUTEX_SUBJECT
};

static const struct rwmutex_optimistic_subject rwmutex_optimistic_subjects[] = {
#define RWMUTEX_OPTIMISTIC_SUBJECT(name_, ...)                                                     \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct name_##_rwmutex),                                                       \
     .init = rwmutex_init_##name_,                                                                 \
     .destroy = rwmutex_destroy_##name_,                                                           \
     .read_begin = rwmutex_read_begin_##name_,                                                     \
     .read_retry = rwmutex_read_retry_##name_,                                                     \
     .write_acquire = rwmutex_write_acquire_##name_,                                               \
     .write_release = rwmutex_write_release_##name_},
#include RWMUTEX_LIST
#undef RWMUTEX_OPTIMISTIC_SUBJECT
};

enum {
    RWMUTEX_OPTIMISTIC_SUBJECTS =
        sizeof rwmutex_optimistic_subjects / sizeof *rwmutex_optimistic_subjects
};
