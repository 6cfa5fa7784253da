// SPDX-License-Identifier: MIT
// A value under Go's mutex: a holder has the lock.
/*
 * Example: the newest configuration. Readers look at it while a thread replaces it.
 *
 *     #include <stdlib.h>
 *     struct mutex_value limit;
 *     mutex_value_init(&limit, free); // each limit that was replaced is freed
 *     int *ten = malloc(sizeof *ten);
 *     if (ten && (*ten = 10, mutex_value_store(&limit, ten)) != 0)
 *         free(ten);
 *     const int *now = mutex_value_load(&limit); // NULL before the first store
 *     int most = now ? *now : 0;
 *     mutex_value_done(&limit); // *now may be freed from here on
 *     mutex_value_destroy(&limit), (void)most;
 */
#ifndef SYNCCOST_VALUE_MUTEX_H
#define SYNCCOST_VALUE_MUTEX_H

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/mutex/go.h"
#include "primitives/value/end.h"

/*
 * One holder at a time, reader or writer. What was replaced can be reclaimed at once: nobody else
 * had it. Memory ordering: the mutex's.
 */
struct mutex_value {
    struct go_mutex lock;
    struct go_mutex_node node; /* of whoever holds lock; empty, so that all may share it */
    void *object;              /* guarded by lock, as is the next */
    void *swapped;             /* by the holder, which looks at it until done */
    void (*reclaim)(void *object);
};

SC_INLINE void mutex_value_init(struct mutex_value *v, void (*reclaim)(void *object))
{
    go_mutex_init(&v->lock);
    go_mutex_node_init(&v->node);
    v->object = v->swapped = NULL;
    v->reclaim = reclaim;
}

SC_INLINE void mutex_value_destroy(struct mutex_value *v)
{
    value_reclaim(v->object, v->reclaim);
    go_mutex_destroy(&v->lock);
}

SC_INLINE const void *mutex_value_load(struct mutex_value *v)
{
    go_mutex_acquire(&v->lock, &v->node);
    return v->object;
}

SC_INLINE void mutex_value_done(struct mutex_value *v)
{
    void *old = v->swapped;
    v->swapped = NULL;
    go_mutex_release(&v->lock, &v->node);
    value_reclaim(old, v->reclaim);
}

/* Always 0. */
SC_INLINE int mutex_value_store(struct mutex_value *v, void *object)
{
    value_must_be(object, v, VALUE_STORE_NIL);
    go_mutex_acquire(&v->lock, &v->node);
    void *old = v->object;
    v->object = object;
    go_mutex_release(&v->lock, &v->node);
    value_reclaim(old, v->reclaim);
    return 0;
}

/* Always 0. */
SC_INLINE int mutex_value_swap(struct mutex_value *v, void *object, const void **old)
{
    value_must_be(object, v, VALUE_SWAP_NIL);
    go_mutex_acquire(&v->lock, &v->node);
    *old = v->swapped = v->object;
    v->object = object;
    return 0;
}

/* Always 1 where old is what the load returned. */
SC_INLINE int mutex_value_compare_and_swap(struct mutex_value *v, const void *old, void *object)
{
    value_must_be(object, v, VALUE_CAS_NIL);
    void *replaced = v->object;
    const bool same = replaced == old;
    if (same)
        v->object = object;
    go_mutex_release(&v->lock, &v->node);
    value_reclaim(same ? replaced : NULL, v->reclaim);
    return same;
}

/* What was replaced has been reclaimed, but by a call that has not returned yet. */
SC_INLINE void mutex_value_drain(struct mutex_value *v)
{
    (void)v;
}

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(mutex, .reclaims = true, .waits = true)
#endif
