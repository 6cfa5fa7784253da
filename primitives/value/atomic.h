// SPDX-License-Identifier: MIT
// A value that is only an atomic pointer: nothing is reclaimed. What publication costs at least.
/*
 * Example: the newest of some objects that live as long as the program.
 *
 *     static int limits[] = {10, 20};
 *     static struct atomic_value limit;
 *     atomic_value_init(&limit, NULL); // nothing is ever reclaimed
 *     atomic_value_store(&limit, &limits[1]);
 *     const int *now = atomic_value_load(&limit);
 *     int most = now ? *now : 0;
 *     atomic_value_done(&limit), (void)most;
 *     atomic_value_destroy(&limit);
 */
#ifndef SYNCCOST_VALUE_ATOMIC_H
#define SYNCCOST_VALUE_ATOMIC_H

#include <stdatomic.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/value/end.h"

/*
 * C11's atomic pointer with acquire and release: what a publication needs. Go's atomic.Pointer is
 * sequentially consistent, and has the collector behind it. Here an object that was replaced may
 * still be looked at for any time: whoever made it must keep it.
 */
struct atomic_value {
    _Atomic(void *) object;
};

/* reclaim is never called. */
SC_INLINE void atomic_value_init(struct atomic_value *v, void (*reclaim)(void *object))
{
    (void)reclaim;
    atomic_init(&v->object, NULL);
}

SC_INLINE void atomic_value_destroy(struct atomic_value *v)
{
    (void)v;
}

SC_INLINE const void *atomic_value_load(struct atomic_value *v)
{
    /* Acquire: the object must be read as it was when it was stored. */
    return atomic_load_explicit(&v->object, memory_order_acquire);
}

SC_INLINE void atomic_value_done(struct atomic_value *v)
{
    (void)v;
}

/* Always 0. */
SC_INLINE int atomic_value_store(struct atomic_value *v, void *object)
{
    value_must_be(object, v, VALUE_STORE_NIL);
    /* Release: whoever loads the pointer reads the object. */
    atomic_store_explicit(&v->object, object, memory_order_release);
    return 0;
}

/* Always 0. */
SC_INLINE int atomic_value_swap(struct atomic_value *v, void *object, const void **old)
{
    value_must_be(object, v, VALUE_SWAP_NIL);
    /* Release as in a store. Acquire: the caller reads the old object. */
    *old = atomic_exchange_explicit(&v->object, object, memory_order_acq_rel);
    return 0;
}

SC_INLINE int atomic_value_compare_and_swap(struct atomic_value *v, const void *old, void *object)
{
    void *seen = (void *)old;
    value_must_be(object, v, VALUE_CAS_NIL);
    /* Release as in a store. Relaxed where it fails: nothing is read through what was seen. */
    return atomic_compare_exchange_strong_explicit(&v->object, &seen, object, memory_order_release,
                                                   memory_order_relaxed);
}

SC_INLINE void atomic_value_drain(struct atomic_value *v)
{
    (void)v;
}

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(atomic, .reclaims = false, .waits = false)
#endif
