// SPDX-License-Identifier: MIT
// Abseil's mutex: the bodies of peers/mutex/absl.h.
#include <absl/synchronization/mutex.h>

#include "peers/corner/plain_mutex.hh"

extern "C" {
#include "peers/mutex/absl.h"
}

CORNER_PLAIN_MUTEX(absl_mutex, absl::Mutex, Lock, TryLock, Unlock)
