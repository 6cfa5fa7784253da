// SPDX-License-Identifier: MIT
// Every select subject, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/select/go.h"
#include "primitives/select/poll.h"
// clang-format on
