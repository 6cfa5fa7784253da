// SPDX-License-Identifier: MIT
// Every channel of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_ck
#include "peers/channel/ck.h"
#endif
#ifdef PEERS_tbb
#include "peers/channel/tbb.h"
#endif
// clang-format on
