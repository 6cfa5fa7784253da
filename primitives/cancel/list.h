// SPDX-License-Identifier: MIT
// Every cancel subject, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/cancel/flag.h"
#include "primitives/cancel/eventfd.h"
#include "primitives/cancel/go.h"
// clang-format on
