// SPDX-License-Identifier: MIT
// Read-write locks of C++ libraries as C sees them: memory, and functions of peers/corner.
#pragma once

#include <stdbool.h>

/* A lock of size bytes. What the verbs do: primitives/rwmutex/traits.h; why they are functions:
 * mutex_corner.h. */
#define CORNER_RWMUTEX(name, size)                                                                 \
    struct name##_rwmutex {                                                                        \
        unsigned char place[size] __attribute__((aligned(8)));                                     \
    };                                                                                             \
    void name##_rwmutex_init(struct name##_rwmutex *rw);                                           \
    void name##_rwmutex_destroy(struct name##_rwmutex *rw);                                        \
    void name##_rwmutex_read_acquire(struct name##_rwmutex *rw);                                   \
    void name##_rwmutex_read_release(struct name##_rwmutex *rw);                                   \
    void name##_rwmutex_write_acquire(struct name##_rwmutex *rw);                                  \
    void name##_rwmutex_write_release(struct name##_rwmutex *rw);                                  \
    bool name##_rwmutex_try_read_acquire(struct name##_rwmutex *rw);                               \
    bool name##_rwmutex_try_write_acquire(struct name##_rwmutex *rw);
