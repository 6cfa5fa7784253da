// SPDX-License-Identifier: MIT
// Every map subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/map/go.h"
#include "primitives/map/mutex.h"
#include "primitives/map/rwmutex.h"
#include "primitives/map/sharded.h"
// clang-format on
