// SPDX-License-Identifier: MIT
// Every select behind one type: the verbs of list.h's members with untyped arguments, in one table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "primitives/compiler.h"
#include "primitives/select/list.h"
#include "primitives/select/traits.h"

/*
 * A channel is channel_size bytes, and cases an array of elements of case_size, both aligned for
 * any type. What the verbs do: primitives/select/traits.h. A measured loop takes them by name
 * (select_wait_go), as primitives/rwmutex/subjects.h says.
 */
struct select_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct select_traits traits;
    size_t channel_size, case_size;
    int (*init)(void *channel, size_t capacity); /* 0, or a negative errno value */
    void (*destroy)(void *channel);
    bool (*send)(void *channel, uint64_t value); /* a plain send, without a select */
    void (*send_case)(void *cases, size_t place, void *channel, uint64_t *value);
    void (*receive_case)(void *cases, size_t place, void *channel, uint64_t *value);
    int (*wait)(void *cases, size_t n);
    int (*attempt)(void *cases, size_t n); /* try */
    int (*wait_until)(void *cases, size_t n, const struct timespec *deadline);
};

#define SELECT_SUBJECT(name_, channel_, ...)                                                       \
    SC_INLINE int select_init_##name_(void *channel, size_t capacity)                              \
    {                                                                                              \
        return channel_##_init(channel, capacity);                                                 \
    }                                                                                              \
    SC_INLINE void select_destroy_##name_(void *channel)                                           \
    {                                                                                              \
        channel_##_destroy(channel);                                                               \
    }                                                                                              \
    SC_INLINE bool select_send_##name_(void *channel, uint64_t value)                              \
    {                                                                                              \
        return channel_##_send(channel, value);                                                    \
    }                                                                                              \
    SC_INLINE void select_send_case_##name_(void *cases, size_t place, void *channel,              \
                                            uint64_t *value)                                       \
    {                                                                                              \
        ((struct name_##_select_case *)cases)[place] = name_##_select_send_case(channel, value);   \
    }                                                                                              \
    SC_INLINE void select_receive_case_##name_(void *cases, size_t place, void *channel,           \
                                               uint64_t *value)                                    \
    {                                                                                              \
        ((struct name_##_select_case *)cases)[place] =                                             \
            name_##_select_receive_case(channel, value);                                           \
    }                                                                                              \
    SC_INLINE int select_wait_##name_(void *cases, size_t n)                                       \
    {                                                                                              \
        return name_##_select_wait(cases, n);                                                      \
    }                                                                                              \
    SC_INLINE int select_try_##name_(void *cases, size_t n)                                        \
    {                                                                                              \
        return name_##_select_try(cases, n);                                                       \
    }                                                                                              \
    SC_INLINE int select_wait_until_##name_(void *cases, size_t n,                                 \
                                            const struct timespec *deadline)                       \
    {                                                                                              \
        return name_##_select_wait_until(cases, n, deadline);                                      \
    }
#include "primitives/select/list.h"
#undef SELECT_SUBJECT

static const struct select_subject select_subjects[] = {
#define SELECT_SUBJECT(name_, channel_, ...)                                                       \
    {.name = #name_,                                                                               \
     .traits = {__VA_ARGS__},                                                                      \
     .channel_size = sizeof(struct channel_),                                                      \
     .case_size = sizeof(struct name_##_select_case),                                              \
     .init = select_init_##name_,                                                                  \
     .destroy = select_destroy_##name_,                                                            \
     .send = select_send_##name_,                                                                  \
     .send_case = select_send_case_##name_,                                                        \
     .receive_case = select_receive_case_##name_,                                                  \
     .wait = select_wait_##name_,                                                                  \
     .attempt = select_try_##name_,                                                                \
     .wait_until = select_wait_until_##name_},
#include "primitives/select/list.h"
#undef SELECT_SUBJECT
};

enum { SELECT_SUBJECTS = sizeof select_subjects / sizeof *select_subjects };
