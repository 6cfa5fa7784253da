// SPDX-License-Identifier: MIT
// The bodies of the verbs of a C++ mutex that needs nothing of a thread.
#pragma once

#include "peers/corner/as.hh"

#define CORNER_PLAIN_MUTEX(name, type, lock_, try_lock_, unlock_)                                  \
    void name##_mutex_init(struct name##_mutex *m)                                                 \
    {                                                                                              \
        corner_make<type>(m);                                                                      \
    }                                                                                              \
    void name##_mutex_destroy(struct name##_mutex *m)                                              \
    {                                                                                              \
        corner_end<type>(m);                                                                       \
    }                                                                                              \
    void name##_mutex_node_init(struct name##_mutex_node *) {}                                     \
    void name##_mutex_acquire(struct name##_mutex *m, struct name##_mutex_node *)                  \
    {                                                                                              \
        corner_as<type>(m)->lock_();                                                               \
    }                                                                                              \
    bool name##_mutex_try_acquire(struct name##_mutex *m, struct name##_mutex_node *)              \
    {                                                                                              \
        return corner_as<type>(m)->try_lock_();                                                    \
    }                                                                                              \
    void name##_mutex_release(struct name##_mutex *m, struct name##_mutex_node *)                  \
    {                                                                                              \
        corner_as<type>(m)->unlock_();                                                             \
    }
