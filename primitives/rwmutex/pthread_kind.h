// SPDX-License-Identifier: MIT
// Makes a pthread read-write lock of one of glibc's kinds. No subject itself.
#pragma once

#include <pthread.h>

#include "primitives/compiler.h"

/*
 * kind: one of PTHREAD_RWLOCK_PREFER_*_NP. Process-private. With a valid kind none of glibc's calls
 * has an error to return, nor have lock and unlock with a correct caller and fewer than 2^28
 * readers: no result is looked at.
 */
SC_INLINE void rwmutex_pthread_init(pthread_rwlock_t *lock, int kind)
{
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kind);
    pthread_rwlock_init(lock, &attr);
    pthread_rwlockattr_destroy(&attr);
}
