// SPDX-License-Identifier: MIT
// Every channel-like subject, one line each, in the order of the tables. No guard: included again
// for each table.

// clang-format off
#include "primitives/channel/go.h"
#include "primitives/channel/condvar.h"
#include "primitives/channel/futex.h"
#include "primitives/channel/pipe.h"
#include "primitives/channel/socketpair.h"
#include "primitives/channel/eventfd.h"
// clang-format on
