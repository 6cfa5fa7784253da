// SPDX-License-Identifier: MIT
// Weak-memory check of the semaphore: what was done before a release is seen after the acquire.
#include "primitives/sema.h"

static struct {
    struct sema tokens;
    int data[WEAK_THREADS];
    int sum;
} s;

static void start(uint32_t count)
{
    memset(&s, 0, sizeof s);
    sema_init(&s.tokens, count);
    sema_cpus = 1 + weak_random(2); /* with one CPU nobody spins */
}

static void drained(void)
{
    WEAK_REQUIRE(s.tokens.count == 0 && !s.tokens.head);
    sema_destroy(&s.tokens);
}

/* As a lock: one token. */
static void as_lock_before(void)
{
    start(1);
}
static void as_lock(unsigned self)
{
    (void)self;
    for (int i = 0; i < 2; i++) {
        sema_acquire(&s.tokens, weak_random(2));
        s.sum++;
        sema_release(&s.tokens, weak_random(2));
    }
}
static void as_lock_after(void)
{
    WEAK_REQUIRE(s.sum == 6 && s.tokens.count == 1);
}

/* Two releasers, each with data, and two acquirers: whoever has both tokens has both data. */
static void passing_before(void)
{
    start(0);
}
static void passing(unsigned self)
{
    if (self > 0) {
        s.data[self] = 1;
        sema_release(&s.tokens, false);
        return;
    }
    sema_acquire(&s.tokens, false);
    sema_acquire(&s.tokens, false);
    WEAK_REQUIRE(s.data[1] + s.data[2] == 2);
}

/* Waiters of both ends of the queue all get a token. */
static void queueing(unsigned self)
{
    if (self == 0) {
        for (unsigned i = 1; i < WEAK_THREADS; i++) {
            s.data[0]++;
            sema_release(&s.tokens, i == 2);
        }
        return;
    }
    sema_acquire(&s.tokens, self == 2);
}

const struct weak_scenario weak_scenarios[] = {
    {"a lock", 3, as_lock_before, as_lock, as_lock_after, NULL, false},
    {"tokens carry order", 3, passing_before, passing, drained, NULL, false},
    {"every waiter gets a token", 4, passing_before, queueing, drained, NULL, false},
    {0},
};
