// SPDX-License-Identifier: MIT
// How a pool's objects begin and end: by its user's functions.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"

struct pool_maker {
    void *(*make)(void);
    void (*drop)(void *object);
};

/* A new object; NULL where none can be made. */
SC_SLOW void *pool_make_slow(const struct pool_maker *maker)
{
    return maker->make ? maker->make() : NULL;
}

/* object is nobody's. NULL: does nothing. */
SC_SLOW void pool_drop_slow(const struct pool_maker *maker, void *object)
{
    if (object)
        maker->drop(object);
}
