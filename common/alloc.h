// SPDX-License-Identifier: MIT
// Memory: zeroed, and never NULL.
#pragma once

#include <stdlib.h>

/* Room for n elements of that size, zeroed; the caller's to free. Ends the program where there is
 * none. */
static inline void *checked_alloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}
