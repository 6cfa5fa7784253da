// SPDX-License-Identifier: MIT
// Every init subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/init/constructor.h"
#include "primitives/init/once.h"
#include "primitives/init/dlopen.h"
// clang-format on
