// SPDX-License-Identifier: MIT
// What a harness must know of a read-write lock before it runs it.
#pragma once

#include <stdbool.h>

struct rwmutex_traits {
    bool null;          /* excludes nobody: run by one thread only */
    bool prefer_writer; /* a waiting writer stops new readers, so that writers are not starved */
    bool readers_next; /* when a writer releases, the readers that wait go before the next writer */
};
