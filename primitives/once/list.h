// SPDX-License-Identifier: MIT
// Every once subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/once/pthread_default.h"
#include "primitives/once/c11.h"
#include "primitives/once/go.h"
#include "primitives/once/double_checked.h"
#include "primitives/once/mutex_flag.h"
// clang-format on
