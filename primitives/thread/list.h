// SPDX-License-Identifier: MIT
// Every thread subject, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/thread/pthread_default.h"
#include "primitives/thread/c11.h"
#include "primitives/thread/clone3.h"
#include "primitives/thread/pool.h"
// clang-format on
