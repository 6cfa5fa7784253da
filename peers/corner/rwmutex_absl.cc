// SPDX-License-Identifier: MIT
// Abseil's mutex as a read-write lock: the bodies of peers/rwmutex/absl.h.
#include <absl/synchronization/mutex.h>

#include "peers/corner/rwmutex_body.hh"

extern "C" {
#include "peers/rwmutex/absl.h"
}

namespace
{
struct names {
    static void lock(absl::Mutex &m) { m.WriterLock(); }
    static void unlock(absl::Mutex &m) { m.WriterUnlock(); }
    static bool try_lock(absl::Mutex &m) { return m.TryLock(); }
    static void read_lock(absl::Mutex &m) { m.ReaderLock(); }
    static void read_unlock(absl::Mutex &m) { m.ReaderUnlock(); }
    static bool try_read_lock(absl::Mutex &m) { return m.ReaderTryLock(); }
};
} // namespace

CORNER_RWMUTEX_BODY(absl_mutex, absl::Mutex, names)
