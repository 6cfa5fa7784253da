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

/*
 * 256 bytes apart, so that two CPUs share neither a line nor a pair of lines that the prefetcher
 * fetches together.
 */
struct sharded_slot {
    _Atomic uint64_t value;
} __attribute__((aligned(256)));

/* Neither field changes after init. */
struct sharded_counter {
    unsigned mask; /* number of slots - 1 */
    struct sharded_slot *slots;
};

/* How many slots give each of that many CPUs one: the least power of two that is no less. */
SC_INLINE unsigned sharded_counter_slots(unsigned cpus)
{
    unsigned slots = 1;
    while (slots < cpus)
        slots *= 2;
    return slots;
}

/*
 * slots: n zeroed slots, n a power of two. They must outlive the counter. With fewer slots than
 * CPUs, several CPUs share one: the counter stays exact and gets slower.
 */
SC_INLINE void sharded_counter_init(struct sharded_counter *c, struct sharded_slot *slots,
                                    unsigned n)
{
    *c = (struct sharded_counter){n - 1, slots};
}

/* Adds one to the slot of the current CPU. Any thread, at any time. Orders nothing. */
SC_INLINE void sharded_counter_add(struct sharded_counter *c)
{
    int cpu = sched_getcpu();
    /*
     * Cannot be a load and a store: the thread may be moved after the look-up, and another may then
     * add to the same slot. Relaxed: a count publishes no other data.
     */
    atomic_fetch_add_explicit(&c->slots[(unsigned)cpu & c->mask].value, 1, memory_order_relaxed);
}

/*
 * The sum of all slots. Exact where every addition happens before the call, after a join for
 * instance. Else some value between the counts at the call's begin and end. Orders nothing.
 */
SC_INLINE uint64_t sharded_counter_read(const struct sharded_counter *c)
{
    uint64_t sum = 0;
    /* Relaxed: the slots are read one after the other anyway, so no order makes this a snapshot. */
    for (unsigned i = 0; i <= c->mask; i++)
        sum += atomic_load_explicit(&c->slots[i].value, memory_order_relaxed);
    return sum;
}
