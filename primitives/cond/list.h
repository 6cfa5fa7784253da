// SPDX-License-Identifier: MIT
// Every cond subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/cond/go.h"
#include "primitives/cond/pthread_default.h"
#include "primitives/cond/futex.h"
// clang-format on
