// SPDX-License-Identifier: MIT
// Every semaphore subject, one line each, in the order of the tables. No guard: included again for
// each table.

// clang-format off
#include "primitives/semaphore/sem_t.h"
#include "primitives/semaphore/futex.h"
#include "primitives/semaphore/sema.h"
#include "primitives/semaphore/channel.h"
#include "primitives/semaphore/weighted.h"
// clang-format on
