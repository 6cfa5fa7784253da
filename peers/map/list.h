// SPDX-License-Identifier: MIT
// Every map of the libraries that are installed, in the order of the tables.
// No guard: included again for each table.

// clang-format off
#ifdef PEERS_urcu
#include "peers/map/urcu.h"
#endif
// clang-format on
