// SPDX-License-Identifier: MIT
// To which locks of a family a check applies: the same for mutexes and read-write locks.
#pragma once

#include <stdbool.h>

/*
 * Makes, for the subjects of the type struct subject_:
 *  excludes  it is a lock, and not the one that does nothing
 */
#define LOCK_EXCLUDES(subject_)                                                                    \
    static inline bool excludes(const void *subject)                                               \
    {                                                                                              \
        return !((const struct subject_ *)subject)->traits.null;                                   \
    }

/*
 * The same, and where their attempt is the member try_:
 *  tries     it is a lock, and has attempts
 *  races     it is the one that does nothing, and no sanitizer would report what it lets happen
 */
#define LOCK_APPLIES(subject_, try_)                                                               \
    LOCK_EXCLUDES(subject_)                                                                        \
    static inline bool tries(const void *subject)                                                  \
    {                                                                                              \
        return excludes(subject) && ((const struct subject_ *)subject)->try_;                      \
    }                                                                                              \
    static inline bool races(const void *subject)                                                  \
    {                                                                                              \
        return !LOCK_SANITIZED && !excludes(subject);                                              \
    }

#ifdef SYNCCOST_SANITIZED
#define LOCK_SANITIZED true
#else
#define LOCK_SANITIZED false
#endif
