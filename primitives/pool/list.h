// SPDX-License-Identifier: MIT
// Every pool subject, one line each, in the order of the tables. No guard: included again for each
// table.

// clang-format off
#include "primitives/pool/go.h"
#include "primitives/pool/malloc.h"
#include "primitives/pool/mutex.h"
// clang-format on
