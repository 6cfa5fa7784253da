// SPDX-License-Identifier: MIT
// A value under Go's read-write mutex: holders share the lock, a writer has it alone.
/*
 * Example: the newest configuration. Readers look at it while a thread replaces it.
 *
 *     #include <stdlib.h>
 *     struct rwmutex_value limit;
 *     rwmutex_value_init(&limit, free); // each limit that was replaced is freed
 *     int *ten = malloc(sizeof *ten);
 *     if (ten && (*ten = 10, rwmutex_value_store(&limit, ten)) != 0)
 *         free(ten);
 *     const int *now = rwmutex_value_load(&limit); // NULL before the first store
 *     int most = now ? *now : 0;
 *     rwmutex_value_done(&limit); // *now may be freed from here on
 *     rwmutex_value_destroy(&limit), (void)most;
 */
#ifndef SYNCCOST_VALUE_RWMUTEX_H
#define SYNCCOST_VALUE_RWMUTEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "primitives/compiler.h"
#include "primitives/rwmutex/go.h"
#include "primitives/value/end.h"

/*
 * A writer that has the lock knows that nobody holds what it replaces. A holder cannot become a
 * writer without letting others in between, so versions tell compare_and_swap whether the value
 * was replaced meanwhile. Memory ordering: the lock's.
 */
struct rwmutex_value {
    struct go_rwmutex lock;
    void *object;     /* guarded by lock, as are the next three */
    void *swapped;    /* by the writer, which looks at it until done */
    bool writing;     /* the holder is one that has swapped */
    uint64_t version; /* how often the object was replaced */
    void (*reclaim)(void *object);
};

SC_INLINE void rwmutex_value_init(struct rwmutex_value *v, void (*reclaim)(void *object))
{
    go_rwmutex_init(&v->lock);
    v->object = v->swapped = NULL;
    v->writing = false;
    v->version = 0;
    v->reclaim = reclaim;
}

SC_INLINE void rwmutex_value_destroy(struct rwmutex_value *v)
{
    value_reclaim(v->object, v->reclaim);
    go_rwmutex_destroy(&v->lock);
}

SC_INLINE const void *rwmutex_value_load(struct rwmutex_value *v)
{
    go_rwmutex_read_acquire(&v->lock);
    return v->object;
}

/* The end of a hold by swap. */
SC_SLOW void rwmutex_value_swapped_slow(struct rwmutex_value *v)
{
    void *old = v->swapped;
    v->swapped = NULL;
    v->writing = false;
    go_rwmutex_write_release(&v->lock);
    value_reclaim(old, v->reclaim);
}

SC_INLINE void rwmutex_value_done(struct rwmutex_value *v)
{
    if (v->writing)
        rwmutex_value_swapped_slow(v);
    else
        go_rwmutex_read_release(&v->lock);
}

/* The caller has the lock for writing. Returns what was there. */
SC_INLINE void *rwmutex_value_replace(struct rwmutex_value *v, void *object)
{
    void *old = v->object;
    v->object = object;
    v->version++;
    return old;
}

/* Always 0. */
SC_INLINE int rwmutex_value_store(struct rwmutex_value *v, void *object)
{
    value_must_be(object, v, VALUE_STORE_NIL);
    go_rwmutex_write_acquire(&v->lock);
    void *old = rwmutex_value_replace(v, object);
    go_rwmutex_write_release(&v->lock);
    value_reclaim(old, v->reclaim);
    return 0;
}

/* Always 0. */
SC_INLINE int rwmutex_value_swap(struct rwmutex_value *v, void *object, const void **old)
{
    value_must_be(object, v, VALUE_SWAP_NIL);
    go_rwmutex_write_acquire(&v->lock);
    *old = v->swapped = rwmutex_value_replace(v, object);
    v->writing = true;
    return 0;
}

SC_INLINE int rwmutex_value_compare_and_swap(struct rwmutex_value *v, const void *old, void *object)
{
    void *replaced = NULL;
    value_must_be(object, v, VALUE_CAS_NIL);
    const uint64_t version = v->version;
    go_rwmutex_read_release(&v->lock);
    go_rwmutex_write_acquire(&v->lock);
    const bool same = v->version == version && v->object == old;
    if (same)
        replaced = rwmutex_value_replace(v, object);
    go_rwmutex_write_release(&v->lock);
    value_reclaim(replaced, v->reclaim);
    return same;
}

/* What was replaced has been reclaimed, but by a call that has not returned yet. */
SC_INLINE void rwmutex_value_drain(struct rwmutex_value *v)
{
    (void)v;
}

#endif
#ifdef VALUE_SUBJECT
VALUE_SUBJECT(rwmutex, .reclaims = true, .waits = true)
#endif
