// SPDX-License-Identifier: MIT
// No pool: each get makes an object and each put drops it. With malloc and free, the C library's.
/*
 * Example: buffers that are used for a moment. None is made while one lies about.
 *
 *     #include <stdlib.h>
 *     struct malloc_pool buffers;
 *     if (malloc_pool_init(&buffers, NULL, free) != 0) // NULL: get makes none
 *         return 1;
 *     char *buffer = malloc_pool_get(&buffers);
 *     if (!buffer)
 *         buffer = malloc(4096);
 *     malloc_pool_put(&buffers, buffer); // for the next user, or freed
 *     malloc_pool_destroy(&buffers);
 */
#ifndef SYNCCOST_POOL_MALLOC_H
#define SYNCCOST_POOL_MALLOC_H

#include "primitives/compiler.h"
#include "primitives/pool/object.h"

/* An allocator has caches of its own, by thread in glibc: what a pool must be better than. Memory
 * ordering: the allocator's. */
struct malloc_pool {
    struct pool_maker maker;
};

/* Always 0. */
SC_INLINE int malloc_pool_init(struct malloc_pool *p, void *(*make)(void),
                               void (*drop)(void *object))
{
    p->maker = (struct pool_maker){make, drop};
    return 0;
}

SC_INLINE void malloc_pool_destroy(struct malloc_pool *p)
{
    (void)p;
}

SC_INLINE void *malloc_pool_get(struct malloc_pool *p)
{
    return pool_make_slow(&p->maker);
}

SC_INLINE void malloc_pool_put(struct malloc_pool *p, void *object)
{
    pool_drop_slow(&p->maker, object);
}

SC_INLINE void malloc_pool_trim(struct malloc_pool *p)
{
    (void)p;
}

#endif
#ifdef POOL_SUBJECT
POOL_SUBJECT(malloc, .keeps = false, .victims = false)
#endif
