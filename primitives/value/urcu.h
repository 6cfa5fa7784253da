// SPDX-License-Identifier: MIT
// A value on liburcu's "bulletproof" read-copy update. Optional: where liburcu is installed.
/*
 * Example: the newest configuration. Readers look at it while a thread replaces it.
 *
 *     #include <stdlib.h>
 *     struct urcu_value limit;
 *     urcu_value_init(&limit, free); // each limit that was replaced is freed
 *     int *ten = malloc(sizeof *ten);
 *     if (ten && (*ten = 10, urcu_value_store(&limit, ten)) != 0)
 *         free(ten);
 *     const int *now = urcu_value_load(&limit); // NULL before the first store
 *     int most = now ? *now : 0;
 *     urcu_value_done(&limit); // *now may be freed from here on
 *     urcu_value_destroy(&limit), (void)most;
 */
#ifndef SYNCCOST_VALUE_URCU_H
#define SYNCCOST_VALUE_URCU_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#ifndef URCU_INLINE_SMALL_FUNCTIONS
#define URCU_INLINE_SMALL_FUNCTIONS
#endif
#include <urcu-bp.h>

#include "primitives/compiler.h"
#include "primitives/value/end.h"

/*
 * Source: Desnoyers, McKenney, Stern, Dagenais and Walpole, "User-level implementations of
 * read-copy update" (2012). This flavour lists a thread at its first read, as primitives/epoch.h
 * does. A thread of the library's own reclaims. Needs -lurcu-bp, which the build links where
 * pkg-config knows liburcu-bp, with SYNCCOST_URCU defined; else the subject is absent.
 */
struct urcu_value {
    void *object;
    void (*reclaim)(void *object);
};

/* What waits for its readers. */
struct urcu_value_old {
    struct rcu_head head; /* first */
    void *object;
    void (*reclaim)(void *object);
};

static inline void urcu_value_reclaim(struct rcu_head *head)
{
    struct urcu_value_old *old = (struct urcu_value_old *)head;
    old->reclaim(old->object);
    free(old);
}

/* object was replaced; NULL: nothing was. */
SC_SLOW void urcu_value_retire_slow(struct urcu_value *v, struct urcu_value_old *old, void *object)
{
    old->object = object;
    old->reclaim = v->reclaim;
    if (object)
        call_rcu(&old->head, urcu_value_reclaim);
    else
        free(old);
}

SC_INLINE void urcu_value_init(struct urcu_value *v, void (*reclaim)(void *object))
{
    v->object = NULL;
    v->reclaim = reclaim;
}

SC_INLINE void urcu_value_destroy(struct urcu_value *v)
{
    value_reclaim(v->object, v->reclaim);
}

SC_INLINE const void *urcu_value_load(struct urcu_value *v)
{
    rcu_read_lock();
    return rcu_dereference(v->object);
}

SC_INLINE void urcu_value_done(struct urcu_value *v)
{
    (void)v;
    rcu_read_unlock();
}

SC_INLINE int urcu_value_store(struct urcu_value *v, void *object)
{
    value_must_be(object, v, VALUE_STORE_NIL);
    struct urcu_value_old *old = malloc(sizeof *old);
    if (!old)
        return -ENOMEM;
    urcu_value_retire_slow(v, old, rcu_xchg_pointer(&v->object, object));
    return 0;
}

SC_INLINE int urcu_value_swap(struct urcu_value *v, void *object, const void **old)
{
    value_must_be(object, v, VALUE_SWAP_NIL);
    struct urcu_value_old *replaced = malloc(sizeof *replaced);
    if (!replaced)
        return -ENOMEM;
    rcu_read_lock();
    void *seen = rcu_xchg_pointer(&v->object, object);
    urcu_value_retire_slow(v, replaced, seen);
    *old = seen;
    return 0;
}

SC_INLINE int urcu_value_compare_and_swap(struct urcu_value *v, const void *old, void *object)
{
    value_must_be(object, v, VALUE_CAS_NIL);
    struct urcu_value_old *replaced = malloc(sizeof *replaced);
    int result = -ENOMEM;
    if (replaced) {
        result = rcu_cmpxchg_pointer(&v->object, (void *)old, object) == old;
        urcu_value_retire_slow(v, replaced, result ? (void *)old : NULL);
    }
    rcu_read_unlock();
    return result;
}

SC_INLINE void urcu_value_drain(struct urcu_value *v)
{
    (void)v;
    rcu_barrier();
}

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(urcu, .reclaims = true, .waits = false)
#endif
