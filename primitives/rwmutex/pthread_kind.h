// SPDX-License-Identifier: MIT
// Makes a pthread read-write lock of one of glibc's kinds. No subject itself.
#pragma once

#include <pthread.h>

#include "primitives/compiler.h"

/*
 * lock is not in use. Afterwards it is unlocked and private to the process. kind: one of
 * PTHREAD_RWLOCK_PREFER_*_NP. Results are ignored, here and in the verbs: with a valid kind none of
 * glibc's calls returns an error, nor do lock and unlock with a correct caller and fewer than 2^28
 * readers.
 */
SC_INLINE void rwmutex_pthread_init(pthread_rwlock_t *lock, int kind)
{
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kind);
    pthread_rwlock_init(lock, &attr);
    pthread_rwlockattr_destroy(&attr);
}
