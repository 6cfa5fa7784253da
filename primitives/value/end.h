// SPDX-License-Identifier: MIT
// What ends badly or late in every value: NULL for an object, and an object that was replaced.
#pragma once

#include <stddef.h>

#include "primitives/compiler.h"
#include "primitives/fatal.h"

/* Go's words, src/sync/atomic/value.go. */
#define VALUE_STORE_NIL "sync/atomic: store of nil value into Value"
#define VALUE_SWAP_NIL  "sync/atomic: swap of nil value into Value"
#define VALUE_CAS_NIL   "sync/atomic: compare and swap of nil value into Value"

SC_SLOW _Noreturn void value_nil_slow(const void *v, const char *words)
{
    sc_fatal(words, v);
}

/* Fatal where object, which is to be put into v, is NULL. */
SC_INLINE void value_must_be(const void *object, const void *v, const char *words)
{
    if (__builtin_expect(object == NULL, 0))
        value_nil_slow(v, words);
}

SC_SLOW void value_reclaim_slow(void *object, void (*reclaim)(void *object))
{
    reclaim(object);
}

/* Nobody can look at object any more; NULL: there was none. */
SC_INLINE void value_reclaim(void *object, void (*reclaim)(void *object))
{
    if (object)
        value_reclaim_slow(object, reclaim);
}
