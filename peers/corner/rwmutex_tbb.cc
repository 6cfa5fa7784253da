// SPDX-License-Identifier: MIT
// oneTBB's read-write locks: the bodies of peers/rwmutex/tbb.h.
#include <oneapi/tbb/rw_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>

#include "peers/corner/rwmutex_body.hh"

extern "C" {
#include "peers/rwmutex/tbb.h"
}

namespace
{
/* The names that the library gives the verbs. */
template <typename T> struct shared_names {
    static void lock(T &t) { t.lock(); }
    static void unlock(T &t) { t.unlock(); }
    static bool try_lock(T &t) { return t.try_lock(); }
    static void read_lock(T &t) { t.lock_shared(); }
    static void read_unlock(T &t) { t.unlock_shared(); }
    static bool try_read_lock(T &t) { return t.try_lock_shared(); }
};
} // namespace

CORNER_RWMUTEX_BODY(tbb_rw_mutex, tbb::rw_mutex, shared_names<tbb::rw_mutex>)
CORNER_RWMUTEX_BODY(tbb_spin_rw_mutex, tbb::spin_rw_mutex, shared_names<tbb::spin_rw_mutex>)
