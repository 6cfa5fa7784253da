// SPDX-License-Identifier: MIT
// Relacy without the macros that it lays over C, and its types for a fixed number of threads.
#pragma once

/* What relacy.hpp includes, but for its pthread and Windows, in the order that they need. */
// clang-format off
/* Values of an atomic that a load may find. Relacy's 3 are too few where an epoch moves twice. */
#define atomic_history_size relacy_history_size
#include <relacy/base.hpp>
#undef atomic_history_size
namespace rl { size_t const atomic_history_size = 8; }
#include <relacy/context.hpp>
#include <relacy/context_base_impl.hpp>
#include <relacy/atomic_fence.hpp>
#include <relacy/atomic.hpp>
#include <relacy/var.hpp>
#include <relacy/test_suite.hpp>
#include <relacy/dyn_thread.hpp>
#include <relacy/stdlib/mutex.hpp>
#include <relacy/stdlib/condition_variable.hpp>
#include <relacy/stdlib/semaphore.hpp>
#include <relacy/stdlib/event.hpp>
// clang-format on
#undef $

#include "models/weak/weak.h"

typedef rl::thread_info<WEAK_THREADS> weak_thread;
typedef rl::atomic_data_impl<WEAK_THREADS> weak_atomic;
typedef rl::var_data_impl<WEAK_THREADS> weak_plain;

/* The thread that runs; NULL outside a run. */
inline weak_thread *weak_running()
{
    return rl::is_ctx() ? static_cast<weak_thread *>(rl::ctx().threadx_) : nullptr;
}

/* Adds a line to the history of a run that is repeated because it failed. */
void weak_note(const void *from, const char *form, ...) __attribute__((format(printf, 2, 3)));
