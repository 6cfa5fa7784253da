// SPDX-License-Identifier: MIT
// Every channel behind one type: the verbs of list.h's members with untyped arguments, in one
// table.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/channel/traits.h"
#include "primitives/compiler.h"

/* The members; a program of other members, as those of peers/ are, names their list. */
#ifndef CHANNEL_LIST
#define CHANNEL_LIST "primitives/channel/list.h"
#endif
#include CHANNEL_LIST

/*
 * c is size bytes, aligned for any type. What the verbs do: docs/STYLE.md. A measured loop takes
 * them by name (channel_send_go): gcc inlines a call through the table later, and then lays the
 * loop around it out differently.
 */
struct channel_subject {
    const char *name; /* the identifier; common/subject.h makes the shown name of it */
    struct channel_traits traits;
    size_t size;
    int (*init)(void *c, size_t capacity); /* 0, or a negative errno value */
    void (*destroy)(void *c);
    bool (*send)(void *c, uint64_t value);
    bool (*receive)(void *c, uint64_t *value);
    void (*close)(void *c);
};

/* The untyped verbs of one channel type, and its entry in a table; for a type outside list.h
 * too. */
#define CHANNEL_VERBS(name_)                                                                       \
    SC_INLINE int channel_init_##name_(void *c, size_t capacity)                                   \
    {                                                                                              \
        return name_##_channel_init(c, capacity);                                                  \
    }                                                                                              \
    SC_INLINE void channel_destroy_##name_(void *c)                                                \
    {                                                                                              \
        name_##_channel_destroy(c);                                                                \
    }                                                                                              \
    SC_INLINE bool channel_send_##name_(void *c, uint64_t value)                                   \
    {                                                                                              \
        return name_##_channel_send(c, value);                                                     \
    }                                                                                              \
    SC_INLINE bool channel_receive_##name_(void *c, uint64_t *value)                               \
    {                                                                                              \
        return name_##_channel_receive(c, value);                                                  \
    }                                                                                              \
    SC_INLINE void channel_close_##name_(void *c)                                                  \
    {                                                                                              \
        name_##_channel_close(c);                                                                  \
    }
#define CHANNEL_ENTRY(name_, ...)                                                                  \
    {                                                                                              \
        .name = #name_, .traits = {__VA_ARGS__}, .size = sizeof(struct name_##_channel),           \
        .init = channel_init_##name_, .destroy = channel_destroy_##name_,                          \
        .send = channel_send_##name_, .receive = channel_receive_##name_,                          \
        .close = channel_close_##name_                                                             \
    }

#define CHANNEL_SUBJECT(name_, ...) CHANNEL_VERBS(name_)
#include CHANNEL_LIST
#undef CHANNEL_SUBJECT

static const struct channel_subject channel_subjects[] = {
#define CHANNEL_SUBJECT(name_, ...) CHANNEL_ENTRY(name_, __VA_ARGS__),
#include CHANNEL_LIST
#undef CHANNEL_SUBJECT
};

enum { CHANNEL_SUBJECTS = sizeof channel_subjects / sizeof *channel_subjects };
