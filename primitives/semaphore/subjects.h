// SPDX-License-Identifier: MIT
// Every semaphore behind one type: the verbs of list.h's members with untyped arguments, in one
// table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/semaphore/list.h"
#include "primitives/semaphore/traits.h"

/*
 * s is size bytes, aligned for any type. What the verbs do: primitives/semaphore/traits.h. A
 * measured loop takes them by name (semaphore_acquire_futex), as primitives/mutex/subjects.h says.
 */
struct semaphore_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct semaphore_traits traits;
    size_t size;
    int (*init)(void *s, unsigned permits);
    void (*destroy)(void *s);
    void (*acquire)(void *s);
    void (*release)(void *s);
    bool (*try_acquire)(void *s);                                    /* NULL: it has none */
    bool (*acquire_until)(void *s, const struct timespec *deadline); /* NULL: it has none */
};

#define SEMAPHORE_SUBJECT(name_, ...)                                                              \
    SC_INLINE int semaphore_init_##name_(void *s, unsigned permits)                                \
    {                                                                                              \
        return name_##_semaphore_init(s, permits);                                                 \
    }                                                                                              \
    SC_INLINE void semaphore_destroy_##name_(void *s)                                              \
    {                                                                                              \
        name_##_semaphore_destroy(s);                                                              \
    }                                                                                              \
    SC_INLINE void semaphore_acquire_##name_(void *s)                                              \
    {                                                                                              \
        name_##_semaphore_acquire(s);                                                              \
    }                                                                                              \
    SC_INLINE void semaphore_release_##name_(void *s)                                              \
    {                                                                                              \
        name_##_semaphore_release(s);                                                              \
    }
#define SEMAPHORE_TRY_SUBJECT(name_)                                                               \
    SC_INLINE bool semaphore_try_acquire_##name_(void *s)                                          \
    {                                                                                              \
        return name_##_semaphore_try_acquire(s);                                                   \
    }
#define SEMAPHORE_TIMED_SUBJECT(name_)                                                             \
    SC_INLINE bool semaphore_acquire_until_##name_(void *s, const struct timespec *deadline)       \
    {                                                                                              \
        return name_##_semaphore_acquire_until(s, deadline);                                       \
    }
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_TIMED_SUBJECT
#undef SEMAPHORE_TRY_SUBJECT
#undef SEMAPHORE_SUBJECT

/* The place of a subject in the table: semaphore_place_futex. */
enum semaphore_place {
#define SEMAPHORE_SUBJECT(name_, ...) semaphore_place_##name_,
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_SUBJECT
    SEMAPHORE_SUBJECTS
};

/* What one subject has is added to its entry: the later lines name a member, not the whole. */
static const struct semaphore_subject semaphore_subjects[SEMAPHORE_SUBJECTS] = {
#define SEMAPHORE_SUBJECT(name_, ...)                                                              \
    [semaphore_place_##name_] = {.name = #name_,                                                   \
                                 .traits = {__VA_ARGS__},                                          \
                                 .size = sizeof(struct name_##_semaphore),                         \
                                 .init = semaphore_init_##name_,                                   \
                                 .destroy = semaphore_destroy_##name_,                             \
                                 .acquire = semaphore_acquire_##name_,                             \
                                 .release = semaphore_release_##name_},
#define SEMAPHORE_TRY_SUBJECT(name_)                                                               \
    [semaphore_place_##name_].try_acquire = semaphore_try_acquire_##name_,
#define SEMAPHORE_TIMED_SUBJECT(name_)                                                             \
    [semaphore_place_##name_].acquire_until = semaphore_acquire_until_##name_,
#include "primitives/semaphore/list.h"
#undef SEMAPHORE_TIMED_SUBJECT
#undef SEMAPHORE_TRY_SUBJECT
#undef SEMAPHORE_SUBJECT
};
