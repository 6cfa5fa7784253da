// SPDX-License-Identifier: MIT
// Every condition variable of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_nsync
#include "peers/cond/nsync.h"
#endif
// clang-format on
