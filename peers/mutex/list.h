// SPDX-License-Identifier: MIT
// Every mutex of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_ck
#include "peers/mutex/ck.h"
#endif
#ifdef PEERS_nsync
#include "peers/mutex/nsync.h"
#endif
#ifdef PEERS_tbb
#include "peers/mutex/tbb.h"
#endif
#ifdef PEERS_absl
#include "peers/mutex/absl.h"
#endif
// clang-format on
