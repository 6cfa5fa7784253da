// SPDX-License-Identifier: MIT
// Go's sync/atomic.Value in C: one pointer, and epochs in the place of Go's garbage collector.
/*
 * Example: the newest configuration. Readers look at it while a thread replaces it.
 *
 *     #include <stdlib.h>
 *     struct go_value limit;
 *     go_value_init(&limit, free); // each limit that was replaced is freed
 *     int *ten = malloc(sizeof *ten);
 *     if (ten && (*ten = 10, go_value_store(&limit, ten)) != 0)
 *         free(ten);
 *     const int *now = go_value_load(&limit); // NULL before the first store
 *     int most = now ? *now : 0;
 *     go_value_done(&limit); // *now may be freed from here on
 *     go_value_destroy(&limit), (void)most;
 */
#ifndef SYNCCOST_VALUE_GO_H
#define SYNCCOST_VALUE_GO_H

#include <stdatomic.h>
#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/epoch.h"
#include "primitives/value/end.h"

/*
 * Semantics after Go's src/sync/atomic/value.go and atomic.Pointer. Go's collector frees an object
 * when nobody refers to it any more. C needs to be told: a load begins a hold, done ends it. A hold
 * is a section of primitives/epoch.h, which says why it is epochs that reclaim and not hazard
 * pointers, what a reader pays, how much garbage there can be, and what happens when a reader
 * stalls. In short: a load and its done are two stores to an own line and one load of the pointer;
 * no verb but drain waits for a holder; a hold that never ends keeps everything that is replaced
 * anywhere in the program meanwhile.
 *
 * Memory ordering: a store of the pointer releases the object, a load acquires it. Go's are
 * sequentially consistent, and so are these: reclamation rests on that (primitives/epoch.h).
 */
struct go_value {
    _Atomic(void *) object; /* NULL: empty */
    void (*reclaim)(void *object);
};

SC_INLINE void go_value_init(struct go_value *v, void (*reclaim)(void *object))
{
    atomic_init(&v->object, NULL);
    v->reclaim = reclaim;
}

SC_INLINE void go_value_destroy(struct go_value *v)
{
    /* Relaxed: the caller's order of all calls before this one makes it see the last object. */
    value_reclaim(atomic_load_explicit(&v->object, memory_order_relaxed), v->reclaim);
}

/* Returns the newest object, and begins a hold. Never waits. */
SC_INLINE const void *go_value_load(struct go_value *v)
{
    epoch_enter();
    /* Sequentially consistent: it must not come before the section is seen. Acquires the object. */
    return atomic_load_explicit(&v->object, memory_order_seq_cst);
}

/* Ends the hold. Outside of one: fatal. */
SC_INLINE void go_value_done(struct go_value *v)
{
    (void)v;
    epoch_leave();
}

/* Unlike what the family promises, the caller may hold v. Never waits for a holder. */
SC_INLINE int go_value_store(struct go_value *v, void *object)
{
    struct epoch_garbage *garbage;
    value_must_be(object, v, VALUE_STORE_NIL);
    int error = epoch_retire_begin(&garbage);
    if (error)
        return error;
    /*
     * Sequentially consistent: it must be seen before the epoch in which the old object is retired.
     * Releases the new object.
     */
    void *old = atomic_exchange_explicit(&v->object, object, memory_order_seq_cst);
    epoch_retire_end(garbage, old, v->reclaim);
    return 0;
}

SC_INLINE int go_value_swap(struct go_value *v, void *object, const void **old)
{
    struct epoch_garbage *garbage;
    value_must_be(object, v, VALUE_SWAP_NIL);
    epoch_enter();
    int error = epoch_retire_begin(&garbage);
    if (error) {
        epoch_leave();
        return error;
    }
    /* As in go_value_store. Acquires the old object, at which the caller looks. */
    void *replaced = atomic_exchange_explicit(&v->object, object, memory_order_seq_cst);
    epoch_retire_end(garbage, replaced, v->reclaim);
    *old = replaced;
    return 0;
}

SC_INLINE int go_value_compare_and_swap(struct go_value *v, const void *old, void *object)
{
    struct epoch_garbage *garbage;
    value_must_be(object, v, VALUE_CAS_NIL);
    int result = epoch_retire_begin(&garbage);
    if (result == 0) {
        void *seen = (void *)old;
        /* As in go_value_store. Relaxed where it fails: nothing is read through what was seen. */
        result = atomic_compare_exchange_strong_explicit(
            &v->object, &seen, object, memory_order_seq_cst, memory_order_relaxed);
        epoch_retire_end(garbage, result ? seen : NULL, v->reclaim);
    }
    epoch_leave();
    return result;
}

/* Waits for every hold and every other section in the program. */
SC_INLINE void go_value_drain(struct go_value *v)
{
    (void)v;
    epoch_drain_slow();
}

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(go, .reclaims = true, .waits = false)
#endif
