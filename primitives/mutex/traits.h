// SPDX-License-Identifier: MIT
// What a harness must know of a mutex before it runs it.
#pragma once

#include <stdbool.h>

struct mutex_traits {
    bool null; /* excludes nobody: a floor for the loop around it, run by one thread only */
    /* never sleeps: with more threads than CPUs it may make no progress for whole time slices */
    bool spin_only;
    bool fifo; /* grants in order of arrival */
};
