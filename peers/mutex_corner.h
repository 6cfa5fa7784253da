// SPDX-License-Identifier: MIT
// Mutexes of C++ libraries as C sees them: memory, and functions of peers/corner.
#pragma once

#include <stdbool.h>

/*
 * A mutex of size bytes whose thread needs node_size bytes. What the verbs do:
 * primitives/mutex/traits.h. They are functions of another object; the programs of peers are linked
 * with optimization across objects, which puts them into the loops as if they were inline.
 */
#define CORNER_MUTEX(name, size, node_size)                                                        \
    struct name##_mutex {                                                                          \
        unsigned char place[size] __attribute__((aligned(8)));                                     \
    };                                                                                             \
    struct name##_mutex_node {                                                                     \
        unsigned char place[node_size] __attribute__((aligned(8)));                                \
    };                                                                                             \
    void name##_mutex_init(struct name##_mutex *m);                                                \
    void name##_mutex_destroy(struct name##_mutex *m);                                             \
    void name##_mutex_node_init(struct name##_mutex_node *node);                                   \
    void name##_mutex_acquire(struct name##_mutex *m, struct name##_mutex_node *node);             \
    bool name##_mutex_try_acquire(struct name##_mutex *m, struct name##_mutex_node *node);         \
    void name##_mutex_release(struct name##_mutex *m, struct name##_mutex_node *node);
