// SPDX-License-Identifier: MIT
// A free list under Go's mutex.
/*
 * Example: buffers that are used for a moment. None is made while one lies about.
 *
 *     #include <stdlib.h>
 *     struct mutex_pool buffers;
 *     if (mutex_pool_init(&buffers, NULL, free) != 0) // NULL: get makes none
 *         return 1;
 *     char *buffer = mutex_pool_get(&buffers);
 *     if (!buffer)
 *         buffer = malloc(4096);
 *     mutex_pool_put(&buffers, buffer); // for the next user, or freed
 *     mutex_pool_destroy(&buffers);
 */
#ifndef SYNCCOST_POOL_MUTEX_H
#define SYNCCOST_POOL_MUTEX_H

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"
#include "primitives/pool/object.h"

/* One stack for all threads. Memory ordering: the mutex's. */
enum { MUTEX_POOL_KEPT = 256 };

struct mutex_pool {
    struct pool_maker maker;
    struct go_mutex lock;
    struct go_mutex_node node; /* of whoever holds lock; empty, so that all may share it */
    unsigned n;                /* guarded by lock, as are the objects */
    void *object[MUTEX_POOL_KEPT];
};

/* Always 0. */
SC_INLINE int mutex_pool_init(struct mutex_pool *p, void *(*make)(void), void (*drop)(void *object))
{
    p->maker = (struct pool_maker){make, drop};
    go_mutex_init(&p->lock);
    go_mutex_node_init(&p->node);
    p->n = 0;
    return 0;
}

/* An object of the list; NULL where it is empty. */
SC_INLINE void *mutex_pool_take(struct mutex_pool *p)
{
    go_mutex_acquire(&p->lock, &p->node);
    void *object = p->n > 0 ? p->object[--p->n] : NULL;
    go_mutex_release(&p->lock, &p->node);
    return object;
}

SC_INLINE void *mutex_pool_get(struct mutex_pool *p)
{
    void *object = mutex_pool_take(p);
    return object ? object : pool_make_slow(&p->maker);
}

SC_INLINE void mutex_pool_put(struct mutex_pool *p, void *object)
{
    if (!object)
        return;
    go_mutex_acquire(&p->lock, &p->node);
    if (p->n < MUTEX_POOL_KEPT) {
        p->object[p->n++] = object;
        object = NULL;
    }
    go_mutex_release(&p->lock, &p->node);
    if (object)
        pool_drop_slow(&p->maker, object);
}

/* Drops all that there was when it was called. */
SC_SLOW void mutex_pool_trim_slow(struct mutex_pool *p)
{
    go_mutex_acquire(&p->lock, &p->node);
    unsigned n = p->n;
    go_mutex_release(&p->lock, &p->node);
    while (n-- > 0)
        pool_drop_slow(&p->maker, mutex_pool_take(p));
}

SC_INLINE void mutex_pool_trim(struct mutex_pool *p)
{
    mutex_pool_trim_slow(p);
}

SC_INLINE void mutex_pool_destroy(struct mutex_pool *p)
{
    mutex_pool_trim_slow(p);
    go_mutex_destroy(&p->lock);
}

#endif
#ifdef POOL_SUBJECT
POOL_SUBJECT(mutex, .keeps = true, .victims = false)
#endif
