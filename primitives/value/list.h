// SPDX-License-Identifier: MIT
// Every value subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/value/atomic.h"
#include "primitives/value/go.h"
#include "primitives/value/rwmutex.h"
#include "primitives/value/mutex.h"
// clang-format on
