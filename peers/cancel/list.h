// SPDX-License-Identifier: MIT
// Every cancellation of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_nsync
#include "peers/cancel/nsync.h"
#endif
// clang-format on
