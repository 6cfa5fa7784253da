// SPDX-License-Identifier: MIT
// Memory that is never NULL: zeroed arrays, arrays that grow, and copies of text.
#pragma once

#include <stdlib.h>
#include <string.h>

/* Room for n elements of that size, zeroed; the caller's to free. Ends the program where there is
 * none. */
static inline void *checked_alloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

/*
 * The array of n elements of that size with room for one more, which is not zeroed. It grows by
 * doubling, where n is a power of two; array is NULL or what the last call gave, and n has only
 * grown by ones since. The caller's to free. Ends the program where there is no such memory.
 */
static inline void *checked_grow(void *array, size_t n, size_t size)
{
    const size_t room = n ? 2 * n : 1;
    size_t bytes;
    if (n & (n - 1))
        return array;
    if (room <= n || __builtin_mul_overflow(room, size, &bytes))
        abort();
    void *larger = realloc(array, bytes);
    if (!larger)
        abort();
    return larger;
}

/* A copy of text, the caller's to free; NULL of NULL. Ends the program where there is no such
 * memory. */
static inline char *checked_text(const char *text)
{
    char *own = text ? strdup(text) : NULL;
    if (text && !own)
        abort();
    return own;
}
