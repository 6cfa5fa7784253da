// SPDX-License-Identifier: MIT
// ThreadSanitizer is told of edges that the C library makes and it does not see; and fences, which
// it does not follow.
#pragma once

#include <stdatomic.h>

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

/*
 * A fence of that order. gcc warns that ThreadSanitizer does not follow fences, where the fence
 * ends up in the code; so it stays in a function of its own there. What our fences order are
 * atomics, in which it sees no race with or without them.
 */
#if defined(SC_TSAN) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wtsan"
static __attribute__((noinline, unused)) void sc_fence_slow(memory_order order)
{
    atomic_thread_fence(order);
}
#pragma GCC diagnostic pop
#define SC_FENCE(order) sc_fence_slow(order)
#else
#define SC_FENCE(order) atomic_thread_fence(order)
#endif
