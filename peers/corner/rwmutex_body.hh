// SPDX-License-Identifier: MIT
// The bodies of the verbs of a C++ read-write lock.
#pragma once

#include "peers/corner/as.hh"

/* calls: a struct with static functions lock, unlock, read_lock, read_unlock, try_lock and
 * try_read_lock of the type. */
#define CORNER_RWMUTEX_BODY(name, type, calls)                                                     \
    void name##_rwmutex_init(struct name##_rwmutex *rw)                                            \
    {                                                                                              \
        corner_make<type>(rw);                                                                     \
    }                                                                                              \
    void name##_rwmutex_destroy(struct name##_rwmutex *rw)                                         \
    {                                                                                              \
        corner_end<type>(rw);                                                                      \
    }                                                                                              \
    void name##_rwmutex_read_acquire(struct name##_rwmutex *rw)                                    \
    {                                                                                              \
        calls::read_lock(*corner_as<type>(rw));                                                    \
    }                                                                                              \
    void name##_rwmutex_read_release(struct name##_rwmutex *rw)                                    \
    {                                                                                              \
        calls::read_unlock(*corner_as<type>(rw));                                                  \
    }                                                                                              \
    void name##_rwmutex_write_acquire(struct name##_rwmutex *rw)                                   \
    {                                                                                              \
        calls::lock(*corner_as<type>(rw));                                                         \
    }                                                                                              \
    void name##_rwmutex_write_release(struct name##_rwmutex *rw)                                   \
    {                                                                                              \
        calls::unlock(*corner_as<type>(rw));                                                       \
    }                                                                                              \
    bool name##_rwmutex_try_read_acquire(struct name##_rwmutex *rw)                                \
    {                                                                                              \
        return calls::try_read_lock(*corner_as<type>(rw));                                         \
    }                                                                                              \
    bool name##_rwmutex_try_write_acquire(struct name##_rwmutex *rw)                               \
    {                                                                                              \
        return calls::try_lock(*corner_as<type>(rw));                                              \
    }
