// SPDX-License-Identifier: MIT
// Every read-write lock of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_ck
#include "peers/rwmutex/ck.h"
#endif
#ifdef PEERS_nsync
#include "peers/rwmutex/nsync.h"
#endif
#ifdef PEERS_tbb
#include "peers/rwmutex/tbb.h"
#endif
#ifdef PEERS_absl
#include "peers/rwmutex/absl.h"
#endif
#ifdef PEERS_urcu
#include "peers/rwmutex/urcu.h"
#endif
// clang-format on
