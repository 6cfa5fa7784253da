// SPDX-License-Identifier: MIT
// Every waitgroup subject, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/waitgroup/go.h"
#include "primitives/waitgroup/condvar.h"
#include "primitives/waitgroup/futex.h"
#include "primitives/waitgroup/pthread_barrier.h"
// clang-format on
