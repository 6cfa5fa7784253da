// SPDX-License-Identifier: MIT
// The atomic operations that the rows of the family atomic measure, one function each.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "harness/machine/isa.h"
#include "primitives/compiler.h"

struct cell {
    _Atomic uint64_t *word;
    uint64_t x;
    uint64_t successes;
};

/* Keeps a value the loop would otherwise not need, so that the value-returning form of the
 * instruction is measured. */
SC_INLINE void use(uint64_t value)
{
    __asm__ volatile("" ::"r"(value));
}

SC_INLINE void do_load(struct cell *c, memory_order order)
{
    use(atomic_load_explicit(c->word, order));
}
SC_INLINE void do_store(struct cell *c, memory_order order)
{
    atomic_store_explicit(c->word, c->x++, order);
}
SC_INLINE void do_exchange(struct cell *c, memory_order order)
{
    use(atomic_exchange_explicit(c->word, c->x++, order));
}
SC_INLINE void do_fetch_add(struct cell *c, memory_order order)
{
    use(atomic_fetch_add_explicit(c->word, 1, order));
}
SC_INLINE void do_fetch_or(struct cell *c, memory_order order)
{
    use(atomic_fetch_or_explicit(c->word, 1, order));
}
/* The result is thrown away: LOCK ADD or LOCK OR on x86, where fetch_or with its result needs a CAS
 * loop. On arm64 with LSE, relaxed, STADD and STSET, which no compiler makes of it (gcc 12 and
 * clang 14 return the value). */
SC_INLINE void do_add(struct cell *c, memory_order order)
{
    if (!isa_add(c->word, 1, order))
        (void)atomic_fetch_add_explicit(c->word, 1, order);
}
SC_INLINE void do_or(struct cell *c, memory_order order)
{
    if (!isa_or(c->word, 1, order))
        (void)atomic_fetch_or_explicit(c->word, 1, order);
}
/* Expects what it wrote last: succeeds whenever nobody else wrote in between. */
SC_INLINE void do_cas(struct cell *c, memory_order order)
{
    uint64_t expected = c->x;
    _Bool done = atomic_compare_exchange_strong_explicit(c->word, &expected, expected + 1, order,
                                                         memory_order_relaxed);
    c->successes += done;
    c->x = expected + done;
}
/* Expects a value that is never there. */
SC_INLINE void do_cas_failure(struct cell *c, memory_order order)
{
    uint64_t expected = UINT64_MAX;
    c->successes +=
        atomic_compare_exchange_strong_explicit(c->word, &expected, 0, order, memory_order_relaxed);
}
SC_INLINE void do_cas_loop_add(struct cell *c, memory_order order)
{
    uint64_t seen = atomic_load_explicit(c->word, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(c->word, &seen, seen + 1, order,
                                                  memory_order_relaxed))
        ;
}
SC_INLINE void do_fence(struct cell *c, memory_order order)
{
    (void)c;
    atomic_thread_fence(order);
}
SC_INLINE void do_plain_load(struct cell *c, memory_order order)
{
    (void)order;
    use(*(volatile uint64_t *)c->word);
}
SC_INLINE void do_plain_store(struct cell *c, memory_order order)
{
    (void)order;
    *(volatile uint64_t *)c->word = c->x++;
}
SC_INLINE void do_plain_add(struct cell *c, memory_order order)
{
    (void)order;
    *(volatile uint64_t *)c->word += 1;
}
