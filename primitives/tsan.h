// SPDX-License-Identifier: MIT
// ThreadSanitizer is told of edges that the C library makes and it does not see.
#pragma once

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SC_TSAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) && !defined(SC_TSAN)
#define SC_TSAN 1
#endif

/*
 * It intercepts pthread_mutex_lock and pthread_once, but neither mtx_lock nor call_once
 * (google/sanitizers#1603). In every other build both are nothing.
 */
#ifdef SC_TSAN
#include <sanitizer/tsan_interface.h>
#define SC_TSAN_ACQUIRED(object)  __tsan_acquire(object)
#define SC_TSAN_RELEASING(object) __tsan_release(object)
#else
#define SC_TSAN_ACQUIRED(object)  ((void)(object))
#define SC_TSAN_RELEASING(object) ((void)(object))
#endif
