// SPDX-License-Identifier: MIT
// A counter split by CPU: writers touch the slot of the CPU they run on, a reader sums all slots.
/*
 * Example: requests served, counted by every thread and read by one.
 *
 *     #include <stdio.h>
 *     static struct sharded_slot slots[8]; // a power of two, best no fewer than CPUs
 *     struct sharded_counter requests;
 *     sharded_counter_init(&requests, slots, 8);
 *     sharded_counter_add(&requests); // any thread
 *     printf("%llu requests\n", (unsigned long long)sharded_counter_read(&requests));
 */
#pragma once

#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>

#include "primitives/compiler.h"

/* Two lines apart, so that neither the line nor the prefetcher's pair of lines is shared between
 * CPUs. */
struct sharded_slot {
    _Atomic uint64_t value;
} __attribute__((aligned(256)));

struct sharded_counter {
    unsigned mask; /* slots - 1 */
    struct sharded_slot *slots;
};

/* slots: zeroed, a power of two of them. */
SC_INLINE void sharded_counter_init(struct sharded_counter *c, struct sharded_slot *slots,
                                    unsigned n)
{
    *c = (struct sharded_counter){n - 1, slots};
}

/*
 * Adds one on the slot of the current CPU. A thread may be moved between the look-up and the
 * addition, so the addition is atomic; relaxed, since a count publishes nothing.
 */
SC_INLINE void sharded_counter_add(struct sharded_counter *c)
{
    int cpu = sched_getcpu();
    atomic_fetch_add_explicit(&c->slots[(unsigned)cpu & c->mask].value, 1, memory_order_relaxed);
}

/* The sum of all slots: exact once the writers have stopped, else some value between the counts at
 * begin and end of the call. */
SC_INLINE uint64_t sharded_counter_read(const struct sharded_counter *c)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i <= c->mask; i++)
        sum += atomic_load_explicit(&c->slots[i].value, memory_order_relaxed);
    return sum;
}
