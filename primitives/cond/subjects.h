// SPDX-License-Identifier: MIT
// Every condition variable with its mutex behind one type: the verbs of list.h's members with
// untyped arguments, in one table.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/cond/traits.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef COND_LIST
#define COND_LIST "primitives/cond/list.h"
#endif
#include COND_LIST

/*
 * c is size bytes, aligned for any type: a condition variable and the mutex of the same name. What
 * the verbs do: primitives/cond/traits.h; acquire and release are the mutex's. A measured loop
 * takes them by name (cond_wait_go), as primitives/rwmutex/subjects.h says.
 */
struct cond_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct cond_traits traits;
    size_t size;
    int (*init)(void *c);
    void (*destroy)(void *c);
    void (*acquire)(void *c);
    void (*release)(void *c);
    void (*wait)(void *c);
    void (*signal)(void *c);
    void (*broadcast)(void *c);
};

/* None of these mutexes uses its node, so that all threads may share one. */
#define COND_SUBJECT(name_, ...)                                                                   \
    struct cond_pair_##name_ {                                                                     \
        struct name_##_mutex mutex;                                                                \
        struct name_##_mutex_node node;                                                            \
        struct name_##_cond cond;                                                                  \
    };                                                                                             \
    SC_INLINE int cond_init_##name_(void *c)                                                       \
    {                                                                                              \
        struct cond_pair_##name_ *p = c;                                                           \
        name_##_mutex_init(&p->mutex);                                                             \
        name_##_mutex_node_init(&p->node);                                                         \
        return name_##_cond_init(&p->cond);                                                        \
    }                                                                                              \
    SC_INLINE void cond_destroy_##name_(void *c)                                                   \
    {                                                                                              \
        struct cond_pair_##name_ *p = c;                                                           \
        name_##_cond_destroy(&p->cond);                                                            \
        name_##_mutex_destroy(&p->mutex);                                                          \
    }                                                                                              \
    SC_INLINE void cond_acquire_##name_(void *c)                                                   \
    {                                                                                              \
        struct cond_pair_##name_ *p = c;                                                           \
        name_##_mutex_acquire(&p->mutex, &p->node);                                                \
    }                                                                                              \
    SC_INLINE void cond_release_##name_(void *c)                                                   \
    {                                                                                              \
        struct cond_pair_##name_ *p = c;                                                           \
        name_##_mutex_release(&p->mutex, &p->node);                                                \
    }                                                                                              \
    SC_INLINE void cond_wait_##name_(void *c)                                                      \
    {                                                                                              \
        struct cond_pair_##name_ *p = c;                                                           \
        name_##_cond_wait(&p->cond, &p->mutex, &p->node);                                          \
    }                                                                                              \
    SC_INLINE void cond_signal_##name_(void *c)                                                    \
    {                                                                                              \
        name_##_cond_signal(&((struct cond_pair_##name_ *)c)->cond);                               \
    }                                                                                              \
    SC_INLINE void cond_broadcast_##name_(void *c)                                                 \
    {                                                                                              \
        name_##_cond_broadcast(&((struct cond_pair_##name_ *)c)->cond);                            \
    }
#include COND_LIST
#undef COND_SUBJECT

static const struct cond_subject cond_subjects[] = {
#define COND_SUBJECT(name_, ...)                                                                   \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .size = sizeof(struct cond_pair_##name_),                                                     \
     .init = cond_init_##name_,                                                                    \
     .destroy = cond_destroy_##name_,                                                              \
     .acquire = cond_acquire_##name_,                                                              \
     .release = cond_release_##name_,                                                              \
     .wait = cond_wait_##name_,                                                                    \
     .signal = cond_signal_##name_,                                                                \
     .broadcast = cond_broadcast_##name_},
#include COND_LIST
#undef COND_SUBJECT
};

enum { COND_SUBJECTS = sizeof cond_subjects / sizeof *cond_subjects };
