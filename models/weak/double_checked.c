// SPDX-License-Identifier: MIT
// Weak-memory check of double_checked_once: every do returns after the function, and sees what it
// wrote. The futex mutex stands in for pthread's, which the checker cannot look into.
#include "primitives/mutex/futex.h"

static struct futex_mutex_node unused;

#define pthread_mutex_t          struct futex_mutex
#define pthread_mutex_init(m, a) futex_mutex_init(m)
#define pthread_mutex_lock(m)    futex_mutex_acquire(m, &unused)
#define pthread_mutex_unlock(m)  futex_mutex_release(m, &unused)
#define pthread_mutex_destroy(m) futex_mutex_destroy(m)
#include "primitives/once/double_checked.h"

static struct {
    struct double_checked_once once;
    int calls, data;
} s;

static void before(void)
{
    memset(&s, 0, sizeof s);
    double_checked_once_init(&s.once);
}

static void function(void *data)
{
    s.calls++;
    *(int *)data = 1;
}

static void thread(unsigned self)
{
    (void)self;
    double_checked_once_do(&s.once, function, &s.data);
    WEAK_REQUIRE(s.data == 1 && s.calls == 1);
    WEAK_REQUIRE(double_checked_once_made(&s.once) == &s.data);
}

static void after(void)
{
    WEAK_REQUIRE(s.calls == 1);
    double_checked_once_destroy(&s.once);
}

const struct weak_scenario weak_scenarios[] = {
    {"once", 3, before, thread, after, NULL},
    {0},
};
