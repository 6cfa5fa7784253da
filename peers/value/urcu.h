// SPDX-License-Identifier: MIT
// A value on liburcu, in three of its flavours. Optional: liburcu-dev.
#ifndef SYNCCOST_PEERS_VALUE_URCU_H
#define SYNCCOST_PEERS_VALUE_URCU_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "peers/urcu.h"
#include "primitives/compiler.h"
#include "primitives/value/end.h"

/*
 * What the verbs do: primitives/value/traits.h. A thread of the library's own reclaims. It ends
 * with the last value of its flavour, whose destroy waits for what is to be reclaimed.
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
SC_SLOW void urcu_value_retire_slow(const struct urcu_flavour *f, struct urcu_value *v,
                                    struct urcu_value_old *old, void *object)
{
    old->object = object;
    old->reclaim = v->reclaim;
    if (object)
        urcu_call_slow(f, &old->head, urcu_value_reclaim);
    else
        free(old);
}

static inline void urcu_value_init(const struct urcu_flavour *f, struct urcu_value *v,
                                   void (*reclaim)(void *object))
{
    v->object = NULL;
    v->reclaim = reclaim;
    urcu_begin_slow(f);
}

static inline void urcu_value_destroy(const struct urcu_flavour *f, struct urcu_value *v)
{
    value_reclaim(v->object, v->reclaim);
    urcu_end_slow(f);
}

SC_INLINE const void *urcu_value_load(const struct urcu_flavour *f, struct urcu_value *v)
{
    f->enter();
    return rcu_dereference(v->object);
}

SC_INLINE int urcu_value_store(const struct urcu_flavour *f, struct urcu_value *v, void *object)
{
    value_must_be(object, v, VALUE_STORE_NIL);
    struct urcu_value_old *old = malloc(sizeof *old);
    if (!old)
        return -ENOMEM;
    urcu_value_retire_slow(f, v, old, rcu_xchg_pointer(&v->object, object));
    return 0;
}

SC_INLINE int urcu_value_swap(const struct urcu_flavour *f, struct urcu_value *v, void *object,
                              const void **old)
{
    value_must_be(object, v, VALUE_SWAP_NIL);
    struct urcu_value_old *replaced = malloc(sizeof *replaced);
    if (!replaced)
        return -ENOMEM;
    f->enter(); /* before the exchange: nobody reclaims what it returns until leave */
    void *seen = rcu_xchg_pointer(&v->object, object);
    urcu_value_retire_slow(f, v, replaced, seen);
    *old = seen;
    return 0;
}

SC_INLINE int urcu_value_compare_and_swap(const struct urcu_flavour *f, struct urcu_value *v,
                                          const void *old, void *object)
{
    value_must_be(object, v, VALUE_CAS_NIL);
    struct urcu_value_old *replaced = malloc(sizeof *replaced);
    int result = -ENOMEM;
    if (replaced) {
        result = rcu_cmpxchg_pointer(&v->object, (void *)old, object) == old;
        urcu_value_retire_slow(f, v, replaced, result ? (void *)old : NULL);
    }
    f->leave();
    return result;
}

#define URCU_VALUE(name)                                                                           \
    struct urcu_##name##_value {                                                                   \
        struct urcu_value v;                                                                       \
    };                                                                                             \
    static inline void urcu_##name##_value_init(struct urcu_##name##_value *v,                     \
                                                void (*reclaim)(void *object))                     \
    {                                                                                              \
        urcu_value_init(&urcu_##name, &v->v, reclaim);                                             \
    }                                                                                              \
    static inline void urcu_##name##_value_destroy(struct urcu_##name##_value *v)                  \
    {                                                                                              \
        urcu_value_destroy(&urcu_##name, &v->v);                                                   \
    }                                                                                              \
    SC_INLINE const void *urcu_##name##_value_load(struct urcu_##name##_value *v)                  \
    {                                                                                              \
        return urcu_value_load(&urcu_##name, &v->v);                                               \
    }                                                                                              \
    SC_INLINE void urcu_##name##_value_done(struct urcu_##name##_value *v)                         \
    {                                                                                              \
        (void)v;                                                                                   \
        urcu_##name##_leave();                                                                     \
    }                                                                                              \
    SC_INLINE int urcu_##name##_value_store(struct urcu_##name##_value *v, void *object)           \
    {                                                                                              \
        return urcu_value_store(&urcu_##name, &v->v, object);                                      \
    }                                                                                              \
    SC_INLINE int urcu_##name##_value_swap(struct urcu_##name##_value *v, void *object,            \
                                           const void **old)                                       \
    {                                                                                              \
        return urcu_value_swap(&urcu_##name, &v->v, object, old);                                  \
    }                                                                                              \
    SC_INLINE int urcu_##name##_value_compare_and_swap(struct urcu_##name##_value *v,              \
                                                       const void *old, void *object)              \
    {                                                                                              \
        return urcu_value_compare_and_swap(&urcu_##name, &v->v, old, object);                      \
    }                                                                                              \
    static inline void urcu_##name##_value_drain(struct urcu_##name##_value *v)                    \
    {                                                                                              \
        (void)v;                                                                                   \
        urcu_##name##_barrier();                                                                   \
    }

URCU_VALUE(memb)
URCU_VALUE(bp)
URCU_VALUE(qsbr)

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(urcu_memb, .reclaims = true, .waits = false)
VALUE_SUBJECT(urcu_bp, .reclaims = true, .waits = false)
VALUE_SUBJECT(urcu_qsbr, .reclaims = true, .waits = false)
#endif
