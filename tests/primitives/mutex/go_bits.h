// SPDX-License-Identifier: MIT
// The word of Go's mutex, as its tests write it.
#pragma once

#include "primitives/mutex/go.h"
#include "tests/test.h"

enum { L = GO_MUTEX_LOCKED, W = GO_MUTEX_WOKEN, S = GO_MUTEX_STARVING, ONE = GO_MUTEX_WAITER };

static inline uint32_t word(struct go_mutex *m)
{
    return atomic_load(&m->state);
}
