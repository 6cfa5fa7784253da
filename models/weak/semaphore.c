// SPDX-License-Identifier: MIT
// Weak-memory check of the futex semaphore: a permit carries order, and no wake-up is lost.
#include "primitives/semaphore/futex.h"

static struct {
    struct futex_semaphore permits;
    int data[WEAK_THREADS];
    int sum;
} s;

static void start(unsigned permits)
{
    memset(&s, 0, sizeof s);
    WEAK_REQUIRE(futex_semaphore_init(&s.permits, permits) == 0);
}

static void one(void)
{
    start(1);
}
static void none(void)
{
    start(0);
}

static void as_lock(unsigned self)
{
    const struct timespec soon = {0};
    for (int i = 0; i < 2; i++) {
        if (self < 2)
            futex_semaphore_acquire(&s.permits);
        else
            while (!futex_semaphore_acquire_until(&s.permits, &soon))
                ;
        s.sum++;
        futex_semaphore_release(&s.permits);
    }
}
static void as_lock_after(void)
{
    WEAK_REQUIRE(s.sum == 6);
    futex_semaphore_destroy(&s.permits);
}

/* One waits, one releases: nothing else would wake the waiter. */
static void handing_over(unsigned self)
{
    if (self == 0) {
        s.data[0] = 1;
        futex_semaphore_release(&s.permits);
        return;
    }
    futex_semaphore_acquire(&s.permits);
    WEAK_REQUIRE(s.data[0] == 1);
}

/* Whoever has both permits has what came before both. */
static void collecting(unsigned self)
{
    if (self > 0) {
        s.data[self] = 1;
        futex_semaphore_release(&s.permits);
        return;
    }
    futex_semaphore_acquire(&s.permits);
    futex_semaphore_acquire(&s.permits);
    WEAK_REQUIRE(s.data[1] + s.data[2] == 2);
}

const struct weak_scenario weak_scenarios[] = {
    {"a lock", 3, one, as_lock, as_lock_after, NULL, false},
    {"from one to another", 2, none, handing_over, NULL, NULL, false},
    {"permits carry order", 3, none, collecting, NULL, NULL, false},
    {0},
};
