// SPDX-License-Identifier: MIT
// Weak-memory check of the sequence lock: a read section that counts has seen one write as a whole.
#include "primitives/rwmutex/seqlock.h"

static struct {
    struct seqlock_rwmutex lock;
    _Atomic uint32_t first, second;
    int writes; /* plain: of the writers only */
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
    seqlock_rwmutex_init(&s.lock);
}

static void write_pair(void)
{
    seqlock_rwmutex_write_acquire(&s.lock);
    uint32_t next = (uint32_t)++s.writes;
    atomic_store_explicit(&s.first, next, memory_order_relaxed);
    atomic_store_explicit(&s.second, next, memory_order_relaxed);
    seqlock_rwmutex_write_release(&s.lock);
}

static uint32_t read_pair(void)
{
    uint32_t began, first, second;
    do {
        began = seqlock_rwmutex_read_begin(&s.lock);
        first = atomic_load_explicit(&s.first, memory_order_relaxed);
        second = atomic_load_explicit(&s.second, memory_order_relaxed);
    } while (seqlock_rwmutex_read_retry(&s.lock, began));
    WEAK_REQUIRE(first == second);
    WEAK_REQUIRE(first == began / 2); /* the write that began belongs to, not one before */
    return first;
}

static void thread(unsigned self)
{
    if (self < 2) {
        write_pair();
        write_pair();
        return;
    }
    uint32_t earlier = read_pair();
    WEAK_REQUIRE(read_pair() >= earlier);
}

static void after(void)
{
    WEAK_REQUIRE(s.writes == 4 && read_pair() == 4);
    seqlock_rwmutex_destroy(&s.lock);
}

const struct weak_scenario weak_scenarios[] = {
    {"two writers and a reader", 3, before, thread, after, NULL, false},
    {0},
};
